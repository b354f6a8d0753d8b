// Messages that wait for a person, and the check of everything kept, on the command line against a real server.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { MailroomError } from '../../shared/errors.ts';
import { generateMessages } from '../corpus/generate.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { receivingAccount, sendingAccount } from '../support/accounts.ts';
import { createCli, ended, type Cli } from '../support/cli.ts';
import { digests, exportedSources } from '../support/export.ts';

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot?.stop());

function newCli(): Cli {
  const cli = createCli();
  onTestFinished(() => cli.remove());
  return cli;
}

interface List {
  readonly items: { id: number; state: string; subject: string }[];
}

interface Decided {
  readonly runs: { imported: number; removed: number; oversize: number }[];
}

const big = (name: string): Buffer =>
  Buffer.from(`From: anna@example.com\r\nSubject: ${name}\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(300)}`);

async function idsBySubject(cli: Cli): Promise<Map<string, string>> {
  const { items } = await cli.json<List>(['inbox', 'list']);
  return new Map(items.map(({ id, subject }) => [subject, String(id)]));
}

describe.each([
  ['u1', 'imap4'],
  ['u2', 'pop3'],
] as const)('messages over the limit (%s, %s)', (user, protocol) => {
  it('are fetched, deleted or left as a person decides', async () => {
    const cli = newCli();
    dovecot.fill(
      user,
      ['fetch', 'delete', 'leave'].map((name) => ({ bytes: big(name) })),
    );
    const caFile = dovecot.authority.certificateFile;
    await cli.add({ ...receivingAccount(dovecot, { protocol, user, caFile }), maxSizeBytes: 5000 });
    await cli.json(['poll']);
    const ids = await idsBySubject(cli);
    expect([...ids.keys()].toSorted()).toEqual(['delete', 'fetch', 'leave']);
    expect(dovecot.count(user)).toBe(3);
    const shown = await cli.json<{ decision: string; headers: unknown[] }>([
      'inbox',
      'show',
      ids.get('leave')!,
    ]);
    expect(shown).toMatchObject({ decision: 'leave', headers: [{ name: 'From' }, { name: 'Subject' }] });

    await cli.json(['inbox', 'decide', ids.get('leave')!, '--leave']);
    const fetched = await cli.json<Decided>(['inbox', 'decide', ids.get('fetch')!, '--fetch']);
    expect(fetched.runs).toMatchObject([{ imported: 1, removed: 1 }]);
    const deleted = await cli.json<Decided>(['inbox', 'decide', ids.get('delete')!, '--delete']);
    expect(deleted.runs).toMatchObject([{ imported: 0, oversize: 1 }]);
    expect(dovecot.messages(user)).toEqual([big('leave')]);
    expect(digests(await exportedSources(cli))).toEqual(digests([big('fetch')]));
    expect(await cli.json(['verify'])).toMatchObject({ ok: true, removalPending: 0 });

    await cli.json(['inbox', 'decide', ids.get('delete')!, '--fetch'], { code: 2 });
    await cli.json(['inbox', 'decide', ids.get('leave')!, '--fetch', '--leave'], { code: 2 });
  });
});

describe('the sender of a message over the limit', () => {
  it('is told once, through the default account', async () => {
    const cli = newCli();
    dovecot.fill('u3', [{ bytes: big('plans') }]);
    const caFile = dovecot.authority.certificateFile;
    await cli.add({
      ...receivingAccount(dovecot, { protocol: 'imap4', user: 'u3', caFile }),
      maxSizeBytes: 5000,
    });
    await cli.json(['poll']);
    const id = (await idsBySubject(cli)).get('plans')!;
    const none = await cli.json<{ error: { code: string } }>(['inbox', 'notify-sender', id], { code: 1 });
    expect(none.error.code).toBe('send.noAccount');
    await cli.add(sendingAccount({ port: 9, caFile }));
    expect(await cli.json(['inbox', 'notify-sender', id])).toMatchObject({ state: 'queued', why: 'default' });
    const again = await cli.json<{ error: { code: string } }>(['inbox', 'notify-sender', id], { code: 1 });
    expect(again.error.code).toBe('notify.already');
  });
});

describe('messages in quarantine', () => {
  it('are parsed again, or accepted as they are', async () => {
    const cli = newCli();
    dovecot.fill('u4', [
      { bytes: Buffer.from('Subject: one\r\n\r\n') },
      { bytes: Buffer.from('Subject: two\r\n\r\n') },
    ]);
    const caFile = dovecot.authority.certificateFile;
    await cli.add(receivingAccount(dovecot, { protocol: 'imap4', user: 'u4', caFile }));
    await cli.json(['poll']);
    const database = new SQLite(path.join(cli.dataDirectory, 'mailroom.db'));
    database
      .prepare("UPDATE messages SET state = 'quarantined', reason = ?, subject = ''")
      .run(JSON.stringify(new MailroomError('message.unreadable', 'process').toPlain()));
    database.close();
    const [two, one] = (await cli.json<List>(['inbox', 'list'])).items;
    expect(await cli.json(['inbox', 'retry', String(one!.id)])).toMatchObject({
      retried: [one!.id],
      runs: [],
    });
    expect(await cli.json(['inbox', 'release', String(two!.id)])).toMatchObject({ released: [two!.id] });
    expect((await cli.json<List>(['inbox', 'list'])).items).toMatchObject([
      { state: 'new', subject: '' },
      { state: 'new', subject: 'one' },
    ]);
    await cli.json(['inbox', 'retry', String(one!.id)], { code: 2 });
  });
});

describe('the data directory', () => {
  it('is verified and copied while another engine works on it', async () => {
    const cli = newCli();
    const messages = [...generateMessages({ count: 400, seed: 8, maxBytes: 60_000 })];
    dovecot.fill('u5', messages);
    const originals = dovecot.messages('u5');
    const caFile = dovecot.authority.certificateFile;
    await cli.add(receivingAccount(dovecot, { protocol: 'imap4', user: 'u5', caFile }));
    const service = cli.start(['run', '--json']);
    const end = ended(service);
    const polled = new Promise((resolve) => service.stdout?.once('data', resolve));
    // Asked with nothing that takes the lock: whoever comes first has the directory, and the service must.
    const file = path.join(cli.dataDirectory, 'mailroom.db');
    await expect.poll(() => messagesIn(file), { timeout: 60_000 }).toBeGreaterThan(0);
    expect((await cli.run(['account', 'list'])).code).toBe(3);

    const copies: { file: string; messages: number }[] = [];
    for (const name of ['early', 'late']) {
      const copy = path.join(cli.folder, `${name}.db`);
      expect(await cli.json(['verify'])).toMatchObject({ ok: true, problems: [] });
      await cli.json(['backup', '--out', copy]);
      copies.push({ file: copy, messages: messagesIn(copy) });
      if (name === 'early') await polled;
    }
    const whole = await cli.json<{ messages: number }>(['verify']);
    service.kill('SIGTERM');
    await end;
    expect(whole.messages).toBe(400);
    expect(copies[0]!.messages).toBeLessThanOrEqual(copies[1]!.messages);
    expect(copies[1]!.messages).toBe(400);

    // The copy takes the place of the original.
    const restored = newCli();
    mkdirSync(restored.dataDirectory);
    writeFileSync(path.join(restored.dataDirectory, 'mailroom.db'), readFileSync(copies[1]!.file));
    expect(digests(await exportedSources(restored))).toEqual(digests(originals));
    expect(await restored.json(['verify'])).toMatchObject({ ok: true, messages: 400 });
  });

  it('is said to be damaged when it is, with exit code 1', async () => {
    const cli = newCli();
    dovecot.fill('u6', [{ bytes: big('one') }, { bytes: big('two') }]);
    const caFile = dovecot.authority.certificateFile;
    await cli.add(receivingAccount(dovecot, { protocol: 'imap4', user: 'u6', caFile }));
    await cli.json(['poll']);
    const file = path.join(cli.dataDirectory, 'mailroom.db');
    const bytes = readFileSync(file);
    const at = bytes.indexOf('Subject: two') + 300;
    bytes[at] = 0x79;
    writeFileSync(file, bytes);
    const found = await cli.json<{ problems: unknown[] }>(['verify'], { code: 1 });
    expect(found).toMatchObject({ ok: false, problems: [{ kind: 'digest' }] });
    const forPeople = await cli.run(['verify']);
    expect(String(forPeople.stdout)).toMatch(/digest \(message \d\).*\n1 problem/);

    writeFileSync(file, bytes.subarray(0, bytes.length / 2));
    for (const command of [
      ['verify'],
      ['inbox', 'list'],
      ['backup', '--out', path.join(cli.folder, 'b.db')],
    ]) {
      const { error } = await cli.json<{ error: { code: string } }>(command, { code: 1 });
      expect(error.code).toBe('store.corrupt');
    }
    writeFileSync(file, '');
    const { error } = await cli.json<{ error: { code: string } }>(['verify'], { code: 1 });
    expect(error.code).toBe('store.corrupt');
  });

  it('is not made by looking, and nothing is overwritten', async () => {
    const cli = newCli();
    const missing = await cli.json<{ error: { code: string } }>(['verify'], { code: 2 });
    expect(missing.error.code).toBe('input.notFound');
    expect(existsSync(cli.dataDirectory)).toBe(false);
    await cli.json(['account', 'list']);
    const file = cli.file('there.db', 'mine');
    const refused = await cli.run(['backup', '--out', file]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/exists already/)]);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const nowhere = path.join(cli.folder, 'no', 'such', 'b.db');
    const { error } = await cli.json<{ error: { code: string } }>(['backup', '--out', nowhere], { code: 1 });
    expect(error.code).toBe('store.unwritable');
    expect(readdirSync(cli.folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });
});

function messagesIn(file: string): number {
  const database = new SQLite(file, { readonly: true });
  try {
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    return database.prepare('SELECT count(*) FROM messages').pluck().get() as number;
  } finally {
    database.close();
  }
}
