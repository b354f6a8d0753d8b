// One session, message after message; what is sent when; and what is known when it breaks.
import { describe, expect, it, vi } from 'vitest';
import { pause, type Answer, type ScriptedConnection } from '../../servers/scripted-server.ts';
import {
  atOnce,
  failureOf,
  message,
  openSession,
  readContent,
  startSubmissionServer,
  transportTo,
  verbs,
} from './smtp-support.ts';

/** A promise to be resolved from outside. */
function gate(): { readonly passed: Promise<void>; open: () => void } {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** On a loaded machine a moment may take its time. */
const PATIENCE = { timeout: 10_000 };

const ofLines = (count: number): Buffer =>
  Buffer.from(`Subject: s\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(count)}`);
/** More than the buffers on the way hold. */
const large = ofLines(200_000);
/** More than one piece. */
const medium = ofLines(5_000);
const goOn = async (connection: ScriptedConnection): Promise<void> => connection.send('354 go on\r\n');

describe('one session', () => {
  it('takes message after message over one connection, byte for byte', async () => {
    const server = await startSubmissionServer();
    const session = await openSession(server);
    const sources = Array.from({ length: 20 }, (_, index) => `Subject: ${index}\r\n\r\n.\r\n..a\r\n.b\r\n`);
    for (const source of sources) await session.send(message({ source: Buffer.from(source) }), atOnce);
    await session.quit();
    expect(session.usable).toBe(false);
    expect(server.connections).toHaveLength(1);
    expect(server.taken.map((text) => text.replace(/^\./gm, ''))).toEqual(sources);
    expect(verbs(server.connections[0])).not.toContain('RSET');
    expect(server.connections[0]?.lines.at(-1)).toBe('QUIT');
  });

  it('ends one transaction before the next where nobody was accepted', async () => {
    const server = await startSubmissionServer({
      answers: { RCPT: async (_c, line) => (line.includes('gone') ? '550 5.1.1 no\r\n' : '250 ok\r\n') },
    });
    const session = await openSession(server);
    await session.send(message({ recipients: ['gone@x.org', 'gone@y.org'] }), atOnce);
    await session.send(message(), atOnce);
    expect(server.connections[0]?.lines.slice(1, 6)).toEqual([
      'MAIL FROM:<support@test.local>',
      'RCPT TO:<gone@x.org>',
      'RCPT TO:<gone@y.org>',
      'RSET',
      'MAIL FROM:<support@test.local>',
    ]);
    expect(server.taken).toHaveLength(1);
  });

  it('gives nothing to a server that wants content for nobody', async () => {
    const server = await startSubmissionServer({
      offer: ['PIPELINING'],
      answers: { RCPT: '550 5.1.1 no\r\n' },
    });
    const session = await openSession(server);
    const asked = vi.fn<() => Promise<void>>(atOnce);
    const result = await session.send(message(), asked);
    expect(result).toMatchObject({
      reply: '550 5.1.1 no',
      accepted: [],
      refused: [{ reply: '550 5.1.1 no' }],
    });
    expect(asked).not.toHaveBeenCalled();
    expect(server.taken).toEqual(['']);
    expect(session.usable).toBe(true);
  });

  it('is of no use after the server failed to reset it', async () => {
    const server = await startSubmissionServer({
      answers: { RCPT: '550 5.1.1 no\r\n', RSET: '421 4.3.2 closing\r\n' },
    });
    const session = await openSession(server);
    await session.send(message(), atOnce);
    expect(await failureOf(session.send(message(), atOnce))).toMatchObject({ transient: true });
    expect(session.usable).toBe(false);
  });

  it('says good-bye in good time to a server that does not', async () => {
    const server = await startSubmissionServer({ answers: { QUIT: (connection) => connection.stall() } });
    const session = await openSession(server);
    await session.quit();
    expect(session.usable).toBe(false);
    await session.quit();
  });
});

describe.each([
  ['one by one', []],
  ['together', ['PIPELINING']],
] as const)('before the content, commands %s', (_how, offer) => {
  it('waits, and sends no byte of it', async () => {
    const server = await startSubmissionServer({ offer });
    const session = await openSession(server);
    const permission = gate();
    const asked = gate();
    const sending = session.send(message(), () => {
      asked.open();
      return permission.passed;
    });
    await asked.passed;
    await pause(50);
    const [connection] = server.connections;
    expect(connection?.lines.at(-1)).toBe('DATA');
    expect(connection?.unread).toHaveLength(0);
    permission.open();
    expect(await sending).toMatchObject({ accepted: ['anna@example.com'] });
    expect(server.taken).toEqual(['Subject: s\r\n\r\ntext\r\n']);
  });

  it('sends none of it when told not to, and the server takes nothing', async () => {
    const server = await startSubmissionServer({ offer });
    const session = await openSession(server);
    const reason = new Error('the disk is full');
    expect(await failureOf(session.send(message(), () => Promise.reject(reason)))).toBe(reason);
    expect(session.usable).toBe(false);
    const [connection] = server.connections;
    await connection?.ended();
    expect(connection?.lines.at(-1)).toBe('DATA');
    expect(connection?.unread).toHaveLength(0);
    expect(server.taken).toEqual([]);
  });

  it('ends only when what it waits for has ended, even if the connection breaks meanwhile', async () => {
    const server = await startSubmissionServer({ offer });
    const session = await openSession(server);
    const permission = gate();
    const asked = gate();
    const steps: string[] = [];
    const wait = (): Promise<void> => {
      asked.open();
      return permission.passed;
    };
    const sending = failureOf(session.send(message(), wait)).then((failure) => {
      steps.push('failed');
      return failure;
    });
    await asked.passed;
    server.connections[0]?.reset();
    await vi.waitFor(() => expect(session.usable).toBe(false), PATIENCE);
    await pause(20);
    steps.push('opened');
    permission.open();
    expect(await sending).toMatchObject({ transient: true, stage: 'submit' });
    expect(steps).toEqual(['opened', 'failed']);
    expect(server.taken).toEqual([]);
  });
});

describe('a connection that breaks', () => {
  it.each([
    ['FIN', async (connection: ScriptedConnection) => connection.end()],
    ['RST', async (connection: ScriptedConnection) => connection.reset()],
    ['421', (connection: ScriptedConnection) => connection.send('421 4.4.2 idle\r\n')],
    ['unasked words', (connection: ScriptedConnection) => connection.send('500 what?\r\n')],
  ])('while nothing is going on, by %s: is noticed, and no message fails for good', async (_how, end) => {
    const server = await startSubmissionServer();
    const session = await openSession(server);
    await session.send(message(), atOnce);
    await end(server.connections[0] as ScriptedConnection);
    await vi.waitFor(() => expect(session.usable).toBe(false), PATIENCE);
    expect(await failureOf(session.send(message(), atOnce))).toMatchObject({ transient: true });
    expect(server.taken).toHaveLength(1);
  });

  const breaks: [string, (connection: ScriptedConnection) => void][] = [
    ['FIN', (connection) => connection.end()],
    ['RST', (connection) => connection.reset()],
  ];
  it.each(['MAIL', 'RCPT', 'DATA'].flatMap((verb) => breaks.map(([how, end]) => ({ verb, how, end }))))(
    'at $verb, by $how: can be tried again',
    async ({ verb, end }) => {
      const server = await startSubmissionServer({
        answers: { [verb]: async (connection) => end(connection) },
      });
      const session = await openSession(server);
      const failure = await failureOf(session.send(message(), atOnce));
      expect(failure).toMatchObject({ stage: 'submit', transient: true });
      expect(failure).toMatchObject({ code: expect.stringMatching(/^connect\.(closed|reset)$/) });
      expect(session.usable).toBe(false);
    },
  );

  it('in the middle of the content: can be tried again', async () => {
    const server = await startSubmissionServer({
      answers: {
        DATA: async (connection) => {
          await goOn(connection);
          await connection.readBytes(300_000);
          connection.reset();
          await connection.stall();
        },
      },
    });
    const session = await openSession(server);
    const failure = await failureOf(session.send(message({ source: large }), atOnce));
    expect(failure).toMatchObject({ stage: 'submit', transient: true });
    expect((failure as { code: string }).code).not.toBe('send.unknown');
  });

  it.each([
    ['FIN', (connection: ScriptedConnection) => connection.end()],
    ['RST', (connection: ScriptedConnection) => connection.reset()],
  ])('after the content, by %s: nobody knows but of those refused before', async (_how, end) => {
    const server = await startSubmissionServer({
      answers: {
        RCPT: async (_connection, line) => (line.includes('gone') ? '550 5.1.1 unknown\r\n' : '250 ok\r\n'),
        DATA: async (connection) => {
          await goOn(connection);
          await readContent(connection);
          end(connection);
        },
      },
    });
    const session = await openSession(server);
    const recipients = ['anna@example.com', 'gone@example.com'];
    expect(await failureOf(session.send(message({ source: medium, recipients }), atOnce))).toMatchObject({
      code: 'send.unknown',
      transient: false,
      refused: [{ recipient: 'gone@example.com', reply: '550 5.1.1 unknown' }],
    });
    expect(session.usable).toBe(false);
  });

  it('a refusal before the end of the content counts, and ends the session', async () => {
    const server = await startSubmissionServer({
      answers: {
        DATA: async (connection) => {
          await goOn(connection);
          await connection.readBytes(100_000);
          await connection.send('552 5.3.4 too large\r\n');
          await connection.stall();
        },
      },
    });
    const session = await openSession(server);
    const failure = await failureOf(session.send(message({ source: large }), atOnce));
    expect(failure).toMatchObject({ code: 'send.tooLarge', params: { size: large.length } });
    expect(session.usable).toBe(false);
    expect(server.taken).toEqual([]);
  });

  it('a confirmation before the end of the content is not believed', async () => {
    const server = await startSubmissionServer({
      answers: {
        DATA: async (connection) => {
          await goOn(connection);
          await connection.readBytes(100_000);
          await connection.send('250 2.0.0 taken\r\n');
          await connection.stall();
        },
      },
    });
    const session = await openSession(server);
    expect(await failureOf(session.send(message({ source: large }), atOnce))).toMatchObject({
      code: 'send.unknown',
    });
    expect(session.usable).toBe(false);
  });

  it.each([
    ['before the content', 'MAIL', 'connect.closed'],
    ['after the content', 'DATA', 'send.unknown'],
  ] as const)('by our own end, %s', async (_when, verb, code) => {
    const reached = gate();
    const stall: Answer = async (connection) => {
      if (verb === 'DATA') {
        await goOn(connection);
        await readContent(connection);
      }
      reached.open();
      await connection.stall();
    };
    const server = await startSubmissionServer({ answers: { [verb]: stall } });
    const transport = transportTo(server);
    const session = await transport.open();
    const sending = failureOf(session.send(message(), atOnce));
    await reached.passed;
    transport.close();
    expect(await sending).toMatchObject({ code });
  });
});

describe('what the server offers', () => {
  it('a message over its SIZE is not even named', async () => {
    const server = await startSubmissionServer({ offer: ['SIZE 1000'] });
    const session = await openSession(server);
    const source = Buffer.from(`Subject: s\r\n\r\n${'x'.repeat(1000)}\r\n`);
    expect(await failureOf(session.send(message({ source }), atOnce))).toMatchObject({
      code: 'send.tooLarge',
      transient: false,
      params: { size: source.length, limit: 1000 },
    });
    await session.send(message(), atOnce);
    expect(server.connections[0]?.lines[1]).toBe('MAIL FROM:<support@test.local> SIZE=20');
  });

  it.each(['SIZE', 'SIZE 0'])('%s is no limit', async (offer) => {
    const server = await startSubmissionServer({ offer: [offer] });
    const session = await openSession(server);
    expect(session.offer.size).toBeUndefined();
    await session.send(message({ source: medium }), atOnce);
    expect(server.taken[0]).toBe(String(medium));
  });

  const eightBit = Buffer.from(
    'Subject: s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n' +
      'Content-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n',
  );

  it('8BITMIME: 8-bit text goes as it is, and is announced', async () => {
    const server = await startSubmissionServer({ offer: ['8BITMIME'] });
    const session = await openSession(server);
    const result = await session.send(message({ source: eightBit }), atOnce);
    await session.send(message(), atOnce);
    const mails = server.connections[0]?.lines.filter((line) => line.startsWith('MAIL'));
    expect(mails).toEqual(['MAIL FROM:<support@test.local> BODY=8BITMIME', 'MAIL FROM:<support@test.local>']);
    expect(server.taken[0]).toBe(eightBit.toString('latin1'));
    expect(result.sentSource).toBeUndefined();
  });

  it('no 8BITMIME: 8-bit text goes as quoted-printable, and the sender is told', async () => {
    const server = await startSubmissionServer();
    const session = await openSession(server);
    const result = await session.send(message({ source: eightBit }), atOnce);
    const sent = String(eightBit).replace('8bit', 'quoted-printable').replace('Grüße', 'Gr=C3=BC=C3=9Fe');
    expect(server.taken).toEqual([sent]);
    expect(String(result.sentSource)).toBe(sent);
    expect(server.connections[0]?.lines[1]).toBe('MAIL FROM:<support@test.local>');
  });

  const recipients = ['anna@bücher.example', 'jürgen@example.com', 'bert@example.com'];

  it('no SMTPUTF8: international domains go, letters before the @ do not', async () => {
    const server = await startSubmissionServer();
    const session = await openSession(server);
    const result = await session.send(message({ recipients, sender: 'support@müller.example' }), atOnce);
    expect(result).toMatchObject({
      accepted: ['anna@bücher.example', 'bert@example.com'],
      refused: [
        {
          recipient: 'jürgen@example.com',
          reply: '',
          error: { code: 'send.addressNeedsUtf8', params: { recipients: 'jürgen@example.com' } },
        },
      ],
    });
    expect(server.connections[0]?.lines.slice(1, 4)).toEqual([
      'MAIL FROM:<support@xn--mller-kva.example>',
      'RCPT TO:<anna@xn--bcher-kva.example>',
      'RCPT TO:<bert@example.com>',
    ]);
  });

  it('no SMTPUTF8: a message to nobody else, or from such an address, is not named', async () => {
    const server = await startSubmissionServer();
    const session = await openSession(server);
    const one = await session.send(message({ recipients: ['jürgen@example.com'] }), atOnce);
    expect(one).toMatchObject({ reply: '', accepted: [], refused: [{ recipient: 'jürgen@example.com' }] });
    const failure = await failureOf(session.send(message({ sender: 'jürgen@example.com' }), atOnce));
    expect(failure).toMatchObject({ code: 'send.addressNeedsUtf8', field: 'senderAddress' });
    expect(verbs(server.connections[0])).toEqual(['EHLO']);
  });

  it('SMTPUTF8: all go, and it is announced', async () => {
    const server = await startSubmissionServer({ offer: ['SMTPUTF8', '8BITMIME'] });
    const session = await openSession(server);
    const result = await session.send(message({ recipients }), atOnce);
    expect(result).toMatchObject({ accepted: recipients, refused: [] });
    const lines = server.connections[0]?.lines.map((line) => Buffer.from(line, 'latin1').toString());
    expect(lines?.slice(1, 4)).toEqual([
      'MAIL FROM:<support@test.local> SMTPUTF8',
      'RCPT TO:<anna@xn--bcher-kva.example>',
      'RCPT TO:<jürgen@example.com>',
    ]);
  });

  it('an address that would break the command is refused here', async () => {
    const server = await startSubmissionServer();
    const session = await openSession(server);
    const result = await session.send(
      message({ recipients: ['a@x.org>\r\nRSET', 'anna@example.com', 'nobody'] }),
      atOnce,
    );
    expect(result.accepted).toEqual(['anna@example.com']);
    expect(result.refused.map(({ error }) => error.code)).toEqual([
      'send.addressRefused',
      'send.addressRefused',
    ]);
    expect(await failureOf(session.send(message({ sender: 'a@x.org> X' }), atOnce))).toMatchObject({
      code: 'send.senderRefused',
    });
    expect(verbs(server.connections[0]).slice(0, 4)).toEqual(['EHLO', 'MAIL', 'RCPT', 'DATA']);
  });

  it('names a recipient once who was given in two spellings', async () => {
    const server = await startSubmissionServer();
    const session = await openSession(server);
    const both = ['anna@bücher.example', 'anna@xn--bcher-kva.example'];
    expect(await session.send(message({ recipients: both }), atOnce)).toMatchObject({ accepted: both });
    expect(verbs(server.connections[0]).slice(0, 4)).toEqual(['EHLO', 'MAIL', 'RCPT', 'DATA']);
  });
});
