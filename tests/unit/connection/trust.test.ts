import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { instantCertificate } from '../../servers/instant-certificate.ts';
import { encryptions, heard, pinOf, protocols, serve, serveWith, signIn } from './support.ts';

const DAY = 24 * 3600_000;
const own = instantCertificate();
const expired = instantCertificate({
  notBefore: new Date(Date.now() - 9 * DAY),
  notAfter: new Date(Date.now() - DAY),
});
const early = instantCertificate({
  notBefore: new Date(Date.now() + DAY),
  notAfter: new Date(Date.now() + 9 * DAY),
});
const otherName = instantCertificate({ names: ['hosting.example', '192.0.2.7'] });
const combinations = protocols.flatMap((protocol) =>
  encryptions.map((encryption) => ({ protocol, encryption })),
);

describe.each(combinations)('$protocol with $encryption', ({ protocol, encryption }) => {
  const attempt = (port: number, trust: Parameters<typeof signIn>[0]['trust']) =>
    signIn({ protocol, encryption, port, ...(trust === undefined ? {} : { trust }) });

  it('does not sign in where nobody vouches for the certificate', async () => {
    const server = await serveWith(protocol, encryption, own);
    await expect(attempt(server.port, {})).rejects.toMatchObject({ code: 'tls.selfSigned', stage: 'tls' });
    expect(heard(server)).not.toMatch(/LOGIN|AUTH|USER/);
  });

  it.each([
    ['with the certificate itself', pinOf(own)],
    ['by its fingerprint alone', pinOf(own, false)],
  ])('signs in to the pinned one, %s', async (_how, trust) => {
    const server = await serveWith(protocol, encryption, own);
    await attempt(server.port, trust);
    expect(heard(server)).toMatch(/LOGIN|AUTH|USER/);
  });

  it.each([
    ['expired', expired],
    ['not yet valid', early],
    ['made out for another name', otherName],
  ])('a pin stands for itself: %s', async (_what, certificate) => {
    const server = await serveWith(protocol, encryption, certificate);
    await attempt(server.port, pinOf(certificate));
    await expect(attempt(server.port, {})).rejects.toMatchObject({ stage: 'tls' });
  });

  it('stops before the login when another certificate is shown, and says what was and what is', async () => {
    const server = await serveWith(protocol, encryption, otherName);
    const failure = attempt(server.port, pinOf(own));
    await expect(failure).rejects.toMatchObject({
      code: 'tls.pinChanged',
      stage: 'tls',
      field: 'pinnedFingerprint',
      transient: false,
      params: {
        before: expect.stringMatching(
          /^localhost, localhost, 127\.0\.0\.1, \d{4}-\d\d-\d\d – .*SHA-256 [0-9A-F:]{95}$/,
        ),
        after: expect.stringContaining('hosting.example, 192.0.2.7'),
      },
    });
    const { fingerprint256 } = new X509Certificate(otherName.certificate);
    await expect(failure).rejects.toMatchObject({
      params: { after: expect.stringContaining(fingerprint256) },
    });
    expect(heard(server)).not.toMatch(/LOGIN|AUTH|USER/);
  });

  it('a valid certificate of an authority does not get past a pin either', async () => {
    const server = await serveWith(protocol, encryption, own);
    const trust = { ...pinOf(otherName), ca: own.certificate };
    await expect(attempt(server.port, trust)).rejects.toMatchObject({ code: 'tls.pinChanged' });
  });

  it('waives the name alone', async () => {
    const waived = (certificate: typeof own) => ({ ca: certificate.certificate, waiveName: true });
    const server = await serveWith(protocol, encryption, otherName);
    await expect(attempt(server.port, { ca: otherName.certificate })).rejects.toMatchObject({
      code: 'tls.wrongName',
      params: { names: 'hosting.example, 192.0.2.7' },
    });
    await attempt(server.port, waived(otherName));
    await expect(attempt(server.port, { waiveName: true })).rejects.toMatchObject({ code: 'tls.selfSigned' });
    const old = await serveWith(protocol, encryption, expired);
    await expect(attempt(old.port, waived(expired))).rejects.toMatchObject({ code: 'tls.expired' });
  });
});

describe.each(protocols)('%s with STARTTLS demanded', (protocol) => {
  it('says nothing in plain text but what starts TLS', async () => {
    const server = await serveWith(protocol, 'starttls', own);
    await signIn({ protocol, encryption: 'starttls', port: server.port, trust: pinOf(own) });
    const plain = { imap4: '1 STARTTLS\r\n', pop3: 'STLS\r\n', smtp: 'EHLO [127.0.0.1]\r\nSTARTTLS\r\n' };
    expect(server.connections.map(({ plainBytes }) => String(plainBytes))).toEqual([plain[protocol]]);
  });

  it.each([
    [
      'refuses',
      { imap4: '1 BAD what?\r\n', pop3: '-ERR what?\r\n', smtp: '502 what?\r\n' },
      'tls.startTlsMissing',
    ],
    [
      'goes on in plain text',
      { imap4: '1 OK go\r\n* OK more\r\n', pop3: '+OK go\r\n+OK more\r\n', smtp: '220 go\r\n250 more\r\n' },
      'tls.injected',
    ],
  ])('ends before the login when the server %s', async (_what, words, code) => {
    const server = await serve(async (connection) => {
      await connection.send({ imap4: '* OK\r\n', pop3: '+OK\r\n', smtp: '220 hi\r\n' }[protocol]);
      if (protocol === 'smtp') {
        await connection.readLine();
        await connection.send('250-hi\r\n250 STARTTLS\r\n');
      }
      await connection.readLine();
      await connection.send(words[protocol]);
      await connection.stall();
    });
    const attempt = signIn({ protocol, encryption: 'starttls', port: server.port, trust: pinOf(own) });
    await expect(attempt).rejects.toMatchObject({ code, stage: 'tls' });
    await server.connections[0]?.ended();
    expect(heard(server)).not.toMatch(/LOGIN|AUTH|USER/);
  });

  it('ends when the server goes on in plain text a moment later', async () => {
    const server = await serve(async (connection) => {
      await connection.send({ imap4: '* OK\r\n', pop3: '+OK\r\n', smtp: '220 hi\r\n' }[protocol]);
      if (protocol === 'smtp') {
        await connection.readLine();
        await connection.send('250-hi\r\n250 STARTTLS\r\n');
      }
      await connection.readLine();
      await connection.send({ imap4: '1 OK go\r\n', pop3: '+OK go\r\n', smtp: '220 go\r\n' }[protocol]);
      await connection.readBytes(1);
      await connection.send('* OK and now for something else\r\n');
      await connection.stall();
    });
    const attempt = signIn({ protocol, encryption: 'starttls', port: server.port, trust: pinOf(own) });
    await expect(attempt).rejects.toMatchObject({ code: 'tls.injected', stage: 'tls' });
  });

  it.each([
    [
      'another service',
      { imap4: '220 SMTP\r\n', pop3: '* OK IMAP\r\n', smtp: '+OK POP3\r\n' },
      'greeting.wrongProtocol',
    ],
    [
      'one that turns us away',
      { imap4: '* BYE busy\r\n', pop3: '-ERR busy\r\n', smtp: '554 no\r\n' },
      'greeting.refused',
    ],
  ])('names %s', async (_what, greeting, code) => {
    const server = await serve(async (connection) => {
      await connection.send(greeting[protocol]);
      await connection.stall();
    });
    const attempt = signIn({ protocol, encryption: 'starttls', port: server.port });
    await expect(attempt).rejects.toMatchObject({ code, stage: 'greeting' });
    await server.connections[0]?.ended();
    expect(String(server.connections[0]?.plainBytes)).toBe('');
  });
});

it('does not take a session that is signed in before it is encrypted', async () => {
  const server = await serve(async (connection) => {
    await connection.send('* PREAUTH welcome\r\n');
    await connection.stall();
  });
  const attempt = signIn({ protocol: 'imap4', encryption: 'starttls', port: server.port });
  await expect(attempt).rejects.toMatchObject({ code: 'tls.injected' });
  expect(String(server.connections[0]?.plainBytes)).toBe('');
});

it('does not send STARTTLS to an SMTP server that does not offer it', async () => {
  const server = await serve(async (connection) => {
    await connection.send('220 hi\r\n');
    await connection.readLine();
    await connection.send('250-hi\r\n250 AUTH PLAIN\r\n');
    await connection.stall();
  });
  const attempt = signIn({ protocol: 'smtp', encryption: 'starttls', port: server.port });
  await expect(attempt).rejects.toMatchObject({ code: 'tls.startTlsMissing', field: 'encryption' });
  expect(String(server.connections[0]?.plainBytes)).toBe('EHLO [127.0.0.1]\r\n');
});
