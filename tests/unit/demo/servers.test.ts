import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSource } from '../../../electron/engine/receiving/sources/index.ts';
import { type DemoServers, startDemoServers } from '../../../electron/demo/servers.ts';

let dir: string;
let servers: DemoServers;
let ca: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mailroom-demo-'));
  servers = await startDemoServers(dir, Date.now());
  ca = await readFile(servers.caFile, 'utf8');
});

afterEach(async () => {
  await servers.stop();
  await rm(dir, { recursive: true });
});

function imap(password = servers.imap.password): ImapFlow {
  const { host, port, user } = servers.imap;
  return new ImapFlow({
    host,
    port,
    secure: true,
    auth: { user, pass: password },
    tls: { ca },
    logger: false,
  });
}

function smtp(options: { readonly host?: string; readonly password?: string; readonly authMethod?: string }) {
  const { host, port, user, password } = servers.smtp;
  return createTransport({
    host: options.host ?? host,
    port,
    requireTLS: true,
    ...(options.authMethod === undefined ? {} : { authMethod: options.authMethod }),
    auth: { user, pass: options.password ?? password },
    tls: { ca },
  });
}

const letter = { from: 'support@lindenhof.example', to: ['anna.berger@kanzlei-weiss.example'] };

describe('a size limit', () => {
  test('costs nothing on a server that answers a question for a part of a message with nothing', async () => {
    const { host, port, user, password } = servers.imap;
    const source = createSource(
      {
        serverType: 'imap4',
        host,
        port,
        encryption: 'tls',
        user,
        mailbox: 'INBOX',
        caFile: servers.caFile,
        waiveNameCheck: false,
      },
      password,
    );
    await source.open();
    const small = (await source.list()).filter(({ sizeBytes }) => sizeBytes < 100_000);
    let fetched = 0;
    for await (const outcome of source.fetch(small, 100_000)) {
      const bytes = 'source' in outcome ? outcome.source : Buffer.alloc(0);
      expect(servers.messages.support.some((sample) => sample.source.equals(bytes))).toBe(true);
      fetched += 1;
    }
    await source.finish();
    expect(fetched).toBe(small.length);
    expect(fetched).toBeGreaterThan(10);
  });
});

describe('the demo servers', () => {
  test('serve the support mail by IMAP byte for byte, and let go of it by UID EXPUNGE', async () => {
    const { support } = servers.messages;
    const client = imap();
    await client.connect();
    expect(client.capabilities.has('UIDPLUS')).toBe(true);
    const lock = await client.getMailboxLock('INBOX');
    const uids: number[] = [];
    for await (const fetched of client.fetch('1:*', {
      uid: true,
      size: true,
      source: true,
      internalDate: true,
      envelope: true,
      bodyStructure: true,
    })) {
      const expected = support[fetched.seq - 1]!;
      expect(Buffer.compare(fetched.source!, expected.source), expected.title).toBe(0);
      expect(fetched.size).toBe(expected.source.length);
      expect(new Date(fetched.internalDate!).getTime()).toBe(expected.receivedAt);
      uids.push(fetched.uid);
    }
    expect(uids).toHaveLength(support.length);

    const others = uids.slice(1).join(',');
    await client.messageFlagsAdd(others, ['\\Deleted'], { uid: true });
    expect(servers.imap.remaining()).toBe(support.length);
    await client.messageDelete(others, { uid: true });
    expect(servers.imap.remaining()).toBe(1);
    await client.messageDelete(String(uids[0]), { uid: true });
    expect(servers.imap.remaining()).toBe(0);
    lock.release();
    expect(await client.status('INBOX', { messages: true })).toMatchObject({ messages: 0 });
    await client.logout();
  });

  test('refuse a wrong IMAP password and a client that does not trust them', async () => {
    await expect(imap('wrong').connect()).rejects.toThrow();
    const { host, port } = servers.imap;
    const stranger = new ImapFlow({
      host,
      port,
      secure: true,
      auth: { user: 'x', pass: 'y' },
      logger: false,
    });
    stranger.on('error', () => undefined);
    await expect(stranger.connect()).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });

  test('take mail by SMTP after STARTTLS and sign-in, byte for byte', async () => {
    const raw = 'Subject: Gr\xfc\xdfe\r\n\r\n.\r\n..dots\r\nend\r\n';
    for (const authMethod of ['PLAIN', 'LOGIN']) {
      const transport = smtp({ host: 'localhost', authMethod });
      const info = await transport.sendMail({ envelope: letter, raw: Buffer.from(raw, 'latin1') });
      expect(info.accepted).toEqual(letter.to);
    }
    expect(servers.smtp.delivered()).toMatchObject([{ envelope: letter }, { envelope: letter }]);
    expect(servers.smtp.delivered()[0]!.source.toString('latin1')).toBe(raw);
  });

  test('refuse a wrong SMTP password', async () => {
    await expect(smtp({ password: 'wrong' }).sendMail({ ...letter, text: 'x' })).rejects.toMatchObject({
      code: 'EAUTH',
      responseCode: 535,
    });
    expect(servers.smtp.delivered()).toEqual([]);
  });

  test('demand STARTTLS before sign-in and sign-in before mail', async () => {
    const heard = await new Promise<string>((resolve, reject) => {
      const socket = connect(servers.smtp.port, servers.smtp.host);
      let said = '';
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
      socket.on('end', () => resolve(said));
      const commands = ['EHLO a.example', 'AUTH PLAIN AGEAYg==', 'MAIL FROM:<a@b.example>', 'QUIT'];
      const next = () => {
        const command = commands.shift();
        if (command !== undefined) socket.write(`${command}\r\n`);
      };
      // One at a time: a client may not pipeline what depends on the answer.
      socket.on('data', (chunk: Buffer) => /(^|\n)\d{3} [^\n]*\n$/.test(chunk.toString()) && next());
    });
    expect(heard).toMatch(/250[- ]STARTTLS/);
    expect(heard).toMatch(/\r\n538 .*\r\n530 /);
  });

  test('free their ports when stopped, even under a connected client', async () => {
    const client = imap();
    client.on('error', () => undefined);
    await client.connect();
    await servers.stop();
    await servers.stop();
    await expect(imap().connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    client.close();
  });
});
