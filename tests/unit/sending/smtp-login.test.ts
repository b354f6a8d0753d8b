import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Authentication } from '../../../shared/domain/outgoing-account.ts';
import { instantCertificate } from '../../servers/instant-certificate.ts';
import { answerCommands, startScriptedServer, type Answer } from '../../servers/scripted-server.ts';
import { SECRET, failureOf, openSession, startSubmissionServer, transportTo, verbs } from './smtp-support.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const challenge = '<1896.697170952@postoffice.example>';
const digest = createHmac('md5', SECRET).update(challenge).digest('hex');

/** What each way to sign in says, after EHLO. */
const dialogues: Readonly<Record<Exclude<Authentication, 'automatic' | 'none'>, readonly string[]>> = {
  plain: [`AUTH PLAIN ${base64(`\0me\0${SECRET}`)}`],
  login: ['AUTH LOGIN', base64('me'), base64(SECRET)],
  cramMd5: ['AUTH CRAM-MD5', base64(`me ${digest}`)],
  xoauth2: [`AUTH XOAUTH2 ${base64(`user=me\x01auth=Bearer ${SECRET}\x01\x01`)}`],
};

/** Asks for what the client does not say at once, and lets it in. */
const letIn: Answer = async (connection, line) => {
  const questions = line.startsWith('AUTH LOGIN')
    ? ['VXNlcm5hbWU6', 'UGFzc3dvcmQ6']
    : line.startsWith('AUTH CRAM-MD5')
      ? [base64(challenge)]
      : [];
  for (const question of questions) {
    await connection.send(`334 ${question}\r\n`);
    await connection.readLine();
  }
  return '235 2.7.0 in\r\n';
};

describe('signing in', () => {
  it.each(Object.keys(dialogues) as (keyof typeof dialogues)[])('by %s', async (authentication) => {
    const server = await startSubmissionServer({
      offer: ['AUTH LOGIN XOAUTH2 CRAM-MD5 PLAIN'],
      answers: { AUTH: letIn },
    });
    const session = await openSession(server, { authentication });
    await session.quit();
    expect(server.connections[0]?.lines.slice(1, -1)).toEqual(dialogues[authentication]);
  });

  it('by none says nothing about it', async () => {
    const server = await startSubmissionServer({ offer: ['AUTH PLAIN'] });
    await (await openSession(server, { authentication: 'none' })).quit();
    expect(verbs(server.connections[0])).toEqual(['EHLO', 'QUIT']);
  });

  it.each([
    ['AUTH PLAIN LOGIN CRAM-MD5', 'AUTH CRAM-MD5'],
    ['AUTH LOGIN PLAIN', dialogues.plain[0]],
    ['AUTH XOAUTH2 LOGIN', 'AUTH LOGIN'],
    ['AUTH=LOGIN', 'AUTH LOGIN'],
  ])('automatically in the clear, offered %s', async (offer, first) => {
    const server = await startSubmissionServer({ offer: [offer], answers: { AUTH: letIn } });
    await openSession(server, { authentication: 'automatic' });
    expect(server.connections[0]?.lines[1]).toBe(first);
  });

  it('automatically and encrypted, takes PLAIN first', async () => {
    const certificate = instantCertificate();
    const server = await startScriptedServer(
      async (connection) => {
        await connection.send('220 ready\r\n');
        await answerCommands(connection, {
          EHLO: '250-here\r\n250 AUTH CRAM-MD5 LOGIN PLAIN\r\n',
          AUTH: letIn,
          QUIT: '221 bye\r\n',
        });
      },
      { tls: certificate },
    );
    await using _ = server;
    const { fingerprint256 } = new (await import('node:crypto')).X509Certificate(certificate.certificate);
    const session = await openSession(server, {
      encryption: 'tls',
      authentication: 'automatic',
      allowClearPassword: false,
      pinnedFingerprint: fingerprint256,
      pinnedCertificate: certificate.certificate,
    });
    await session.quit();
    expect(server.connections[0]?.lines[1]).toBe(dialogues.plain[0]);
  });

  it('by a token that is refused: answers the challenge, and tries nothing else', async () => {
    const server = await startSubmissionServer({
      offer: ['AUTH PLAIN XOAUTH2'],
      answers: {
        AUTH: async (connection) => {
          await connection.send(`334 ${base64('{"status":"401"}')}\r\n`);
          if ((await connection.readLine()) !== '') throw new Error('not an empty answer');
          return `535 5.7.8 refused: ${SECRET}\r\n`;
        },
      },
    });
    expect(await failureOf(openSession(server, { authentication: 'xoauth2' }))).toMatchObject({
      code: 'login.refused',
      detail: '535 5.7.8 refused: ***',
    });
    expect(verbs(server.connections[0]).filter((verb) => verb === 'AUTH')).toHaveLength(1);
  });
});

describe('a login that is demanded', () => {
  it.each([
    ['nothing', []],
    ['others', ['AUTH GSSAPI NTLM']],
  ])('fails where the server offers %s, and names what it offers', async (_what, offer) => {
    const server = await startSubmissionServer({ offer });
    const failure = await failureOf(openSession(server, { authentication: 'automatic' }));
    expect(failure).toMatchObject({
      code: 'login.noMethod',
      stage: 'login',
      field: 'authentication',
      detail: offer[0] ?? 'AUTH',
    });
    expect(verbs(server.connections[0])).toEqual(['EHLO']);
  });

  it('fails where the server knows no EHLO', async () => {
    const server = await startSubmissionServer({
      answers: { EHLO: '502 what?\r\n', HELO: '250 hello\r\n' },
    });
    const failure = await failureOf(openSession(server, { authentication: 'plain' }));
    expect(failure).toMatchObject({ code: 'login.noMethod' });
    await (await openSession(server, { authentication: 'none' })).quit();
  });

  it('is not another one: the chosen method or none', async () => {
    const server = await startSubmissionServer({ offer: ['AUTH PLAIN'] });
    for (const authentication of ['login', 'cramMd5', 'xoauth2'] as const)
      expect(await failureOf(openSession(server, { authentication }))).toMatchObject({
        code: 'login.noMethod',
        detail: 'AUTH PLAIN',
      });
    expect(server.connections.flatMap(verbs)).not.toContain('AUTH');
  });

  it('points to encryption where the server offers a login only after STARTTLS', async () => {
    const server = await startSubmissionServer({ offer: ['STARTTLS'] });
    expect(await failureOf(openSession(server, { authentication: 'plain' }))).toMatchObject({
      code: 'login.encryptionRequired',
      field: 'encryption',
    });
  });

  it.each([undefined, ''])('fails without a secret: %j', async (secret) => {
    const server = await startSubmissionServer({ offer: ['AUTH PLAIN'] });
    const transport = transportTo(server, { authentication: 'plain' }, secret ?? '');
    expect(await failureOf(transport.open())).toMatchObject({ code: 'secret.missing' });
  });
});

describe('a password in the clear without consent', () => {
  it.each(['plain', 'login', 'xoauth2'] as const)('%s does not even connect', async (authentication) => {
    const server = await startSubmissionServer({ offer: ['AUTH PLAIN LOGIN XOAUTH2'] });
    const attempt = (): unknown => transportTo(server, { authentication, allowClearPassword: false });
    expect(attempt).toThrow(expect.objectContaining({ code: 'input.invalid', field: 'encryption' }));
    expect(server.connections).toHaveLength(0);
  });

  it('is not sent automatically either; CRAM-MD5 is', async () => {
    const changes = { authentication: 'automatic', allowClearPassword: false } as const;
    const plain = await startSubmissionServer({ offer: ['AUTH PLAIN LOGIN'] });
    expect(await failureOf(openSession(plain, changes))).toMatchObject({
      code: 'input.invalid',
      problems: [{ field: 'encryption', problem: 'passwordInClear' }],
    });
    expect(verbs(plain.connections[0])).toEqual(['EHLO']);
    const cram = await startSubmissionServer({ offer: ['AUTH PLAIN CRAM-MD5'], answers: { AUTH: letIn } });
    await openSession(cram, changes);
    expect(cram.connections[0]?.lines.slice(1)).toEqual(dialogues.cramMd5);
  });
});

it('refuses port 25 (S57)', () => {
  expect(() => transportTo({ host: 'localhost', port: 25 } as Parameters<typeof transportTo>[0])).toThrow(
    expect.objectContaining({ code: 'input.port25' }),
  );
});
