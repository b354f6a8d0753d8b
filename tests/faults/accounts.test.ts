// Settings are killed in the midst of being changed: what is left can be used or repaired, and holds nobody up.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCli, ended, type Cli } from '../support/cli.ts';
import { Points } from './points.ts';
import { scaled } from './scale.ts';
import { hasStrace, inject, mostByOneThread, watch } from './strace.ts';

const CALLS = ['pwrite64', 'write', 'fsync', 'fdatasync', 'ftruncate', 'unlink', 'rename', 'mkdir'];

const account = {
  direction: 'incoming',
  serverType: 'imap4',
  name: 'Support',
  host: 'imap.example.com',
  encryption: 'tls',
  user: 'support',
  secret: 'one',
  maxSizeBytes: 0,
  active: false,
};

interface Listed {
  readonly account: { readonly name: string };
  readonly hasSecret: boolean;
}

function newCli(): Cli {
  const cli = createCli();
  onTestFinished(() => cli.remove());
  return cli;
}

/** The accounts after whatever happened; the data must open at once. */
async function listed(cli: Cli, point: string, points: Points): Promise<Listed[]> {
  const begun = performance.now();
  const { code, stdout, stderr } = await cli.run(['account', 'list', '--json']);
  if (performance.now() - begun > 5000) points.fail(`${point}: the next start takes more than 5 s`);
  if (code !== 0) {
    points.fail(`${point}: the next start ends with ${code}: ${String(stdout)}${stderr}`);
    return [];
  }
  return (JSON.parse(String(stdout)) as { items: Listed[] }).items;
}

/** Commands that change a secret and a row, each with what must be true when it was killed. */
const COMMANDS = {
  add: {
    before: [],
    args: ['account', 'add', '--file', '-'],
    input: JSON.stringify(account),
    /** Not there, and then it can be added; or there with its secret. */
    async after(cli: Cli, accounts: Listed[]): Promise<string | undefined> {
      if (accounts.length > 0) return accounts[0]?.hasSecret === true ? undefined : 'has no secret';
      return (await cli.run(['account', 'add', '--file', '-'], { input: JSON.stringify(account) })).code === 0
        ? undefined
        : 'cannot be added again';
    },
  },
  'set-secret': {
    before: [account],
    args: ['account', 'set-secret', 'Support'],
    input: 'two',
    after: async (_cli: Cli, accounts: Listed[]): Promise<string | undefined> =>
      accounts[0]?.hasSecret === true ? undefined : 'has lost its secret',
  },
  remove: {
    before: [account],
    args: ['account', 'remove', 'Support'],
    input: '',
    /** Gone, or it can be removed again. */
    async after(cli: Cli, accounts: Listed[]): Promise<string | undefined> {
      if (accounts.length === 0) return undefined;
      return (await cli.run(['account', 'remove', 'Support'])).code === 0 ? undefined : 'cannot be removed';
    },
  },
};

describe.runIf(hasStrace).each(['add', 'set-secret', 'remove'] as const)('account %s', (name) => {
  it('killed at any system call leaves nothing that cannot be repaired', async () => {
    const points = new Points(`account ${name}, kills at the n-th system call`);
    const { before, args, input, after } = COMMANDS[name];

    async function prepared(): Promise<Cli> {
      const cli = newCli();
      for (const one of before) await cli.add(one);
      return cli;
    }

    const cli = await prepared();
    const log = path.join(cli.folder, 'calls');
    await cli.run(args, { input, under: watch(CALLS, log) });
    const moments = [...mostByOneThread(readFileSync(log, 'utf8'))].flatMap(([call, count]) =>
      Array.from({ length: count }, (_, index) => [call, index + 1] as const),
    );
    const wanted = Math.min(moments.length, scaled(200, 4));
    for (let next = 0; next < wanted; next++) {
      const [call, nth] = moments[Math.floor((next * moments.length) / wanted)] ?? ['', 0];
      const victim = await prepared();
      const under = inject(call, `signal=KILL:when=${nth}`);
      if ((await victim.run(args, { input, under })).signal === 'SIGKILL') points.tried += 1;
      const point = `${call} ${nth}`;
      const complaint = await after(victim, await listed(victim, point, points));
      if (complaint !== undefined) points.fail(`${point}: the account ${complaint}`);
      victim.remove();
    }
    points.report();
  });
});

it('the lock of an engine that was killed is in nobody’s way', async () => {
  const points = new Points('locks of killed engines');
  const cli = newCli();
  await cli.add(account);
  for (let kill = 0; kill < scaled(100, 2); kill++) {
    const service = cli.start(['run', '--json']);
    const end = ended(service);
    // What it says first, it says with the lock in its hands.
    await once(service.stderr ?? service, 'data');
    expect((await cli.run(['account', 'list'])).code).toBe(3);
    service.kill('SIGKILL');
    await end;
    points.tried += 1;
    expect(await listed(cli, `kill ${kill}`, points)).toHaveLength(1);
  }
  points.report();
});
