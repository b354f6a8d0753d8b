// The test servers themselves: real clients against real servers, so that a failing launcher is seen here first.
import { ImapFlow } from 'imapflow';
import keytar from 'keytar';
import Pop3Command from 'node-pop3';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateMessages } from '../corpus/generate.ts';
import { selfSigned } from '../servers/certificates.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { makeServerFolder, removeServerFolder } from '../servers/folder.ts';
import { startPostfix, type Postfix } from '../servers/postfix.ts';
import { startTlsProxy } from '../servers/tls-proxy.ts';

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot({
    users: [
      { user: 'u1', password: 'pw' },
      { user: 'support@test.local', password: 'p:w ü"\\' },
    ],
  });
}, 30_000);

afterAll(() => dovecot?.stop());

function imap(
  port: number,
  secure: boolean,
  { ca = dovecot.authority.certificate, pass = 'pw', user = 'u1' } = {},
): ImapFlow {
  return new ImapFlow({
    host: 'localhost',
    port,
    secure,
    auth: { user, pass },
    tls: { ca },
    logger: false,
    ...(secure ? {} : { doSTARTTLS: true }),
  });
}

describe('Dovecot', () => {
  it('serves a filled mailbox over IMAPS byte for byte and in order', async () => {
    const messages = [...generateMessages({ count: 20, seed: 7, maxBytes: 50_000 })];
    dovecot.fill('u1', messages);
    const client = imap(dovecot.ports.imaps, true);
    await client.connect();
    await client.mailboxOpen('INBOX');
    const served: Buffer[] = [];
    for await (const message of client.fetch('1:*', { source: true, uid: true })) {
      served.push(message.source as Buffer);
    }
    await client.logout();
    expect(served.map(String)).toEqual(messages.map(({ bytes }) => String(bytes)));
    expect(dovecot.messages('u1').map(String)).toEqual(served.map(String));
    expect(dovecot.count('u1')).toBe(20);
  });

  it('upgrades by STARTTLS and counts what is left after an expunge', async () => {
    const client = imap(dovecot.ports.imap, false);
    await client.connect();
    expect(client.secureConnection).toBe(true);
    await client.mailboxOpen('INBOX');
    const before = dovecot.count('u1');
    await client.messageDelete('1:3', { uid: true });
    await client.logout();
    expect(dovecot.count('u1')).toBe(before - 3);
  });

  it('shows folders and what was filled into them', async () => {
    dovecot.createFolder('u1', 'Fälle/2026');
    dovecot.fill('u1', [{ bytes: Buffer.from('Subject: a\n\nb\n') }], 'Fälle/2026');
    const client = imap(dovecot.ports.imaps, true);
    await client.connect();
    const status = await client.status('Fälle/2026', { messages: true });
    await client.logout();
    expect(status).toMatchObject({ messages: 1 });
    expect(String(dovecot.messages('u1', 'Fälle/2026')[0])).toBe('Subject: a\r\n\r\nb\r\n');
  });

  it('lists UIDLs over POP3S that carry UID and UIDVALIDITY', async () => {
    const pop3 = new Pop3Command({
      user: 'u1',
      password: 'pw',
      host: 'localhost',
      port: dovecot.ports.pop3s,
      tls: true,
      tlsOptions: { ca: dovecot.authority.certificate },
    });
    const uidls = (await pop3.UIDL()) as unknown as [string, string][];
    await pop3.QUIT();
    expect(uidls).toHaveLength(dovecot.count('u1'));
    for (const [, uidl] of uidls) expect(uidl).toMatch(/^[0-9a-f]{16}$/);
  });

  it('refuses a wrong password at once', async () => {
    const started = Date.now();
    await expect(imap(dovecot.ports.imaps, true, { pass: 'wrong' }).connect()).rejects.toMatchObject({
      authenticationFailed: true,
    });
    expect(Date.now() - started).toBeLessThan(1500);
  });

  it('accepts an address as user and an awkward password', async () => {
    const client = imap(dovecot.ports.imaps, true, { user: 'support@test.local', pass: 'p:w ü"\\' });
    await client.connect();
    expect(client.authenticated).toBe(true);
    await client.logout();
  });

  it('comes back on the same ports with the same mail', async () => {
    const before = dovecot.count('u1');
    await dovecot.halt();
    await expect(imap(dovecot.ports.imaps, true).connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await dovecot.start();
    const client = imap(dovecot.ports.imaps, true);
    await client.connect();
    expect(await client.mailboxOpen('INBOX')).toMatchObject({ exists: before });
    await client.logout();
  });
});

describe('TLS proxy', () => {
  let dir: string;

  beforeAll(async () => {
    dir = await makeServerFolder('proxy');
  });

  afterAll(() => removeServerFolder(dir));

  it.each([
    ['self-signed', {}, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['made for another host', { names: ['other.example'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['expired', { notBefore: new Date('2020-01-01'), notAfter: new Date('2020-02-01') }, 'CERT_HAS_EXPIRED'],
  ])('presents a certificate that is %s', async (_, options, code) => {
    const certificate = await selfSigned(dir, options);
    const proxy = await startTlsProxy(certificate, dovecot.ports.imap);
    // Trusting the certificate itself leaves only its own flaw.
    const ca = code.includes('SELF_SIGNED') ? dovecot.authority.certificate : certificate.certificate;
    await expect(imap(proxy.port, true, { ca }).connect()).rejects.toMatchObject({ code });
    await proxy.stop();
  });

  it('passes mail through', async () => {
    const certificate = await selfSigned(dir);
    const proxy = await startTlsProxy(certificate, dovecot.ports.imap);
    const client = imap(proxy.port, true, { ca: certificate.certificate });
    await client.connect();
    expect(await client.mailboxOpen('INBOX')).toMatchObject({ exists: dovecot.count('u1') });
    await client.logout();
    await proxy.stop();
  });
});

describe('Postfix', () => {
  let postfix: Postfix;

  beforeAll(async () => {
    postfix = await startPostfix({
      authSocket: dovecot.authSocket,
      authority: dovecot.authority,
      messageSizeLimit: 100_000,
      refused: { 'gone@test.local': '550 5.1.1 No such user here' },
    });
  }, 30_000);

  afterAll(() => postfix?.stop());

  function smtp(port: number, secure: boolean, pass = 'pw') {
    return createTransport({
      host: 'localhost',
      port,
      secure,
      requireTLS: !secure,
      auth: { user: 'u1', pass },
      tls: { ca: dovecot.authority.certificate },
    });
  }

  const mail = { from: 'u1@test.local', to: 'anna@elsewhere.example', text: 'hello' };

  it.each([
    ['STARTTLS', 'submission', false],
    ['implicit TLS', 'submissions', true],
  ] as const)('takes a message by %s and AUTH, and delivers it', async (how, port, secure) => {
    const before = postfix.delivered().length;
    await smtp(postfix.ports[port], secure).sendMail({ ...mail, subject: how });
    const delivered = await postfix.waitForDelivered(before + 1);
    expect(String(delivered.at(-1))).toContain(`\nSubject: ${how}\n`);
    expect(String(delivered.at(-1))).toContain('Delivered-To: anna@elsewhere.example');
  });

  it('refuses a wrong password, sending without sign-in, and sign-in without TLS', async () => {
    const { submission } = postfix.ports;
    await expect(smtp(submission, false, 'wrong').sendMail(mail)).rejects.toMatchObject({
      responseCode: 535,
    });
    const anonymous = createTransport({
      host: 'localhost',
      port: submission,
      tls: { ca: dovecot.authority.certificate },
    });
    await expect(anonymous.sendMail(mail)).rejects.toMatchObject({ responseCode: 554 });
    const plain = createTransport({ host: 'localhost', port: submission, ignoreTLS: true });
    await expect(plain.sendMail(mail)).rejects.toMatchObject({ responseCode: 530 });
  });

  it('refuses single recipients and messages over the limit', async () => {
    const { submission } = postfix.ports;
    const result = await smtp(submission, false).sendMail({ ...mail, to: [mail.to, 'gone@test.local'] });
    expect(result.rejected).toEqual(['gone@test.local']);
    const big = { ...mail, text: 'x'.repeat(200_000) };
    await expect(smtp(submission, false).sendMail(big)).rejects.toMatchObject({ responseCode: 552 });
  });
});

describe('Secret Service', () => {
  it.runIf(process.env['MAILROOM_TEST_SECRET_SERVICE'])('keeps, yields and forgets a secret', async () => {
    const service = 'mailroom-test';
    await keytar.setPassword(service, 'a', 'sécret');
    expect(await keytar.getPassword(service, 'a')).toBe('sécret');
    expect(await keytar.deletePassword(service, 'a')).toBe(true);
    expect(await keytar.getPassword(service, 'a')).toBeNull();
  });
});
