// What scripts rely on beside the results: mistakes are refused, failures are told, and nothing is half done.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startScriptedServer } from '../servers/scripted-server.ts';
import { createCli, ended, type Cli, type CliResult } from '../support/cli.ts';

let cli: Cli;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli.remove());

interface Problem {
  readonly error: {
    readonly code: string;
    readonly field?: string;
    readonly detail?: string;
    readonly params: Readonly<Record<string, unknown>>;
  };
}

/** Nobody listens there. */
const CLOSED_PORT = 1;

const incoming = (name: string, changes: object = {}): object => ({
  direction: 'incoming',
  serverType: 'imap4',
  name,
  host: '127.0.0.1',
  port: CLOSED_PORT,
  encryption: 'none',
  user: name,
  secret: 'pw',
  maxSizeBytes: 0,
  ...changes,
});
const outgoing = (changes: object = {}): object => ({
  direction: 'outgoing',
  name: 'Sending',
  host: '127.0.0.1',
  port: CLOSED_PORT,
  senderAddress: 'support@test.local',
  senderName: 'Support',
  user: 'u',
  secret: 'pw',
  ...changes,
});
const message = ['send', '--to', 'anna@elsewhere.example', '--subject', 's', '--text', '-'];

async function names(): Promise<string[]> {
  const { items } = await cli.json<{ items: { name: string }[] }>(['account', 'list']);
  return items.map(({ name }) => name);
}

/** What it prints must not bring it down: no stack, nothing unhandled. */
function isTidy({ stderr }: CliResult): boolean {
  return !/unhandled|node:|^\s+at /im.test(stderr);
}

describe('a call with a mistake', () => {
  it('changes nothing, and opens nothing', async () => {
    await cli.add(incoming('In'));
    for (const args of [
      ['account', 'remove', 'In', '--dry-run'],
      ['account', 'remove', 'In', 'extra'],
      ['account', 'disable', 'In', '--all'],
    ]) {
      const { error } = await cli.json<Problem>(args, { code: 2 });
      expect(error.code).toBe('input.invalid');
      expect(error.detail).toContain(args.at(-1));
    }
    expect(await cli.json(['account', 'show', 'In'])).toMatchObject({ active: true });
    const fresh = createCli();
    expect((await fresh.run(['inbox', 'export', '1', '--all', '--out', 'x'])).code).toBe(2);
    expect(existsSync(fresh.dataDirectory)).toBe(false);
    fresh.remove();
  });

  it.each(['0', '', 'x', '1001', '-1', '1.5'])('is refused for --limit=%s', async (limit) => {
    for (const list of ['inbox', 'outbox']) {
      const { error } = await cli.json<Problem>([list, 'list', `--limit=${limit}`], { code: 2 });
      expect(error).toMatchObject({ code: 'input.invalid', field: 'limit' });
    }
  });

  it('quotes nothing of JSON that is none', async () => {
    for (const input of ['canary', '{"secret": "canary', '{"secret": canary}', '{"secret": "canary",}']) {
      for (const args of [
        ['account', 'add', '--file', '-'],
        ['account', 'import', '-'],
        ['rule', 'add', '--file', '-'],
        ['check', '--file', '-'],
      ]) {
        const result = await cli.run([...args, '--verbose'], { input });
        expect(result.code).toBe(2);
        expect(result.stderr).toMatch(/standard input is not JSON/);
        expect(result.stderr + String(result.stdout)).not.toContain('canary');
      }
    }
  });

  it('is refused for JSON that is no object', async () => {
    for (const args of [
      ['account', 'import', '-'],
      ['rule', 'add', '--file', '-'],
      ['check', '--file', '-'],
    ]) {
      const { error } = await cli.json<Problem>(args, { input: 'null', code: 2 });
      expect(error.code).toBe('input.invalid');
    }
  });
});

describe('an import', () => {
  it('stores all accounts or none', async () => {
    const attempt = (...accounts: object[]): Promise<Problem> =>
      cli.json(['account', 'import', '-'], { input: JSON.stringify({ accounts }), code: 2 });
    expect((await attempt(incoming('A'), incoming('B'), incoming('a'))).error).toMatchObject({
      code: 'input.nameTaken',
      detail: 'accounts[2]',
    });
    expect((await attempt(incoming('A'), incoming('B', { caFile: '/nowhere.pem' }))).error).toMatchObject({
      code: 'input.unreadable',
      field: 'caFile',
    });
    expect((await attempt(incoming('A'), outgoing({ port: 25 }))).error.code).toBe('input.port25');
    expect((await attempt(incoming('A'), outgoing({ active: false }))).error.code).toBe('input.lastDefault');
    expect(await names()).toEqual([]);
    await cli.add(incoming('B'));
    expect((await attempt(incoming('A'), incoming('b'))).error.code).toBe('input.nameTaken');
    expect(await names()).toEqual(['B']);
  });
});

describe('a place that cannot be written', () => {
  const nowhere = '/nonexistent/x';

  it.each([[['inbox', 'export', '--all', '--format', 'mbox']], [['account', 'export']]])(
    'is told by %j',
    async (args) => {
      const { error } = await cli.json<Problem>([...args, '--out', nowhere], { code: 1 });
      expect(error).toMatchObject({ code: 'store.unwritable', params: { directory: '/nonexistent' } });
      expect(error.detail).toContain('ENOENT');
      const human = await cli.run([...args, '--out', nowhere]);
      expect(human.code).toBe(1);
      expect(isTidy(human)).toBe(true);
    },
  );

  it('is told when a file is where the folder should be', async () => {
    const file = path.join(cli.folder, 'file');
    writeFileSync(file, 'mine');
    const { error } = await cli.json<Problem>(['inbox', 'export', '--all', '--out', file], { code: 1 });
    expect(error).toMatchObject({ code: 'store.unwritable', params: { directory: file } });
    expect(error.detail).toContain('EEXIST');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});

describe('a reader that goes away', () => {
  it('is no failure', async () => {
    const accounts = Array.from({ length: 400 }, (_, index) =>
      incoming(`Account ${index}`, { secret: undefined }),
    );
    const input = JSON.stringify({ accounts });
    await cli.json(['account', 'import', '-'], { input });
    for (const json of [[], ['--json']]) {
      const child = cli.start(['account', 'list', ...json]);
      const result = ended(child);
      child.stdout?.destroy();
      expect(await result).toMatchObject({ code: 0, stderr: '' });
    }
    const service = cli.start(['run', '--json']);
    const result = ended(service);
    service.stdout?.destroy();
    const { code, stderr } = await result;
    expect(code).toBe(0);
    expect(stderr).toMatch(/Ending/);
  });
});

describe('the service', () => {
  it('prints each poll run as JSON on a line', async () => {
    await cli.add(incoming('One'));
    await cli.add(incoming('Two'));
    const service = cli.start(['run', '--json']);
    const result = ended(service);
    let lines = 0;
    await new Promise<void>((resolve) => {
      service.stdout?.on('data', (chunk: Buffer) => {
        lines += String(chunk).split('\n').length - 1;
        if (lines >= 2) resolve();
      });
    });
    service.kill('SIGTERM');
    const { code, stdout } = await result;
    expect(code).toBe(0);
    const runs = String(stdout)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { account: string });
    expect(runs.map(({ account }) => account).sort()).toEqual(['One', 'Two']);
    for (const run of runs) {
      expect(run).toMatchObject({
        imported: 0,
        error: { code: 'connect.refused', message: expect.any(String), remedy: expect.any(String) },
      });
    }
  });
});

describe('the outbox', () => {
  it('says what became of a retry', async () => {
    await cli.add(outgoing());
    const sent = await cli.json<{ id: string }>([...message, '--wait'], { input: 'x', code: 1 });
    const retried = await cli.json(['outbox', 'retry', sent.id], { code: 1 });
    expect(retried).toMatchObject({
      id: sent.id,
      state: 'deferred',
      attempts: 2,
      error: { code: 'connect.refused' },
    });
    const human = await cli.run(['outbox', 'retry', sent.id]);
    expect(human.code).toBe(1);
    expect(String(human.stdout)).toMatch(/^deferred/);
    expect(human.stderr).not.toBe('');
    await cli.json(['outbox', 'retry', 'unknown'], { code: 2 });
  });

  it('ends with 4 when the secret is locked', async () => {
    const locked = { environment: { MAILROOM_VAULT_PASSPHRASE: undefined }, input: 'x', code: 4 };
    await cli.add(outgoing());
    const sent = await cli.json<{ id: string; state: string }>([...message, '--wait'], locked);
    expect(sent.state).toBe('deferred');
    const retried = await cli.json(['outbox', 'retry', sent.id], locked);
    expect(retried).toMatchObject({ state: 'deferred', error: { code: 'secret.locked' } });
  });
});

describe('a check', () => {
  it('ends with 4 when the secret is locked or missing', async () => {
    await using server = await startScriptedServer((connection) => connection.stall());
    await cli.add(incoming('In', { port: server.port, secret: undefined }));
    const test = await cli.json<{ ok: boolean; steps: object[] }>(['check', 'In'], { code: 4 });
    expect(test.ok).toBe(false);
    expect(test.steps.at(-1)).toMatchObject({ id: 'login', ok: false, finding: { code: 'secret.missing' } });
    const locked = { environment: { MAILROOM_VAULT_PASSPHRASE: undefined }, code: 4 };
    await cli.json(['account', 'set-secret', 'In'], { input: 'pw' });
    expect((await cli.json<Problem>(['check', 'In'], locked)).error.code).toBe('secret.locked');
  });
});

describe('an account file', () => {
  it('names the authority from the current directory', async () => {
    const file = path.join(cli.folder, 'ca.pem');
    writeFileSync(file, '-----BEGIN CERTIFICATE-----\n');
    const caFile = path.relative(process.cwd(), file);
    expect(await cli.add(incoming('In', { caFile }))).toMatchObject({ caFile: file });
    expect(
      await cli.json(['account', 'update', 'In', '--file', '-'], { input: JSON.stringify({ caFile }) }),
    ).toMatchObject({ caFile: file });
  });
});

describe('a data directory in use', () => {
  it('gets no vault from a command that is refused', async () => {
    const service = cli.start(['run'], { secrets: 'memory' });
    const result = ended(service);
    await new Promise((resolve) => service.stderr?.once('data', resolve));
    const { error } = await cli.json<Problem>(['account', 'list'], { secrets: 'vault', code: 3 });
    expect(error.code).toBe('engine.inUse');
    expect(existsSync(path.join(cli.dataDirectory, 'secrets.vault'))).toBe(false);
    service.kill('SIGTERM');
    expect((await result).code).toBe(0);
  });
});

describe('a Node.js that is too old', () => {
  it('is told in one line before the store is touched, and which one is needed', async () => {
    const old =
      "Object.defineProperty(process,'versions',{value:{...process.versions,napi:'9',node:'20.1.0'}})";
    const environment = {
      NODE_OPTIONS: `--import data:text/javascript,${old}`,
      MAILROOM_SQLITE_BINDING: undefined,
    };
    const { code, stdout, stderr } = await cli.run(['account', 'list', '--json'], { environment });
    expect([code, String(stdout)]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^mailroom needs Node\.js 22\.14 or newer, this is 20\.1\.0\..*npm run -s mailroom.*\n$/,
    );
    expect(existsSync(cli.dataDirectory)).toBe(false);
  });
});
