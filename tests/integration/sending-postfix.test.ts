// Submitting to a real Postfix, whose users a real Dovecot knows.
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { checkOutgoing } from '../../electron/engine/diagnosis/check.ts';
import type { OutgoingMessage, SubmissionResult } from '../../electron/engine/sending/transport.ts';
import { createSmtpTransport, type SmtpAccount } from '../../electron/engine/sending/transports/smtp.ts';
import type { SmtpSession } from '../../electron/engine/sending/transports/smtp-session.ts';
import {
  outgoingAccountInputSchema,
  type OutgoingAccountInput,
} from '../../shared/domain/outgoing-account.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { makeServerFolder, removeServerFolder } from '../servers/folder.ts';
import { startPostfix, type Postfix, type PostfixOptions } from '../servers/postfix.ts';

/** On a loaded machine a moment may take its time. */
const PATIENCE = { timeout: 10_000 };

const TOKEN = 'an-access-token';

let tokens: Server;
let dir: string;
let dovecot: Dovecot;
let postfix: Postfix;

beforeAll(async () => {
  tokens = await startTokenServer();
  dir = await makeServerFolder('tokens');
  dovecot = await startDovecot({ settings: withTokens(tokens, dir) });
  postfix = await startServer({
    messageSizeLimit: 200_000,
    refused: {
      'gone@test.local': '550 5.1.1 No such user here',
      'later@test.local': '450 4.7.1 Greylisted, try again in 5 minutes',
      'full@test.local': '452 4.2.2 Mailbox full',
      'moved@test.local': '551 5.1.6 User not local',
    },
    refusedSenders: { 'blocked@test.local': '550 5.1.8 Sender not wanted' },
    senderOwners: { 'boss@test.local': 'u2' },
  });
});
afterAll(async () => {
  await postfix?.stop();
  await dovecot?.stop();
  tokens?.close();
  await removeServerFolder(dir);
});

function startServer(options: Omit<PostfixOptions, 'authSocket'>): Promise<Postfix> {
  return startPostfix({ authSocket: dovecot.authSocket, authority: dovecot.authority, ...options });
}

/** Says of one token that it is valid, and for whom (RFC 7662). */
async function startTokenServer(): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const active = String(Buffer.concat(chunks)).includes(TOKEN);
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(active ? { active, username: 'u1' } : { active }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Dovecot with every way to sign in that the program knows. */
function withTokens(server: Server, folder: string): string {
  const file = join(folder, 'oauth2.conf.ext');
  writeFileSync(
    file,
    `introspection_url = http://127.0.0.1:${(server.address() as AddressInfo).port}/
introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
`,
    { mode: 0o644 },
  );
  return `auth_mechanisms = plain login cram-md5 xoauth2
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = ${file}
}`;
}

function account(changes: Partial<OutgoingAccountInput> = {}): OutgoingAccountInput {
  return outgoingAccountInputSchema.parse({
    name: 'Sending',
    host: 'localhost',
    port: postfix.ports.submission,
    senderAddress: 'support@test.local',
    senderName: 'Support',
    user: 'u1',
    caFile: dovecot.authority.certificateFile,
    ...changes,
  });
}

async function signedIn(changes: Partial<SmtpAccount> = {}, secret = 'pw'): Promise<SmtpSession> {
  const transport = createSmtpTransport({ ...account(), ...changes }, secret);
  onTestFinished(() => transport.close());
  return transport.open();
}

const date = 'Date: Tue, 24 Nov 2026 12:00:00 +0000';

function mail(changes: Partial<OutgoingMessage> = {}, id = 'one'): OutgoingMessage {
  const lines = [
    'From: support@test.local',
    'To: anna@test.local',
    date,
    `Message-ID: <${id}@test.local>`,
    'Subject: s',
  ];
  return {
    sender: 'support@test.local',
    recipients: ['anna@test.local'],
    source: Buffer.from(`${lines.join('\r\n')}\r\n\r\ntext\r\n`),
    ...changes,
  };
}

const atOnce = async (): Promise<void> => {};

/** Sends and waits until that many more messages have arrived; gives these, as they were sent. */
async function deliver(
  server: Postfix,
  session: SmtpSession,
  message: OutgoingMessage,
): Promise<{ result: SubmissionResult; arrived: Buffer[] }> {
  const before = server.delivered().length;
  const result = await session.send(message, atOnce);
  const all = await server.waitForDelivered(before + result.accepted.length);
  return { result, arrived: all.slice(before).map(asSent) };
}

/** Without the fields that Postfix puts on top, and with the line ends of the wire. */
function asSent(stored: Buffer): Buffer {
  const text = stored.toString('latin1');
  const added =
    /^(?:(?:Return-Path|X-Original-To|Delivered-To|Received):.*\n(?:[ \t].*\n)*)+/.exec(text)?.[0] ?? '';
  return Buffer.from(text.slice(added.length).replaceAll('\n', '\r\n'), 'latin1');
}

const encryptions = ['submission', 'submissions'] as const;
const methods = ['automatic', 'plain', 'login', 'cramMd5', 'xoauth2'] as const;
const ways = encryptions.flatMap((port) => methods.map((authentication) => ({ port, authentication })));

describe.each(ways)('$authentication at $port', ({ port, authentication }) => {
  const changes = (): Partial<SmtpAccount> => ({
    port: postfix.ports[port],
    encryption: port === 'submission' ? 'starttls' : 'tls',
    authentication,
  });

  it('signs in, and a message arrives byte for byte', async () => {
    const session = await signedIn(changes(), authentication === 'xoauth2' ? TOKEN : 'pw');
    const { arrived } = await deliver(postfix, session, mail());
    expect(arrived.map(String)).toEqual([String(mail().source)]);
    await session.quit();
    expect(postfix.log()).toMatch(
      new RegExp(
        `sasl_method=${authentication === 'automatic' ? 'PLAIN' : saslNames[authentication]}, sasl_username=u1`,
      ),
    );
  });

  it('is refused with another secret', async () => {
    await expect(signedIn(changes(), 'another')).rejects.toMatchObject({
      code: 'login.refused',
      stage: 'login',
      field: 'secret',
      transient: false,
      detail: expect.stringMatching(/^535 5\.7\.8 /),
    });
  });
});

const saslNames = { plain: 'PLAIN', login: 'LOGIN', cramMd5: 'CRAM-MD5', xoauth2: 'XOAUTH2' } as const;

describe('without encryption', () => {
  it('nobody signs in', async () => {
    for (const authentication of methods)
      await expect(
        signedIn({ encryption: 'none', authentication, allowClearPassword: true }),
      ).rejects.toMatchObject({ code: 'login.encryptionRequired', field: 'encryption' });
  });

  it('nobody sends', async () => {
    const session = await signedIn({ encryption: 'none', authentication: 'none' });
    await expect(session.send(mail(), atOnce)).rejects.toMatchObject({
      code: 'login.encryptionRequired',
      detail: expect.stringMatching(/^530 5\.7\.0 /),
    });
  });
});

it('sends nothing without a login that the server wants', async () => {
  const session = await signedIn({ authentication: 'none' });
  const result = await session.send(mail(), atOnce);
  expect(result).toMatchObject({
    accepted: [],
    refused: [{ recipient: 'anna@test.local', error: { transient: false, stage: 'submit' } }],
  });
  expect(result.reply).toMatch(/^554 5\.7\.1 /);
});

describe('recipients', () => {
  it('get it or not, each for a reason of its own', async () => {
    const session = await signedIn();
    const recipients = ['gone', 'anna', 'later', 'full', 'bert', 'moved'].map((name) => `${name}@test.local`);
    const { result, arrived } = await deliver(postfix, session, mail({ recipients }));
    expect(arrived).toHaveLength(2);
    expect(result.accepted).toEqual(['anna@test.local', 'bert@test.local']);
    expect(result.reply).toMatch(/^250 2\.0\.0 Ok: queued as /);
    expect(
      result.refused.map(({ recipient, reply, error }) => [
        recipient,
        reply.slice(0, 9),
        error.code,
        error.transient,
      ]),
    ).toEqual([
      ['gone@test.local', '550 5.1.1', 'send.recipientUnknown', false],
      ['later@test.local', '450 4.7.1', 'send.temporary', true],
      ['full@test.local', '452 4.2.2', 'send.mailboxFull', true],
      ['moved@test.local', '551 5.1.6', 'send.recipientUnknown', false],
    ]);
    expect(result.refused[1]?.reply).toContain('Greylisted, try again in 5 minutes');
  });

  it('may all be refused, and the next message still goes over the same session', async () => {
    const session = await signedIn();
    const asked = vi.fn<() => Promise<void>>(atOnce);
    const recipients = ['gone@test.local', 'later@test.local'];
    const result = await session.send(mail({ recipients }), asked);
    expect(result).toMatchObject({
      accepted: [],
      refused: recipients.map((recipient) => ({ recipient })),
    });
    expect(asked).not.toHaveBeenCalled();
    const { arrived } = await deliver(postfix, session, mail());
    expect(arrived).toHaveLength(1);
  });

  it('elsewhere are not for a server that does not relay', async () => {
    const own = await startServer({
      settings: `virtual_mailbox_domains = test.local
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions =`,
    });
    onTestFinished(() => own.stop());
    const session = await signedIn({ port: own.ports.submission });
    const recipients = ['anna@test.local', 'carl@elsewhere.example'];
    const { result } = await deliver(own, session, mail({ recipients }));
    expect(result.accepted).toEqual(['anna@test.local']);
    expect(result.refused).toMatchObject([
      {
        recipient: 'carl@elsewhere.example',
        reply: expect.stringMatching(/^554 5\.7\.1 .*Relay access denied/),
        error: { code: 'send.relayRefused', field: 'authentication', transient: false },
      },
    ]);
  });
});

it.each([
  ['boss@test.local', /not owned by user u1/],
  ['blocked@test.local', /^550 5\.1\.8 .*Sender not wanted/],
])('the sender %s is refused, and it is the sender that is named', async (sender, words) => {
  const session = await signedIn();
  const result = await session.send(mail({ sender }), atOnce);
  expect(result.accepted).toEqual([]);
  expect(result.refused).toMatchObject([
    {
      reply: expect.stringMatching(words),
      error: { code: 'send.senderRefused', field: 'senderAddress', transient: false },
    },
  ]);
});

describe('a message over the limit', () => {
  const source = Buffer.concat([mail().source, Buffer.from(`${'x'.repeat(70)}\r\n`.repeat(4_000))]);

  it('is not named to a server that says its limit', async () => {
    const session = await signedIn();
    const queued = (): number => postfix.log().match(/smtpd\[\d+\]: [0-9A-F]+: client=/g)?.length ?? 0;
    const before = queued();
    await expect(session.send(mail({ source }), atOnce)).rejects.toMatchObject({
      code: 'send.tooLarge',
      params: { size: source.length, limit: 200_000 },
    });
    await deliver(postfix, session, mail());
    await vi.waitFor(() => expect(queued()).toBe(before + 1), PATIENCE);
  });

  it('is refused by a server that does not', async () => {
    const silent = await startServer({
      messageSizeLimit: 200_000,
      settings: 'smtpd_discard_ehlo_keywords = size',
    });
    onTestFinished(() => silent.stop());
    const session = await signedIn({ port: silent.ports.submission });
    expect(session.offer.size).toBeUndefined();
    await expect(session.send(mail({ source }), atOnce)).rejects.toMatchObject({
      code: 'send.tooLarge',
      detail: expect.stringMatching(/^552 5\.3\.4 /),
      params: { size: source.length },
    });
    const { arrived } = await deliver(silent, session, mail());
    expect(arrived.map(String)).toEqual([String(mail().source)]);
  });
});

it('takes many messages over one connection, each byte for byte', async () => {
  const before = postfix.connections();
  const session = await signedIn();
  await vi.waitFor(() => expect(postfix.connections()).toBe(before + 1), PATIENCE);
  const delivered = postfix.delivered().length;
  const sources = Array.from({ length: 60 }, (_, index) => {
    const lines = Array.from(
      { length: index },
      (_line, line) => `${'.'.repeat(line % 4)}${line} ${'x'.repeat(line * 9)}`,
    );
    const { source } = mail({}, `many-${index}`);
    return Buffer.concat([source, Buffer.from(`${lines.join('\r\n')}\r\n`)]);
  });
  for (const source of sources) expect((await session.send(mail({ source }), atOnce)).reply).toMatch(/^250 /);
  await session.quit();
  const arrived = (await postfix.waitForDelivered(delivered + sources.length, 30_000)).slice(delivered);
  expect(arrived.map((stored) => String(asSent(stored))).toSorted()).toEqual(sources.map(String).toSorted());
  expect(postfix.connections()).toBe(before + 1);
});

it('sends nothing of a message that must not go after all', async () => {
  const session = await signedIn();
  const delivered = postfix.delivered().length;
  const reason = new Error('not now');
  await expect(session.send(mail(), () => Promise.reject(reason))).rejects.toBe(reason);
  expect(session.usable).toBe(false);
  const another = await signedIn();
  const { arrived } = await deliver(postfix, another, mail({}, 'another'));
  expect(String(arrived)).toContain('<another@test.local>');
  expect(postfix.delivered()).toHaveLength(delivered + 1);
  await vi.waitFor(() => expect(postfix.log()).toMatch(/lost connection after DATA \(0 bytes\)/), PATIENCE);
});

describe('8-bit text', () => {
  const source = Buffer.from(
    [
      'From: support@test.local',
      'To: anna@test.local',
      date,
      'Message-ID: <eight@test.local>',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      'Grüße aus Köln, 5 € = 5 EUR',
      '',
    ].join('\r\n'),
  );

  it('arrives as it is where the server takes it', async () => {
    const session = await signedIn();
    expect(session.offer.eightBitMime).toBe(true);
    const { result, arrived } = await deliver(postfix, session, mail({ source }));
    expect(arrived.map(String)).toEqual([String(source)]);
    expect(result.sentSource).toBeUndefined();
  });

  it('arrives as quoted-printable where it does not', async () => {
    const old = await startServer({ settings: 'smtpd_discard_ehlo_keywords = 8bitmime, pipelining' });
    onTestFinished(() => old.stop());
    const session = await signedIn({ port: old.ports.submission });
    expect(session.offer.eightBitMime).toBe(false);
    const { result, arrived } = await deliver(old, session, mail({ source }));
    expect(result.refused).toEqual([]);
    expect(arrived.map(String)).toEqual([String(result.sentSource)]);
    expect(String(arrived[0])).toContain('Gr=C3=BC=C3=9Fe aus K=C3=B6ln, 5 =E2=82=AC =3D 5 EUR');
    const [before, after] = await Promise.all([simpleParser(source), simpleParser(arrived[0] ?? '')]);
    expect(after.text).toBe(before.text);
  });
});

describe('the test of an account', () => {
  it('goes as far as the sender, sends nothing, and shows what the server offers', async () => {
    const delivered = postfix.delivered().length;
    const input = account({ maxSizeBytes: 500_000 });
    const test = await checkOutgoing(input, 'pw', { proxy: async () => undefined }, () => {});
    expect(test.steps.map(({ id, ok }) => [id, ok])).toEqual(
      ['input', 'dns', 'connect', 'tls', 'login', 'sender'].map((id) => [id, true]),
    );
    expect(test.steps.at(-2)?.evidence).toEqual([
      { label: 'user', value: 'u1' },
      { label: 'authentications', value: 'PLAIN, LOGIN, CRAM-MD5, XOAUTH2' },
      { label: 'serverMaxSize', value: '0.2 MB' },
      { label: 'serverMaxSizeLess', value: '0.2 MB < 0.5 MB' },
    ]);
    expect(postfix.delivered()).toHaveLength(delivered);
  });

  it('finds a sender that the server refuses at once', async () => {
    const strict = await startServer({
      senderOwners: { 'support@test.local': 'u2' },
      settings: 'smtpd_delay_reject = no',
    });
    onTestFinished(() => strict.stop());
    const input = account({ port: strict.ports.submission });
    const test = await checkOutgoing(input, 'pw', { proxy: async () => undefined }, () => {});
    expect(test).toMatchObject({ ok: false });
    expect(test.steps.at(-1)).toMatchObject({
      id: 'sender',
      ok: false,
      finding: { code: 'send.senderRefused', field: 'senderAddress' },
    });
  });
});
