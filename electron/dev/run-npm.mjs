import { spawnSync } from 'node:child_process';

/**
 * Runs npm with `args` in `cwd`; its messages go to stderr, so that stdout stays ours.
 * Throws when npm is missing or fails.
 */
export function runNpm(args, cwd) {
  const run = spawnSync(...npmCommand(args), { cwd, env: npmEnvironment(), stdio: ['ignore', 2, 2] });
  if (run.status !== 0)
    throw new Error(
      `npm ${args.join(' ')} failed (${run.error?.code ?? run.signal ?? `exit code ${run.status}`})`,
    );
}

function npmCommand(args) {
  const cli = process.env.npm_execpath;
  // Started by npm: use the very same npm. It runs on the Node that started it, found as npm_node_execpath.
  if (cli?.endsWith('.js')) return [process.env.npm_node_execpath ?? process.execPath, [cli, ...args]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}

function npmEnvironment() {
  const env = { ...process.env };
  // Settings that `npm run` hands down belong to the outer script, not to the npm started here.
  for (const key of Object.keys(env)) {
    if (/^npm_(package|lifecycle|command|config_(local_)?prefix)/i.test(key)) delete env[key];
  }
  return env;
}
