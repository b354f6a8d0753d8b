// Receiving from a real Dovecot through the built command line: every protocol and encryption.
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { generateMessages } from '../corpus/generate.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { receivingAccount } from '../support/accounts.ts';
import { createCli, type Cli } from '../support/cli.ts';
import { digests, exportedSources } from '../support/export.ts';

/** POP3 can't say that a message does not end with a line end (RFC 1939 section 3): the server adds one. */
function withLineEnd(bytes: Buffer): Buffer {
  return bytes.subarray(-2).equals(Buffer.from('\r\n')) ? bytes : Buffer.concat([bytes, Buffer.from('\r\n')]);
}

/** Acceptance runs set 2000. */
const MANY = Number(process.env['MAILROOM_TEST_MESSAGES'] ?? 300);

interface Run {
  readonly found: number;
  readonly imported: number;
  readonly removed: number;
  readonly error?: { readonly code: string };
}

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot({
    users: Array.from({ length: 14 }, (_, index) => ({ user: `u${index + 1}`, password: 'pw' })),
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
  if (run === undefined || runs.length > 1) throw new Error(`${runs.length} runs`);
  return run;
}

const caFile = (): string => dovecot.authority.certificateFile;
const awkward = [
  Buffer.from('Subject: no body\r\n\r\n'),
  Buffer.from('no header at all'),
  Buffer.from('Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n\r\n'),
  Buffer.from('Subject: 8 bit \xe4\xf6\xfc\xff\xfe\r\n\r\n\xa4\x80\r\nno end of line', 'latin1'),
  Buffer.from(`Subject: long line\r\n\r\n${'x'.repeat(20_000)}\r\n`),
].map((bytes) => ({ bytes }));

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

describe.each([
  ['u1', 'imap4', 'tls'],
  ['u2', 'imap4', 'starttls'],
  ['u3', 'pop3', 'tls'],
  ['u4', 'pop3', 'starttls'],
] as const)('%s: %s with %s', (user, protocol, encryption) => {
  it('fetches every byte, removes, and finds nothing more', async () => {
    const cli = newCli();
    const filled = [...generateMessages({ count: 40, seed: 11, maxBytes: 300_000 }), ...awkward];
    dovecot.fill(user, filled);
    const originals = dovecot
      .messages(user)
      .map((bytes) => (protocol === 'pop3' ? withLineEnd(bytes) : bytes));
    await cli.add(receivingAccount(dovecot, { protocol, encryption, user, caFile: caFile() }));
    const count = filled.length;
    expect(await poll(cli)).toMatchObject({ found: count, imported: count, removed: count });
    expect(dovecot.count(user)).toBe(0);
    expect(await poll(cli)).toMatchObject({ found: 0, imported: 0, removed: 0 });
    expect(digests(await exportedSources(cli))).toEqual(digests(originals));
  });
});

describe.each([
  ['u5', 'imap4'],
  ['u6', 'pop3'],
] as const)('a full mailbox (%s, %s)', (user, protocol) => {
  it(
    `gives its ${MANY} messages once, byte for byte`,
    async () => {
      const cli = newCli();
      dovecot.fill(
        user,
        generateMessages({ count: MANY, seed: 3, maxBytes: MANY > 300 ? 5_000_000 : 500_000 }),
      );
      const originals = digests(dovecot.messages(user));
      await cli.add(receivingAccount(dovecot, { protocol, user, caFile: caFile() }));
      expect(await poll(cli)).toMatchObject({ found: MANY, imported: MANY, removed: MANY });
      expect(dovecot.count(user)).toBe(0);
      expect(await poll(cli)).toMatchObject({ found: 0, imported: 0 });
      expect(digests(await exportedSources(cli))).toEqual(originals);
    },
    60_000 + MANY * 200,
  );
});

describe('IMAP', () => {
  it('leaves mail alone that somebody else marked as deleted', async () => {
    const cli = newCli();
    dovecot.fill('u7', [{ bytes: Buffer.from('Subject: big\r\n\r\n' + 'x'.repeat(9000)) }, ...awkward]);
    const other = await imap('u7');
    await other.mailboxOpen('INBOX');
    await other.messageFlagsAdd('1', ['\\Deleted'], { uid: true });
    const account = receivingAccount(dovecot, { protocol: 'imap4', user: 'u7', caFile: caFile() });
    // Over the limit: not ours to fetch, and not ours to expunge.
    await cli.add({ ...account, maxSizeBytes: 8000 });
    expect(await poll(cli)).toMatchObject({ found: 6, imported: 4, removed: 4 });
    expect(dovecot.count('u7')).toBe(2);
    const left = await other.fetchAll('1:*', { flags: true, uid: true });
    expect(left.find(({ uid }) => uid === 1)?.flags?.has('\\Deleted')).toBe(true);
  });

  it('reads another folder by its name, umlauts included, and no other', async () => {
    const cli = newCli();
    const bytes = Buffer.from('Subject: in the folder\r\n\r\nx\r\n');
    dovecot.fill('u8', [{ bytes }], 'Fälle/Größe & Co');
    dovecot.fill('u8', [{ bytes: Buffer.from('Subject: in the inbox\r\n\r\nx\r\n') }]);
    await cli.add(
      receivingAccount(dovecot, {
        protocol: 'imap4',
        user: 'u8',
        caFile: caFile(),
        mailbox: 'Fälle/Größe & Co',
      }),
    );
    expect(await poll(cli)).toMatchObject({ found: 1, imported: 1, removed: 1 });
    expect(dovecot.count('u8', 'Fälle/Größe & Co')).toBe(0);
    expect(dovecot.count('u8')).toBe(1);
    expect(digests(await exportedSources(cli))).toEqual(digests([bytes]));
  });

  it('sees nothing twice after the folder was made anew with the same mail', async () => {
    const cli = newCli();
    const client = await imap('u9');
    const mails = ['one', 'two', 'two'].map((text) => Buffer.from(`Subject: ${text}\r\n\r\nx\r\n`));
    const make = async (): Promise<void> => {
      await client.mailboxCreate('Work');
      for (const mail of mails) await client.append('Work', mail);
    };
    await make();
    const account = receivingAccount(dovecot, {
      protocol: 'imap4',
      user: 'u9',
      caFile: caFile(),
      mailbox: 'Work',
    });
    await cli.add({ ...account, afterRetrieval: 'keep' });
    expect(await poll(cli)).toMatchObject({ found: 3, imported: 3, removed: 0 });
    const validity = async (): Promise<bigint | undefined> => {
      const status = await client.status('Work', { uidValidity: true });
      return status === false ? undefined : status.uidValidity;
    };
    const validityBefore = await validity();
    await client.mailboxDelete('Work');
    // Dovecot takes the time in seconds for UIDVALIDITY.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await make();
    expect(await validity()).not.toBe(validityBefore);
    await client.append('Work', Buffer.from('Subject: three\r\n\r\nx\r\n'));
    expect(await poll(cli)).toMatchObject({ found: 4, imported: 1, duplicates: 3 });
    expect(await exportedSources(cli)).toHaveLength(4);
  });

  it('sets no flag by reading, where mail is kept', async () => {
    const cli = newCli();
    dovecot.fill('u10', awkward);
    const account = receivingAccount(dovecot, { protocol: 'imap4', user: 'u10', caFile: caFile() });
    await cli.add({ ...account, afterRetrieval: 'keep' });
    expect(await poll(cli)).toMatchObject({ imported: 5, removed: 0 });
    await cli.json(['poll', '--dry-run']);
    expect(dovecot.count('u10')).toBe(5);
    const client = await imap('u10');
    await client.mailboxOpen('INBOX', { readOnly: true });
    const flags = (await client.fetchAll('1:*', { flags: true })).flatMap((message) => [
      ...(message.flags ?? []),
    ]);
    expect(flags.filter((flag) => flag !== '\\Recent')).toEqual([]);
  });

  it('looks without touching anything', async () => {
    const cli = newCli();
    dovecot.fill('u11', awkward);
    await cli.add(receivingAccount(dovecot, { protocol: 'imap4', user: 'u11', caFile: caFile() }));
    const { runs } = await cli.json<{ runs: Run[] }>(['poll', '--dry-run']);
    expect(runs).toMatchObject([{ found: 5, oversize: 0 }]);
    expect(dovecot.count('u11')).toBe(5);
    expect((await cli.json<{ items: unknown[] }>(['inbox', 'list'])).items).toEqual([]);
  });
});

describe('POP3', () => {
  it('keeps mail on the server where that was chosen, and fetches it once', async () => {
    const cli = newCli();
    dovecot.fill('u12', awkward);
    const account = receivingAccount(dovecot, { protocol: 'pop3', user: 'u12', caFile: caFile() });
    await cli.add({ ...account, afterRetrieval: 'keep' });
    expect(await poll(cli)).toMatchObject({ imported: 5, removed: 0 });
    expect(await poll(cli)).toMatchObject({ found: 5, imported: 0, duplicates: 5, removed: 0 });
    expect(dovecot.count('u12')).toBe(5);
  });
});

describe('two accounts', () => {
  it('are polled in one go, and one that fails does not stop the other', async () => {
    const cli = newCli();
    dovecot.fill('u13', awkward);
    await cli.add(receivingAccount(dovecot, { protocol: 'imap4', user: 'u13', caFile: caFile() }));
    await cli.add(
      receivingAccount(dovecot, { protocol: 'imap4', user: 'u14', secret: 'wrong', caFile: caFile() }),
    );
    const { runs } = await cli.json<{ runs: Run[] }>(['poll'], { code: 1 });
    expect(runs).toHaveLength(2);
    expect(runs).toContainEqual(expect.objectContaining({ imported: 5, removed: 5 }));
    expect(runs).toContainEqual(
      expect.objectContaining({ imported: 0, error: expect.objectContaining({ code: 'login.refused' }) }),
    );
  });
});
