// Mail that is put back into a real mailbox: the same bytes, date and flag, and nobody's new mail by mistake.
import { createHash } from 'node:crypto';
import { createServer, connect, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createImapSource } from '../../electron/engine/receiving/sources/imap.ts';
import type { MailSource } from '../../electron/engine/receiving/source.ts';
import { generateMessages } from '../corpus/generate.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { receivingAccount } from '../support/accounts.ts';
import { createCli, type Cli } from '../support/cli.ts';
import { digests } from '../support/export.ts';

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot?.stop());

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function newCli(): Cli {
  const cli = createCli();
  onTestFinished(() => cli.remove());
  return cli;
}

/** Another mail program on the same mailbox. */
async function otherProgram(user: string): Promise<ImapFlow> {
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
  await client.mailboxOpen('INBOX');
  return client;
}

/** Dovecot without UIDPLUS: says nothing of the number that a message got. */
async function withoutAppendUid(): Promise<{ port: number; server: Server }> {
  const server = createServer((client) => {
    const upstream = connect(dovecot.ports.imap, dovecot.host);
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      const text = chunk
        .toString('latin1')
        .replace(/\[APPENDUID [^\]]*\] /, '')
        .replaceAll(' UIDPLUS', '');
      client.write(Buffer.from(text, 'latin1'));
    });
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { server, port: (server.address() as AddressInfo).port };
}

function source(user: string, port: number, encryption: 'tls' | 'none'): MailSource {
  const made = createImapSource(
    {
      host: 'localhost',
      port,
      encryption,
      user,
      auth: { kind: 'password', secret: 'pw' },
      trust: { ca: dovecot.authority.certificate },
      timeouts: { connectMs: 10_000, greetingMs: 10_000, idleMs: 20_000 },
    },
    'INBOX',
  );
  onTestFinished(() => made.abort());
  return made;
}

interface Items {
  readonly items: { id: number; error?: { code: string } }[];
}

describe('mailroom put-back', () => {
  it('puts the same bytes back, with date and flag, and leaves them to other programs', async () => {
    const cli = newCli();
    const user = 'u1';
    dovecot.fill(user, [
      { bytes: Buffer.from('Date: Mon, 02 Mar 2020 10:20:30 +0100\r\nSubject: old\r\n\r\nbody\r\n') },
      { bytes: Buffer.from('Date: Mon, 02 Mar 2120 10:20:30 +0100\r\nSubject: future\r\n\r\nbody\r\n') },
      { bytes: Buffer.from('Subject: 8 bit \xe4\xff\r\n\r\n\xa4\x80\r\nno end of line', 'latin1') },
      { bytes: Buffer.from('Subject: lines\r\n\r\n.\r\n..\r\n\r\n\r\n') },
      ...generateMessages({ count: 15, seed: 3, maxBytes: 300_000 }),
    ]);
    const originals = dovecot.messages(user);
    const caFile = dovecot.authority.certificateFile;
    await cli.add(receivingAccount(dovecot, { protocol: 'imap4', user, caFile }));
    const begun = Date.now();
    await cli.json(['poll']);
    expect(dovecot.count(user)).toBe(0);
    const { items } = await cli.json<Items>(['inbox', 'list']);
    const ids = items.map(({ id }) => String(id)).toReversed();
    // Shown, hence read.
    await cli.run(['inbox', 'show', ids[0]!]);

    const put = await cli.json<Items>(['inbox', 'put-back', ...ids]);
    expect(put.items).toEqual(ids.map((id) => ({ id: Number(id) })));
    expect(digests(dovecot.messages(user))).toEqual(digests(originals));

    const runs = await cli.json<{ runs: unknown[] }>(['poll']);
    const count = originals.length;
    expect(runs.runs).toMatchObject([
      { found: count, imported: 0, removed: 0, leftAlone: count, duplicates: 0 },
    ]);
    expect(dovecot.count(user)).toBe(count);

    const client = await otherProgram(user);
    const query = { source: true, internalDate: true, flags: true } as const;
    const fetched = await client.fetchAll('1:*', query);
    expect(fetched.map((message) => sha256(message.source!)).toSorted()).toEqual(digests(originals));
    const [old, future] = fetched;
    expect(new Date(old!.internalDate!).toISOString()).toBe('2020-03-02T09:20:30.000Z');
    expect(new Date(future!.internalDate!).getTime()).toBeGreaterThan(begun - 2000);
    expect(new Date(future!.internalDate!).getTime()).toBeLessThan(Date.now() + 2000);
    expect(fetched.map(({ flags }) => flags!.has('\\Seen'))).toEqual([
      true,
      ...Array<boolean>(count - 1).fill(false),
    ]);

    // What comes after them is fetched as ever.
    dovecot.fill(user, [{ bytes: Buffer.from('Subject: later\r\n\r\n') }]);
    expect((await cli.json<{ runs: unknown[] }>(['poll'])).runs).toMatchObject([
      { imported: 1, leftAlone: count },
    ]);
  });

  it('takes messages from the archive, and says which folder they are not in', async () => {
    const cli = newCli();
    const user = 'u2';
    dovecot.fill(user, [{ bytes: Buffer.from('Subject: printer\r\n\r\n') }]);
    const caFile = dovecot.authority.certificateFile;
    const { id: account } = await cli.add(receivingAccount(dovecot, { protocol: 'imap4', user, caFile }));
    const rule = {
      account,
      title: 'all',
      rank: 1,
      conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
      actions: [{ kind: 'createTicket' }],
    };
    await cli.json(['rule', 'add', '--file', '-'], { input: JSON.stringify(rule) });
    await cli.json(['poll']);
    const { items } = await cli.json<Items>(['archive', 'list']);
    const id = String(items[0]?.id);
    await cli.json(['inbox', 'put-back', id], { code: 2 });
    expect(dovecot.count(user)).toBe(0);
    await cli.json(['archive', 'put-back', id]);
    expect(dovecot.count(user)).toBe(1);
    const wrong = JSON.stringify({ secret: 'wrong' });
    await cli.json(['account', 'update', account, '--file', '-'], { input: wrong });
    const refused = await cli.json<Items>(['archive', 'put-back', id], { code: 1 });
    expect(refused.items).toMatchObject([{ id: Number(id), error: { code: 'login.refused' } }]);
    expect(dovecot.count(user)).toBe(1);
  });
});

describe('putting a message into a mailbox', () => {
  const one = Buffer.from('Subject: one\r\n\r\nbody\r\n');
  const properties = { receivedAt: Date.UTC(2020, 1, 1), seen: false };

  it('tells the number it got', async () => {
    dovecot.fill('u3', [{ bytes: one }]);
    const session = source('u3', dovecot.ports.imaps, 'tls');
    await session.open();
    const keys = [await session.append?.(one, properties), await session.append?.(one, properties)];
    const listed = await session.list();
    expect(listed.map(({ serverKey }) => serverKey).slice(1)).toEqual(keys);
    await session.finish();
  });

  it('finds the number by the bytes where the server does not tell it', async () => {
    const { port } = await withoutAppendUid();
    const nearly = Buffer.from(String(one).replace('body', 'BODY'));
    dovecot.fill('u4', [{ bytes: one }, { bytes: nearly }]);
    const session = source('u4', port, 'none');
    await session.open();
    dovecot.fill('u4', [{ bytes: nearly }]);
    const keys = [
      await session.append?.(one, properties),
      await session.append?.(nearly, properties),
      await session.append?.(one, properties),
    ];
    await session.finish();
    const client = await otherProgram('u4');
    const byKey = new Map(
      (await client.fetchAll('1:*', { source: true, uid: true })).map(({ uid, source: bytes }) => [
        String(uid),
        bytes!,
      ]),
    );
    expect(keys.map((key) => byKey.get(key ?? '')?.toString())).toEqual([one, nearly, one].map(String));
    expect(new Set(keys).size).toBe(3);
    expect(keys.every((key) => Number(key) > 2)).toBe(true);
  });

  it('is refused in the words of the server, and the session goes on', async () => {
    const limited = await startDovecot({
      settings:
        'mail_plugins = quota\nprotocol imap {\n mail_plugins = quota\n}\nplugin {\n quota = maildir:User quota\n quota_rule = *:storage=50K\n}\n',
    });
    onTestFinished(() => limited.stop());
    const session = createImapSource(
      {
        host: 'localhost',
        port: limited.ports.imaps,
        encryption: 'tls',
        user: 'u1',
        auth: { kind: 'password', secret: 'pw' },
        trust: { ca: limited.authority.certificate },
        timeouts: { connectMs: 10_000, greetingMs: 10_000, idleMs: 20_000 },
      },
      'INBOX',
    );
    await session.open();
    const big = Buffer.concat([one, Buffer.alloc(200_000, 'x')]);
    await expect(session.append?.(big, properties)).rejects.toMatchObject({
      code: 'putOnServer.refused',
      params: { mailbox: 'INBOX' },
      detail: expect.stringMatching(/quota/i),
    });
    expect(await session.append?.(one, properties)).toBeDefined();
    await session.finish();
    expect(limited.count('u1')).toBe(1);
  });
});
