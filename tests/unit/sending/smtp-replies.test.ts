// Every kind of reply, from a server at the other end of a connection, at the command it belongs to.
import { describe, expect, it } from 'vitest';
import type { Answer, ScriptedConnection } from '../../servers/scripted-server.ts';
import {
  SECRET,
  atOnce,
  failureOf,
  message,
  openSession,
  readContent,
  startSubmissionServer,
  transportTo,
} from './smtp-support.ts';

const pipelining = [
  ['one by one', []],
  ['together', ['PIPELINING']],
] as const;

describe('before a message', () => {
  it.each([
    ['554 5.7.1 no service here', 'greeting.refused', 'greeting', false],
    ['521 5.3.2 no mail here', 'send.noMailHere', 'greeting', false],
    ['421 4.3.2 shutting down', 'server.unavailable', 'greeting', true],
    ['421 4.7.0 too many connections', 'server.limit', 'greeting', true],
    ['+OK POP3', 'greeting.wrongProtocol', 'greeting', false],
  ] as const)('greeting %s', async (greeting, code, stage, transient) => {
    const server = await startSubmissionServer({ greeting: `${greeting}\r\n` });
    const failure = await failureOf(openSession(server));
    expect(failure).toMatchObject({ code, stage, transient });
    expect(server.connections[0]?.lines).toEqual([]);
  });

  it.each([
    ['421 4.3.2 busy', 'server.unavailable', true],
    ['550 5.7.1 go away', 'greeting.refused', false],
  ] as const)('EHLO %s', async (reply, code, transient) => {
    const answers = { EHLO: `${reply}\r\n`, HELO: `${reply}\r\n` };
    const server = await startSubmissionServer({ answers });
    expect(await failureOf(openSession(server))).toMatchObject({ code, stage: 'greeting', transient });
  });

  it.each([
    ['454 4.7.0 TLS not available', 'tls.startTlsUnavailable', 'tls', true],
    ['502 5.5.1 not implemented', 'tls.startTlsMissing', 'tls', false],
    ['421 4.3.2 closing', 'server.unavailable', 'tls', true],
  ] as const)('STARTTLS %s', async (reply, code, stage, transient) => {
    const server = await startSubmissionServer({
      offer: ['STARTTLS', 'AUTH PLAIN'],
      answers: { STARTTLS: `${reply}\r\n` },
    });
    const failure = await failureOf(openSession(server, { encryption: 'starttls', authentication: 'plain' }));
    expect(failure).toMatchObject({ code, stage, transient });
    expect(server.connections[0]?.lines).toEqual(['EHLO [127.0.0.1]', 'STARTTLS']);
  });

  it.each([
    ['535 5.7.8 wrong', 'login.refused', false],
    ['534 5.7.9 Application-specific password required', 'login.specialPassword', false],
    ['530 5.7.0 Must issue a STARTTLS command first', 'login.encryptionRequired', false],
    ['538 5.7.11 Encryption required', 'login.encryptionRequired', false],
    ['432 4.7.12 A password transition is needed', 'login.passwordExpired', false],
    ['454 4.7.0 try later', 'login.temporary', true],
    ['500 5.5.1 what?', 'login.noMethod', false],
    ['502 5.5.1 not here', 'login.noMethod', false],
    ['503 5.5.1 not now', 'login.noMethod', false],
    ['504 5.5.4 which?', 'login.noMethod', false],
  ] as const)('AUTH %s', async (reply, code, transient) => {
    for (const authentication of ['plain', 'login', 'cramMd5', 'xoauth2'] as const) {
      const server = await startSubmissionServer({
        offer: ['AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2'],
        answers: { AUTH: `${reply} ${SECRET}\r\n` },
      });
      const failure = await failureOf(openSession(server, { authentication }));
      expect(failure).toMatchObject({ code, stage: 'login', transient, detail: `${reply} ***` });
    }
  });

  it('AUTH 421 ends the session', async () => {
    const server = await startSubmissionServer({
      offer: ['AUTH PLAIN'],
      answers: { AUTH: '421 4.7.0 too many attempts\r\n' },
    });
    const failure = await failureOf(openSession(server, { authentication: 'plain' }));
    expect(failure).toMatchObject({ code: 'server.limit', stage: 'login', transient: true });
  });
});

describe.each(pipelining)('commands %s', (_how, offer) => {
  it.each([
    ['550 5.7.1 not you', 'send.senderRefused', false],
    ['530 5.7.0 Authentication required', 'login.required', false],
    ['552 5.3.4 too large', 'send.tooLarge', false],
    ['555 5.5.4 unsupported option', 'send.parameters', false],
    ['501 5.1.7 bad sender', 'send.senderRefused', false],
    ['451 4.3.0 later', 'send.temporary', true],
    ['452 4.3.1 no room', 'send.temporary', true],
  ] as const)('MAIL %s: the message fails, the session goes on', async (reply, code, transient) => {
    const server = await startSubmissionServer({ offer, answers: onceRefused('MAIL', reply) });
    const session = await openSession(server);
    const failure = await failureOf(session.send(message(), never));
    expect(failure).toMatchObject({ code, transient, detail: reply });
    expect(session.usable).toBe(true);
    expect(await session.send(message(), atOnce)).toMatchObject({ reply: '250 2.0.0 taken as 1' });
    expect(server.connections).toHaveLength(1);
  });

  it.each([
    ['550 5.1.1 unknown', 'send.recipientUnknown', false],
    ['550 5.7.1 Unable to relay', 'send.relayRefused', false],
    ['553 5.7.1 Sender address rejected: not owned by user', 'send.senderRefused', false],
    ['553 5.1.2 no such domain', 'send.addressRefused', false],
    ['551 not local', 'send.recipientUnknown', false],
    ['552 5.2.2 full', 'send.mailboxFull', false],
    ['556 5.1.10 null MX', 'send.noMailHere', false],
    ['450 4.2.0 Greylisted', 'send.temporary', true],
    ['451 4.7.1 later', 'send.temporary', true],
    ['452 4.2.2 full', 'send.mailboxFull', true],
    ['452 4.5.3 too many', 'send.tooManyRecipients', true],
  ] as const)('RCPT %s', async (reply, code, transient) => {
    const server = await startSubmissionServer({
      offer,
      answers: {
        RCPT: async (_connection, line) => (line.includes('gone') ? `${reply}\r\n` : '250 ok\r\n'),
        DATA: async (connection) => {
          // As long as there is a recipient.
          if (!connection.lines.slice(connection.lines.findLastIndex(isMail)).some(isForAnna))
            return '554 5.5.1 no valid recipients\r\n';
          await connection.send('354 go on\r\n');
          await readContent(connection);
          return '250 2.0.0 taken\r\n';
        },
      },
    });
    const session = await openSession(server);
    const refused = [
      {
        recipient: 'gone@example.com',
        reply,
        error: { code, transient, params: { recipients: 'gone@example.com' } },
      },
    ];
    const some = await session.send(
      message({ recipients: ['gone@example.com', 'anna@example.com'] }),
      atOnce,
    );
    expect(some).toMatchObject({ reply: '250 2.0.0 taken', accepted: ['anna@example.com'], refused });
    const none = await session.send(message({ recipients: ['gone@example.com'] }), never);
    expect(none).toMatchObject({ reply, accepted: [], refused });
    expect(session.usable).toBe(true);
    expect(await session.send(message(), atOnce)).toMatchObject({ accepted: ['anna@example.com'] });
    expect(server.connections).toHaveLength(1);
  });

  it.each([
    ['550 5.7.1 looks like spam', 'send.policy', false],
    ['550 5.7.60 SendAsDenied', 'send.senderRefused', false],
    ['552 5.3.4 too large', 'send.tooLarge', false],
    ['554 5.6.0 no', 'send.refused', false],
    ['451 4.3.0 later', 'send.temporary', true],
  ] as const)('the content %s: the message fails, the session goes on', async (reply, code, transient) => {
    let refuse = true;
    const server = await startSubmissionServer({
      offer,
      answers: {
        DATA: async (connection) => {
          await connection.send('354 go on\r\n');
          await readContent(connection);
          const answer = refuse ? reply : '250 taken';
          refuse = false;
          return `${answer}\r\n`;
        },
      },
    });
    const session = await openSession(server);
    expect(await failureOf(session.send(message(), atOnce))).toMatchObject({
      code,
      stage: 'submit',
      transient,
      detail: reply,
    });
    expect(session.usable).toBe(true);
    expect(await session.send(message(), atOnce)).toMatchObject({ reply: '250 taken' });
  });

  it('DATA refused: nothing of the content is sent, and the session goes on', async () => {
    const server = await startSubmissionServer({
      offer,
      answers: onceRefused('DATA', '451 4.3.0 not now'),
    });
    const session = await openSession(server);
    expect(await failureOf(session.send(message(), never))).toMatchObject({ code: 'send.temporary' });
    expect(await session.send(message(), atOnce)).toMatchObject({ reply: '250 2.0.0 taken as 1' });
  });

  it.each(['MAIL', 'RCPT', 'DATA'])('421 at %s ends the session', async (verb) => {
    const server = await startSubmissionServer({
      offer,
      answers: { [verb]: '421 4.3.2 shutting down\r\n' },
    });
    const session = await openSession(server);
    const two = message({ recipients: ['anna@example.com', 'bert@example.com'] });
    expect(await failureOf(session.send(two, never))).toMatchObject({
      code: 'server.unavailable',
      stage: 'submit',
      transient: true,
    });
    expect(session.usable).toBe(false);
  });

  it('421 after the content is a refusal, and ends the session', async () => {
    const server = await startSubmissionServer({
      offer,
      answers: {
        DATA: async (connection) => {
          await connection.send('354 go on\r\n');
          await readContent(connection);
          return '421 4.3.2 shutting down\r\n';
        },
      },
    });
    const session = await openSession(server);
    expect(await failureOf(session.send(message(), atOnce))).toMatchObject({
      code: 'server.unavailable',
      transient: true,
    });
    expect(session.usable).toBe(false);
  });

  it('503 means out of step: a new session is needed', async () => {
    const server = await startSubmissionServer({
      offer,
      answers: onceRefused('MAIL', '503 5.5.1 nested MAIL'),
    });
    const session = await openSession(server);
    expect(await failureOf(session.send(message(), never))).toMatchObject({
      code: 'server.protocol',
      transient: true,
    });
    expect(session.usable).toBe(false);
  });
});

describe('nonsense', () => {
  const content = async (connection: ScriptedConnection): Promise<void> => {
    await connection.send('354 go on\r\n');
    await readContent(connection);
  };

  it.each(['MAIL', 'DATA'])('at %s: can be tried again, in a new session', async (verb) => {
    const server = await startSubmissionServer({ answers: { [verb]: 'what was that?\r\n' } });
    const session = await openSession(server);
    expect(await failureOf(session.send(message(), never))).toMatchObject({
      code: 'server.protocol',
      transient: true,
    });
    expect(session.usable).toBe(false);
  });

  it.each(['what was that?', '354 go on'])('after the content, %s: nobody knows', async (reply) => {
    const server = await startSubmissionServer({
      answers: {
        DATA: async (connection) => {
          await content(connection);
          return `${reply}\r\n`;
        },
      },
    });
    const session = await openSession(server);
    expect(await failureOf(session.send(message(), atOnce))).toMatchObject({
      code: 'send.unknown',
      transient: false,
    });
    expect(session.usable).toBe(false);
  });
});

it('names and takes back a sender, and tells when the server objects', async () => {
  const server = await startSubmissionServer({ answers: onceRefused('MAIL', '553 5.7.1 not yours') });
  const session = await transportTo(server).open();
  expect(await failureOf(session.trySender('boss@test.local'))).toMatchObject({
    code: 'send.senderRefused',
    stage: 'submit',
    field: 'senderAddress',
    detail: '553 5.7.1 not yours',
  });
  await session.trySender('me@test.local');
  await session.quit();
  expect(server.connections[0]?.lines).toEqual([
    'EHLO [127.0.0.1]',
    'MAIL FROM:<boss@test.local>',
    'RSET',
    'MAIL FROM:<me@test.local>',
    'RSET',
    'QUIT',
  ]);
});

const never = (): Promise<void> => Promise.reject(new Error('the content was wanted'));
const isMail = (line: string): boolean => line.startsWith('MAIL');
const isForAnna = (line: string): boolean => line.startsWith('RCPT') && line.includes('anna');

/** A server that refuses a command the first time, and what depends on it (RFC 5321 4.1.4). */
function onceRefused(refusedVerb: string, reply: string): Record<string, Answer> {
  let refusing = true;
  const content = async (connection: Parameters<typeof readContent>[0]): Promise<string> => {
    await connection.send('354 go on\r\n');
    await readContent(connection);
    return '250 2.0.0 taken as 1\r\n';
  };
  let isOpen = true;
  const answer =
    (verb: string): Answer =>
    async (connection) => {
      if (verb === 'MAIL') isOpen = true;
      if (verb === refusedVerb && refusing) {
        refusing = false;
        isOpen = false;
        return `${reply}\r\n`;
      }
      if (!isOpen) return '503 5.5.1 need MAIL command\r\n';
      return verb === 'DATA' ? content(connection) : '250 ok\r\n';
    };
  return { MAIL: answer('MAIL'), RCPT: answer('RCPT'), DATA: answer('DATA') };
}
