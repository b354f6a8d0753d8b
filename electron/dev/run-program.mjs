import { spawn } from 'node:child_process';

/**
 * Runs a program in `cwd` with our terminal. Resolves to its exit code; 128 when a signal ended it, 127 when it could
 * not be started (then a line on stderr says why).
 */
export function runProgram(command, args, { cwd, env }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    child.once('error', (error) => {
      console.error(`${command} cannot be started: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code) => resolve(code ?? 128));
  });
}
