// What an account can choose about mail on the server, against a real Dovecot through the built command line.
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { receivingAccount } from '../support/accounts.ts';
import { createCli, type Cli } from '../support/cli.ts';

interface Run {
  readonly found: number;
  readonly imported: number;
  readonly removed: number;
  readonly moved: number;
  readonly leftAlone: number;
  readonly duplicates: number;
  readonly oversize: number;
  readonly error?: { readonly code: string; readonly field?: string };
}

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await startDovecot({
    users: Array.from({ length: 12 }, (_, index) => ({ user: `c${index + 1}`, password: 'pw' })),
  });
});
afterAll(() => dovecot?.stop());

function newCli(): Cli {
  const cli = createCli();
  onTestFinished(() => cli.remove());
  return cli;
}

async function poll(cli: Cli, code = 0): Promise<Run> {
  const { runs } = await cli.json<{ runs: Run[] }>(['poll'], { code });
  const [run] = runs;
  if (run === undefined) throw new Error('no run');
  return run;
}

async function subjects(cli: Cli): Promise<string[]> {
  const { items } = await cli.json<{ items: { subject: string }[] }>(['inbox', 'list']);
  return items.map(({ subject }) => subject).sort();
}

function account(protocol: 'imap4' | 'pop3', user: string, changes: object = {}): object {
  const caFile = dovecot.authority.certificateFile;
  return { ...receivingAccount(dovecot, { protocol, user, caFile }), ...changes };
}

function mail(subject: string, date = 'Tue, 24 Nov 2026 10:00:00 +0000', body = 'text'): { bytes: Buffer } {
  return { bytes: Buffer.from(`Date: ${date}\r\nSubject: ${subject}\r\n\r\n${body}\r\n`) };
}

async function imap(user: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: 'localhost',
    port: dovecot.ports.imaps,
    secure: true,
    auth: { user, pass: 'pw' },
    tls: { ca: dovecot.authority.certificate },
    logger: false,
  });
  await client.connect();
  onTestFinished(() => client.close());
  return client;
}

/** Everything a look could have changed. */
async function state(user: string): Promise<unknown> {
  const client = await imap(user);
  await client.mailboxOpen('INBOX', { readOnly: true });
  const messages = await client.fetchAll('1:*', { uid: true, flags: true, size: true, internalDate: true });
  await client.logout();
  return messages.map(({ uid, flags, size, internalDate }) => ({
    uid,
    flags: [...(flags ?? [])],
    size,
    internalDate,
  }));
}

describe.each([
  ['imap4', 'c1'],
  ['pop3', 'c2'],
] as const)('a first contact that leaves everything alone (%s)', (protocol, user) => {
  it('fetches only what comes later', async () => {
    const cli = newCli();
    dovecot.fill(user, [mail('old 1'), mail('old 2')]);
    await cli.add(account(protocol, user, { firstContact: 'none' }));
    expect(await poll(cli)).toMatchObject({ found: 2, imported: 0, removed: 0, leftAlone: 2 });
    dovecot.fill(user, [mail('new')]);
    expect(await poll(cli)).toMatchObject({ found: 3, imported: 1, removed: 1, leftAlone: 2 });
    expect(await poll(cli)).toMatchObject({ found: 2, imported: 0, leftAlone: 2 });
    expect(await subjects(cli)).toEqual(['new']);
    expect(dovecot.count(user)).toBe(2);
  });
});

describe('a first contact by date', () => {
  it('leaves older mail alone over POP3, by its own dates', async () => {
    const cli = newCli();
    dovecot.fill('c3', [
      mail('last year', 'Mon, 24 Nov 2025 10:00:00 +0000'),
      mail('this month', 'Mon, 02 Nov 2026 10:00:00 +0000'),
      { bytes: Buffer.from('Subject: undated\r\n\r\nx\r\n') },
    ]);
    await cli.add(account('pop3', 'c3', { firstContact: '2026-11-01' }));
    expect(await poll(cli)).toMatchObject({ found: 3, imported: 2, removed: 2, leftAlone: 1 });
    expect(await subjects(cli)).toEqual(['this month', 'undated']);
  });

  it('goes by the day of arrival over IMAP', async () => {
    const cli = newCli();
    const client = await imap('c4');
    const append = (subject: string, day: string) =>
      client.append('INBOX', mail(subject).bytes, [], new Date(day));
    await append('before', '2026-10-31T12:00:00Z');
    await append('after', '2026-11-02T12:00:00Z');
    await cli.add(account('imap4', 'c4', { firstContact: '2026-11-01' }));
    expect(await poll(cli)).toMatchObject({ imported: 1, leftAlone: 1 });
    expect(await subjects(cli)).toEqual(['after']);

    // Restored from a backup: the same mail, but other UIDs and another UIDVALIDITY.
    await client.logout();
    dovecot.renumber('c4');
    expect(await poll(cli)).toMatchObject({ found: 1, imported: 0, leftAlone: 1 });
    expect(await subjects(cli)).toEqual(['after']);
  });
});

describe('a look', () => {
  it('changes nothing on the server and says what would come', async () => {
    const cli = newCli();
    dovecot.fill('c5', [mail('one'), mail('two', undefined, 'x'.repeat(5000)), mail('order 7')]);
    await cli.add(account('imap4', 'c5', { maxSizeBytes: 2000 }));
    await cli.json(['rule', 'add', '--file', '-'], {
      input: JSON.stringify({
        account: 'c5 imap4 tls',
        title: 'Orders',
        rank: 1,
        conditions: [{ field: 'subject', operator: 'contains', value: 'order' }],
        actions: [{ kind: 'createTicket' }],
      }),
    });
    const before = await state('c5');
    const { runs } = await cli.json<{ runs: object[] }>(['poll', '--dry-run']);
    expect(runs).toMatchObject([
      {
        found: 3,
        oversize: 1,
        sampled: 3,
        rules: [
          { title: 'Orders', messages: 1, createsTicket: true },
          { messages: 2, createsTicket: false },
        ],
      },
    ]);
    expect(await state('c5')).toEqual(before);
    expect(await subjects(cli)).toEqual([]);
  });

  it('is all that an undecided account does', async () => {
    const cli = newCli();
    dovecot.fill('c6', [mail('one')]);
    const { id } = await cli.add(account('imap4', 'c6', { firstContact: 'ask' }));
    const before = await state('c6');
    expect(await poll(cli)).toMatchObject({ found: 1, imported: 0, removed: 0 });
    expect(await state('c6')).toEqual(before);
    expect(await cli.json(['account', 'show', id])).toMatchObject({ status: { state: 'undecided' } });
    await cli.json(['account', 'update', id, '--file', '-'], { input: '{"firstContact":"all"}' });
    expect(await poll(cli)).toMatchObject({ imported: 1, removed: 1 });
  });
});

describe('mail that is moved on the server', () => {
  it('is there, byte for byte, and here with a receipt that says so', async () => {
    const cli = newCli();
    const client = await imap('c7');
    await client.mailboxCreate('Erledigt für uns');
    dovecot.fill('c7', [mail('one'), mail('two')]);
    await cli.add(account('imap4', 'c7', { afterRetrieval: 'move', moveTo: 'Erledigt für uns' }));
    expect(await poll(cli)).toMatchObject({ imported: 2, moved: 2, removed: 0 });
    expect(dovecot.count('c7')).toBe(0);
    await client.mailboxOpen('Erledigt für uns');
    const moved = await client.fetchAll('1:*', { source: true });
    const { items } = await cli.json<{ items: { id: number }[] }>(['inbox', 'list']);
    const sources: string[] = [];
    for (const { id } of items) {
      sources.push(String((await cli.run(['inbox', 'show', String(id), '--part', 'source'])).stdout));
    }
    expect(moved.map(({ source }) => String(source)).sort()).toEqual(sources.sort());
    expect(await poll(cli)).toMatchObject({ found: 0, moved: 0 });
  });

  it('stays where it is, unfetched, while there is no such mailbox', async () => {
    const cli = newCli();
    dovecot.fill('c8', [mail('one')]);
    await cli.add(account('imap4', 'c8', { afterRetrieval: 'move', moveTo: 'Nowhere' }));
    expect(await poll(cli, 1)).toMatchObject({
      imported: 0,
      error: { code: 'move.targetMissing', field: 'moveTo' },
    });
    expect(dovecot.count('c8')).toBe(1);
  });
});

describe.each([
  ['imap4', 'c9'],
  ['pop3', 'c10'],
] as const)('mail that is kept on the server (%s)', (protocol, user) => {
  it('is fetched once', async () => {
    const cli = newCli();
    dovecot.fill(user, [mail('one'), mail('two')]);
    await cli.add(account(protocol, user, { afterRetrieval: 'keep' }));
    expect(await poll(cli)).toMatchObject({ imported: 2, removed: 0 });
    expect(await poll(cli)).toMatchObject({ found: 2, imported: 0, duplicates: 2 });
    expect(dovecot.count(user)).toBe(2);
  });
});
