import { afterEach, describe, expect, test } from 'vitest';
import { Pop3Client, PIPELINE_DEPTH } from '../../../electron/engine/receiving/sources/pop3/client.ts';
import { createPop3Source } from '../../../electron/engine/receiving/sources/pop3/source.ts';
import type {
  ConnectionSettings,
  FetchOutcome,
  ListedMessage,
  MailSource,
} from '../../../electron/engine/receiving/source.ts';
import { instantCertificate } from '../../servers/instant-certificate.ts';
import {
  answerCommands,
  pause,
  startScriptedServer,
  type Answer,
  type Script,
  type ScriptedServer,
  type ScriptedServerOptions,
} from '../../servers/scripted-server.ts';

const SECRET = 'correct horse';
const certificate = instantCertificate();

/** A well-behaved server with three messages, to be spoiled by the test. */
const usual: Readonly<Record<string, Answer>> = {
  CAPA: '+OK\r\nUIDL\r\nTOP\r\nRESP-CODES\r\n.\r\n',
  USER: '+OK\r\n',
  PASS: '+OK logged in\r\n',
  STAT: '+OK 3 36\r\n',
  LIST: '+OK\r\n1 12\r\n2 12\r\n3 12\r\n.\r\n',
  UIDL: '+OK\r\n1 one\r\n2 two\r\n3 three\r\n.\r\n',
  RETR: async (_connection, line) => `+OK\r\nA: b\r\n\r\nmessage${line.slice(5)}\r\n.\r\n`,
  TOP: '+OK\r\nA: b\r\n\r\n.\r\n',
  DELE: '+OK\r\n',
  NOOP: '+OK\r\n',
  RSET: '+OK\r\n',
  QUIT: async (connection) => {
    await connection.send('+OK bye\r\n');
    connection.end();
  },
};
const pipelining = { CAPA: '+OK\r\nUIDL\r\nPIPELINING\r\n.\r\n' };

/** Only where the waiting itself is tested, so that a busy machine fails no other test. */
const impatient = { timeouts: { connectMs: 300, greetingMs: 300, idleMs: 300 } };

const servers: ScriptedServer[] = [];
const clients: { destroy(): void }[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const server of servers.splice(0)) await server.stop();
});

async function serve(script: Script, options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const server = await startScriptedServer(script, options);
  servers.push(server);
  return server;
}

function serveUsual(
  changes: Readonly<Record<string, Answer>> = {},
  greeting = '+OK ready\r\n',
): Promise<ScriptedServer> {
  return serve(async (connection) => {
    await connection.send(greeting);
    await answerCommands(connection, { ...usual, ...changes });
  });
}

function settingsFor(server: ScriptedServer, changes: Partial<ConnectionSettings> = {}): ConnectionSettings {
  return {
    host: '127.0.0.1',
    port: server.port,
    encryption: 'none',
    user: 'u1',
    auth: { kind: 'password', secret: SECRET },
    trust: { ca: certificate.certificate },
    timeouts: { connectMs: 5000, greetingMs: 5000, idleMs: 5000 },
    ...changes,
  };
}

function clientFor(server: ScriptedServer, changes: Partial<ConnectionSettings> = {}): Pop3Client {
  const client = new Pop3Client(settingsFor(server, changes));
  clients.push(client);
  return client;
}

async function loggedIn(
  server: ScriptedServer,
  changes: Partial<ConnectionSettings> = {},
): Promise<Pop3Client> {
  const client = clientFor(server, changes);
  await client.connect();
  await client.login();
  return client;
}

async function opened(
  server: ScriptedServer,
  changes: Partial<ConnectionSettings> = {},
): Promise<MailSource> {
  const source = createPop3Source(settingsFor(server, changes));
  clients.push({ destroy: () => source.abort() });
  await source.open();
  return source;
}

function message(ref: number, sizeBytes = 12): ListedMessage {
  return { ref, serverKey: undefined, sizeBytes };
}

async function collect(outcomes: AsyncIterable<FetchOutcome>): Promise<FetchOutcome[]> {
  const collected: FetchOutcome[] = [];
  for await (const outcome of outcomes) collected.push(outcome);
  return collected;
}

async function retrieve(client: Pop3Client, ref: number): Promise<string> {
  const [outcome] = await collect(client.retrieve([message(ref)]));
  if (outcome === undefined || !('source' in outcome)) throw new Error('not fetched');
  return outcome.source.toString('latin1');
}

/** Runs something that must fail, and says how long that took. */
async function failure(action: () => Promise<unknown>): Promise<{ error: unknown; ms: number }> {
  const started = performance.now();
  try {
    await action();
  } catch (error) {
    return { error, ms: performance.now() - started };
  }
  throw new Error('should have failed');
}

describe('what node-pop3 gets wrong and this client must not', () => {
  test('1: 8-bit bodies come as they are', async () => {
    const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 0x2e));
    const server = await serveUsual({
      RETR: Buffer.concat([Buffer.from('+OK\r\n'), body, Buffer.from('\r\n.\r\n')]),
    });
    expect(await retrieve(await loggedIn(server), 1)).toBe(`${body.toString('latin1')}\r\n`);
  });

  test('2: dot-stuffing is undone', async () => {
    const server = await serveUsual({ RETR: '+OK\r\n..\r\n...a\r\nb.\r\n..\r\n.\r\n' });
    expect(await retrieve(await loggedIn(server), 1)).toBe('.\r\n..a\r\nb.\r\n.\r\n');
  });

  test('3: the last line keeps its end', async () => {
    const server = await serveUsual({ RETR: '+OK\r\nlast line\r\n.\r\n' });
    expect(await retrieve(await loggedIn(server), 1)).toBe('last line\r\n');
  });

  test('4: the time to fetch grows with the size only', async () => {
    const line = `${'x'.repeat(76)}\r\n`;
    const message20 = Buffer.from(line.repeat(Math.ceil(20_000_000 / line.length)));
    const server = await serveUsual({
      RETR: Buffer.concat([Buffer.from('+OK\r\n'), message20, Buffer.from('.\r\n')]),
    });
    const client = await loggedIn(server);
    const started = performance.now();
    const [outcome] = await collect(client.retrieve([message(1, message20.length)]));
    expect(performance.now() - started).toBeLessThan(5000);
    expect(outcome && 'source' in outcome && outcome.source.equals(message20)).toBe(true);
  });

  test('5 and 7: an answer may be cut at every single byte', async () => {
    const answer = '+OK 20 octets\r\nA: b\r\n\r\n..dots\r\n\r\n.\r\n';
    const cuts = [...Array(answer.length - 1).keys()].map((index) => index + 1);
    const pending = [...cuts];
    const server = await serveUsual({
      RETR: async (connection) => connection.sendCut(answer, [pending.shift() ?? 1]),
    });
    const client = await loggedIn(server);
    for (const position of cuts) {
      expect([position, await retrieve(client, 1)]).toEqual([position, 'A: b\r\n\r\n.dots\r\n\r\n']);
    }
  });

  test('5 and 7: an answer may come byte by byte', async () => {
    const server = await serveUsual({
      RETR: async (connection) => connection.sendCut('+OK\r\n..a\r\n\r\n.\r\n', 'everywhere'),
    });
    expect(await retrieve(await loggedIn(server), 1)).toBe('.a\r\n\r\n');
  });

  test.each(['.', '.\r\n'])('6: a chunk that equals %j in mid-message is not the end', async (chunk) => {
    const before = 'The price is 5';
    const server = await serveUsual({
      RETR: async (connection) =>
        connection.sendCut(`+OK\r\n${before}${chunk}50 EUR\r\n.\r\n`, [
          5,
          5 + before.length,
          5 + before.length + chunk.length,
        ]),
    });
    expect(await retrieve(await loggedIn(server), 1)).toBe(`${before}${chunk}50 EUR\r\n`);
  });

  test.each([
    ['before the answer', ''],
    ['inside the status line', '+O'],
    ['inside the answer', '+OK\r\nA: b\r\n'],
    ['inside the terminator', '+OK\r\nA: b\r\n.\r'],
  ])('8: a connection closed %s rejects at once', async (_name, sent) => {
    const server = await serveUsual({
      RETR: async (connection) => {
        if (sent !== '') await connection.send(sent);
        connection.end();
      },
    });
    const client = await loggedIn(server);
    const { error, ms } = await failure(() => retrieve(client, 1));
    expect(error).toMatchObject({ code: 'connect.closed', stage: 'fetch', transient: true });
    expect(ms).toBeLessThan(2000);
  });

  test.each([
    ['sent', pipelining],
    ['waiting to be sent', {}],
  ])('8: a reset connection rejects everything %s and all that follows', async (_name, changes) => {
    const server = await serveUsual({ ...changes, RETR: async (connection) => connection.reset() });
    const client = await loggedIn(server);
    const all = await Promise.allSettled([retrieve(client, 1), client.noop(), client.stat()]);
    for (const result of all) {
      expect(result).toMatchObject({ reason: { code: 'connect.reset', stage: 'fetch', transient: true } });
    }
    await expect(client.noop()).rejects.toMatchObject({ code: 'connect.reset' });
  });

  test.each([
    ['before the answer', ''],
    ['inside the answer', '+OK\r\nA: b\r\n'],
  ])('9: a server that stalls %s rejects within the idle timeout', async (_name, sent) => {
    const server = await serveUsual({ RETR: sent });
    const client = await loggedIn(server, impatient);
    const { error, ms } = await failure(() => retrieve(client, 1));
    expect(error).toMatchObject({ code: 'server.timeout', stage: 'fetch', transient: true });
    expect(ms).toBeGreaterThan(250);
    expect(ms).toBeLessThan(2000);
  });

  test('8: a connection lost among pipelined messages rejects the fetch once', async () => {
    const server = await serveUsual({
      ...pipelining,
      RETR: async (connection, line) => {
        if (line === 'RETR 1') return '+OK\r\none\r\n.\r\n';
        connection.end();
        return undefined;
      },
    });
    const client = await loggedIn(server);
    const outcomes = client.retrieve([message(1), message(2), message(3), message(4)]);
    expect((await outcomes.next()).value).toMatchObject({ source: Buffer.from('one\r\n') });
    await expect(outcomes.next()).rejects.toMatchObject({ code: 'connect.closed', stage: 'fetch' });
  });

  test('9: the clock runs for each answer anew, and not while none is due', async () => {
    const server = await serveUsual({
      ...pipelining,
      RETR: async () => {
        await pause(120);
        return '+OK\r\n.\r\n';
      },
    });
    const client = await loggedIn(server, impatient);
    expect(await collect(client.retrieve([1, 2, 3, 4].map((ref) => message(ref))))).toHaveLength(4);
    await pause(400);
    await client.noop();
  });

  test('9: a trickle is as good as a stall', async () => {
    const server = await serveUsual({
      RETR: async (connection) => connection.sendCut(`+OK\r\n${'x'.repeat(5000)}`, 'everywhere'),
    });
    const client = await loggedIn(server, impatient);
    // At most a byte a millisecond: far from 16 kB within the idle time of 300 ms.
    const { error, ms } = await failure(() => retrieve(client, 1));
    expect(error).toMatchObject({ code: 'server.tooSlow', stage: 'fetch' });
    expect(ms).toBeLessThan(2000);
  });

  test('10: a refusing greeting is reported with its words', async () => {
    const server = await serveUsual({}, '-ERR too many connections\r\n');
    await expect(clientFor(server).connect()).rejects.toMatchObject({
      code: 'greeting.refused',
      stage: 'greeting',
      detail: 'too many connections',
      transient: true,
    });
  });

  test('11: CAPA is read as several lines, STLS is spoken', async () => {
    const server = await serveUsual({ CAPA: '+OK\r\nSASL PLAIN LOGIN\r\nlogin-delay 900\r\n.\r\n' });
    const client = clientFor(server);
    await client.connect();
    expect(client.capabilities).toEqual(
      new Map([
        ['SASL', 'PLAIN LOGIN'],
        ['LOGIN-DELAY', '900'],
      ]),
    );
  });

  test('12: commands given at once each get their own answer, one after the other', async () => {
    const server = await serveUsual();
    const client = await loggedIn(server);
    const [one, stat, two, ids] = await Promise.all([
      retrieve(client, 1),
      client.stat(),
      retrieve(client, 2),
      client.uidl(),
    ]);
    expect(one).toContain('message1');
    expect(two).toContain('message2');
    expect(stat).toEqual({ count: 3, sizeBytes: 36 });
    expect(ids?.get(3)).toBe('three');
  });

  test.each([
    ['user', { user: 'u1\r\nDELE 1' }],
    ['user', { user: 'u1\nDELE 1' }],
    ['secret', { auth: { kind: 'password', secret: 'x\rDELE 1' } }],
    ['secret', { auth: { kind: 'password', secret: 'x\0' } }],
  ] as const)('13: a line end in the %s is refused before anything is sent', async (field, changes) => {
    const server = await serveUsual();
    const client = clientFor(server, changes);
    await client.connect();
    await expect(client.login()).rejects.toMatchObject({ code: 'input.invalid', field });
    await client.noop();
    expect(server.connections[0]?.lines).toEqual(['CAPA', 'NOOP']);
  });

  test('13: nor can a message number smuggle a command', async () => {
    const server = await serveUsual();
    const client = await loggedIn(server);
    const smuggled = '1\r\nDELE 2' as unknown as number;
    await expect(client.top(smuggled, 0)).rejects.toMatchObject({ code: 'input.invalid' });
    await client.noop();
    expect(server.connections[0]?.lines.slice(-2)).toEqual([`PASS ${SECRET}`, 'NOOP']);
  });

  test('14: errors carry a code, the stage and the words, never the password', async () => {
    const server = await serveUsual({ PASS: async (_connection, line) => `-ERR what is ${line}?\r\n` });
    const { error } = await failure(() => loggedIn(server));
    expect(error).toMatchObject({ code: 'login.refused', stage: 'login', field: 'secret', transient: false });
    expect(error).toMatchObject({ detail: 'what is PASS ***?' });
    expect(JSON.stringify(error) + String(error)).not.toContain(SECRET);
  });
});

describe('greeting', () => {
  test.each([
    ['* OK [CAPABILITY IMAP4rev1] ready\r\n', 'IMAP'],
    ['220 mail.example ESMTP\r\n', 'SMTP'],
    ['554 no service\r\n', 'SMTP'],
    ['220 FTP server\r\n', 'FTP'],
    ['SSH-2.0-OpenSSH_9.2\r\n', 'SSH'],
    ['HTTP/1.1 400 Bad Request\r\n', 'HTTP'],
  ])('%j is recognised as %s', async (greeting, protocol) => {
    const server = await serveUsual({}, greeting);
    await expect(clientFor(server).connect()).rejects.toMatchObject({
      code: 'greeting.wrongProtocol',
      params: { protocol },
      detail: greeting.trim(),
    });
  });

  test('of nothing known is a protocol error', async () => {
    const server = await serveUsual({}, 'hello\r\n');
    await expect(clientFor(server).connect()).rejects.toMatchObject({
      code: 'server.protocol',
      detail: 'hello',
    });
  });

  test('that never comes is silence', async () => {
    const server = await serve((connection) => connection.stall());
    const { error, ms } = await failure(() => clientFor(server, impatient).connect());
    expect(error).toMatchObject({ code: 'greeting.silent', stage: 'greeting', field: 'encryption' });
    expect(ms).toBeLessThan(2000);
  });

  test('replaced by the end of the connection', async () => {
    const server = await serve(async (connection) => connection.end());
    await expect(clientFor(server).connect()).rejects.toMatchObject({
      code: 'connect.closed',
      stage: 'greeting',
    });
  });

  test.each([
    ['-ERR [IN-USE] locked\r\n', 'mailbox.inUse', true],
    ['-ERR [SYS/TEMP] later\r\n', 'server.unavailable', true],
    ['-ERR [LOGIN-DELAY] too soon\r\n', 'server.loginDelay', true],
    ['-ERR [SYS/PERM] never\r\n', 'greeting.refused', false],
  ])('%j', async (greeting, code, transient) => {
    const server = await serveUsual({}, greeting);
    await expect(clientFor(server).connect()).rejects.toMatchObject({ code, transient });
  });

  test('without end is cut off', async () => {
    const server = await serveUsual({}, `+OK ${'x'.repeat(100_000)}`);
    await expect(clientFor(server).connect()).rejects.toMatchObject({
      code: 'server.protocol',
      stage: 'greeting',
    });
  });

  test('followed by something nobody asked for is no basis for a session', async () => {
    const server = await serveUsual({}, '+OK\r\n+OK\r\n');
    await expect(clientFor(server).connect()).rejects.toMatchObject({ code: 'server.protocol' });
  });
});

test.each([
  ['endless', ''],
  ['ended too late', '.\r\n'],
])('a listing without measure that is %s ends the session, and is no empty listing', async (_name, end) => {
  const server = await serveUsual({ CAPA: `+OK\r\n${'X-CAPABILITY\r\n'.repeat(80_000)}${end}` });
  await expect(clientFor(server).connect()).rejects.toMatchObject({ code: 'server.protocol' });
});

describe('login', () => {
  test.each([
    ['-ERR bad password\r\n', 'login.refused', false],
    ['-ERR [AUTH] bad password\r\n', 'login.refused', false],
    ['-ERR [IN-USE] mailbox locked by another session\r\n', 'mailbox.inUse', true],
    ['-ERR [in-use] locked\r\n', 'mailbox.inUse', true],
    ['-ERR [SYS/TEMP] try later\r\n', 'login.temporary', true],
    ['-ERR [SYS/PERM] mailbox damaged\r\n', 'server.refused', false],
    [
      '-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.\r\n',
      'login.encryptionRequired',
      false,
    ],
    ['-ERR must issue a STLS command first\r\n', 'login.encryptionRequired', false],
    ['-ERR\r\n', 'login.refused', false],
  ])('%j', async (answer, code, transient) => {
    const server = await serveUsual({ PASS: answer });
    await expect(loggedIn(server)).rejects.toMatchObject({ code, stage: 'login', transient });
  });

  test('a user name refused for want of encryption', async () => {
    const server = await serveUsual({ USER: '-ERR TLS required\r\n' });
    await expect(loggedIn(server)).rejects.toMatchObject({
      code: 'login.encryptionRequired',
      field: 'encryption',
    });
    expect(server.connections[0]?.lines).not.toContain(`PASS ${SECRET}`);
  });

  test('too soon after the last one, with the pause the server announces', async () => {
    const server = await serveUsual({
      CAPA: '+OK\r\nLOGIN-DELAY 900\r\n.\r\n',
      PASS: '-ERR [LOGIN-DELAY] wait\r\n',
    });
    await expect(loggedIn(server)).rejects.toMatchObject({
      code: 'server.loginDelay',
      params: { seconds: 900 },
      detail: '[LOGIN-DELAY] wait',
      transient: true,
    });
  });

  test('goes on after a server that does not know CAPA', async () => {
    const server = await serveUsual({ CAPA: '-ERR unknown command\r\n' });
    const client = await loggedIn(server);
    expect(client.capabilities).toBeUndefined();
    expect(await client.stat()).toEqual({ count: 3, sizeBytes: 36 });
  });

  test('an unreachable port is named', async () => {
    const server = await serveUsual();
    const settings = settingsFor(server);
    await server.stop();
    await expect(new Pop3Client(settings).connect()).rejects.toMatchObject({
      code: 'connect.refused',
      params: { host: '127.0.0.1', port: settings.port },
    });
  });
});

describe('encryption', () => {
  const withStls = { ...usual, CAPA: '+OK\r\nSTLS\r\n.\r\n' };

  function serveStls(answer: string, afterwards: Readonly<Record<string, Answer>>): Promise<ScriptedServer> {
    return serve(async (connection) => {
      await connection.send('+OK\r\n');
      await answerCommands(connection, {
        ...withStls,
        STLS: async () => {
          await connection.startTls(certificate, answer);
          await answerCommands(connection, afterwards);
        },
      });
    });
  }

  test('STLS upgrades, asks for the capabilities again and says nothing before', async () => {
    const server = await serveStls('+OK begin\r\n', { ...usual, ...pipelining });
    const client = await loggedIn(server, { encryption: 'starttls' });
    expect(client.capabilities?.has('PIPELINING')).toBe(true);
    expect(await retrieve(client, 2)).toContain('message2');
    expect(server.connections[0]?.plainBytes.toString()).toBe('STLS\r\n');
  });

  test.each([
    ['refused', { STLS: '-ERR not now\r\n' }],
    ['answered in another language', { STLS: '220 go ahead\r\n' }],
  ])('STLS %s ends the session before the login', async (_name, changes) => {
    const server = await serveUsual(changes);
    await expect(opened(server, { encryption: 'starttls' })).rejects.toMatchObject({
      code: 'tls.startTlsMissing',
      stage: 'tls',
      field: 'encryption',
    });
    await server.connections[0]?.ended();
    expect(server.connections[0]?.plainBytes.toString()).not.toMatch(/USER|PASS/);
  });

  test('plain text in one piece with the STLS answer is refused', async () => {
    const server = await serveStls('+OK\r\n+OK injected\r\n', {});
    await expect(opened(server, { encryption: 'starttls' })).rejects.toMatchObject({
      code: 'tls.injected',
      stage: 'tls',
    });
    expect(server.connections[0]?.plainBytes.toString()).toBe('STLS\r\n');
  });

  test('plain text after the STLS answer is refused', async () => {
    const server = await serveUsual({
      ...withStls,
      STLS: async (connection) => {
        await connection.send('+OK\r\n');
        await pause(20);
        await connection.send('+OK injected\r\n');
        await connection.stall();
      },
    });
    await expect(opened(server, { encryption: 'starttls' })).rejects.toMatchObject({ code: 'tls.injected' });
    expect(server.connections[0]?.plainBytes.toString('latin1')).not.toMatch(/USER|PASS/);
  });

  test('TLS from the first byte, by own authority', async () => {
    const server = await serve(
      async (connection) => {
        await connection.send('+OK\r\n');
        await answerCommands(connection, usual);
      },
      { tls: certificate },
    );
    const client = await loggedIn(server, { encryption: 'tls' });
    expect(await retrieve(client, 3)).toContain('message3');
    await loggedIn(server, { encryption: 'tls', host: 'localhost' });
  });

  test.each([
    ['of an unknown issuer', certificate, { trust: {} }, 'tls.selfSigned'],
    ['for another name', instantCertificate({ names: ['mail.example'] }), {}, 'tls.wrongName'],
    ['that has expired', instantCertificate({ notAfter: new Date(Date.now() - 60_000) }), {}, 'tls.expired'],
  ])('a certificate %s ends the session before the login', async (_name, used, changes, code) => {
    const server = await serve((connection) => connection.stall(), { tls: used });
    const settings = { encryption: 'tls', trust: { ca: used.certificate }, ...changes } as const;
    await expect(opened(server, settings)).rejects.toMatchObject({ code });
    expect(server.connections.flatMap((connection) => connection.lines)).toEqual([]);
  });

  test('a refusal over TLS is not blamed on missing encryption', async () => {
    const server = await serveStls('+OK\r\n', {
      ...usual,
      PASS: '-ERR plaintext authentication disallowed\r\n',
    });
    await expect(opened(server, { encryption: 'starttls' })).rejects.toMatchObject({ code: 'login.refused' });
  });

  test('TLS to a plain port is named', async () => {
    const server = await serveUsual();
    await expect(opened(server, { encryption: 'tls' })).rejects.toMatchObject({ code: 'tls.plainPort' });
  });

  test('a handshake that hangs ends in time', async () => {
    const server = await serve((connection) => connection.stall());
    await expect(opened(server, { encryption: 'tls', ...impatient })).rejects.toMatchObject({
      code: 'tls.timeout',
      stage: 'tls',
    });
  });
});

describe('pipelining', () => {
  const many = Array.from({ length: 100 }, (_, index) => message(index + 1));

  test.each([
    ['as deep as allowed where it is announced', pipelining, PIPELINE_DEPTH],
    ['not at all where it is not', {}, 1],
  ])('%s', async (_name, changes, depth) => {
    let deepest = 0;
    const server = await serveUsual({
      ...changes,
      RETR: async (connection, line) => {
        // Let everything arrive that is on its way.
        if (deepest < depth) await pause(20);
        deepest = Math.max(deepest, connection.unread.toString().split('\r\n').length);
        return `+OK\r\nmessage${line.slice(5)}\r\n.\r\n`;
      },
    });
    const client = await loggedIn(server);
    const outcomes = await collect(client.retrieve(many));
    expect(outcomes.map((outcome) => 'source' in outcome && outcome.source.toString())).toEqual(
      many.map(({ ref }) => `message${ref}\r\n`),
    );
    expect(deepest).toBe(depth);
  });

  test('holds back any second command where it is not announced', async () => {
    const unread: string[] = [];
    const server = await serveUsual({
      DELE: async (connection) => {
        await pause(10);
        unread.push(connection.unread.toString());
        return '+OK\r\n';
      },
    });
    const source = await opened(server);
    await source.remove(many.slice(0, 3));
    expect(unread).toEqual(['', '', '']);
  });

  test('asks for no more than it may hold when nobody takes the messages', async () => {
    const server = await serveUsual(pipelining);
    const client = await loggedIn(server);
    const outcomes = client.retrieve(many);
    await outcomes.next();
    await pause(50);
    expect(server.connections[0]?.lines.filter((line) => line.startsWith('RETR'))).toHaveLength(
      PIPELINE_DEPTH,
    );
    await outcomes.return();
    expect(await client.stat()).toEqual({ count: 3, sizeBytes: 36 });
  });
});

describe('the source', () => {
  test('opens, lists, fetches, removes and finishes', async () => {
    const server = await serveUsual();
    const source = createPop3Source(settingsFor(server));
    expect(await source.open()).toEqual({
      mailbox: '',
      validity: '',
      messageCount: 3,
      canRemove: true,
      removesAtEnd: true,
    });
    const listed = await source.list();
    expect(listed).toEqual([
      { ref: 1, serverKey: 'one', sizeBytes: 12 },
      { ref: 2, serverKey: 'two', sizeBytes: 12 },
      { ref: 3, serverKey: 'three', sizeBytes: 12 },
    ]);
    const outcomes = await collect(source.fetch(listed));
    expect(outcomes.map(({ message: { ref } }) => ref)).toEqual([1, 2, 3]);
    expect(await source.remove(listed.slice(0, 2))).toEqual({ removed: [], left: [] });
    expect(await source.finish()).toEqual({ removed: listed.slice(0, 2), left: [] });
    expect(server.connections[0]?.lines.slice(-3)).toEqual(['DELE 1', 'DELE 2', 'QUIT']);
  });

  test('gives no key where the server gives none, the same twice, or an endless one', async () => {
    const sizes = [1, 2, 3, 4, 5, 6, 7].map((number) => `${number} 10\r\n`).join('');
    const ids = [
      '1 same',
      '2 same',
      `3 ${'x'.repeat(255)}`,
      `4 ${'x'.repeat(256)}`,
      '5',
      '6 \xe4 b',
      'junk',
      '9 nine',
    ];
    const server = await serveUsual({
      LIST: `+OK\r\n${sizes}.\r\n`,
      UIDL: `+OK\r\n${ids.join('\r\n')}\r\n.\r\n`,
    });
    const listed = await (await opened(server)).list();
    expect(listed.map(({ ref, serverKey }) => [ref, serverKey])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, 'x'.repeat(255)],
      [4, undefined],
      [5, undefined],
      [6, '\xe4 b'],
      [7, undefined],
    ]);
  });

  test('works without UIDL', async () => {
    const server = await serveUsual({ CAPA: '-ERR\r\n', UIDL: '-ERR unknown command\r\n' });
    const listed = await (await opened(server)).list();
    expect(listed.map(({ serverKey }) => serverKey)).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ['announced', {}, '-ERR no\r\n'],
    ['failing for the moment', { CAPA: '-ERR\r\n' }, '-ERR [SYS/TEMP] index locked\r\n'],
  ])('does not take a UIDL %s for a missing one', async (_name, changes, UIDL) => {
    const server = await serveUsual({ ...changes, UIDL });
    await expect((await opened(server)).list()).rejects.toMatchObject({ stage: 'list' });
  });

  test.each(['1 12\r\n1 12\r\n', '0 12\r\n', 'x 12\r\n', '1\r\n', '1 -5\r\n'])(
    'refuses the listing %j',
    async (lines) => {
      const server = await serveUsual({ LIST: `+OK\r\n${lines}.\r\n` });
      await expect((await opened(server)).list()).rejects.toMatchObject({
        code: 'server.protocol',
        stage: 'list',
      });
    },
  );

  test('reads an empty maildrop', async () => {
    const server = await serveUsual({ STAT: '+OK 0 0\r\n', LIST: '+OK\r\n.\r\n', UIDL: '+OK\r\n.\r\n' });
    const source = await opened(server);
    expect(await source.list()).toEqual([]);
    expect(await collect(source.fetch([]))).toEqual([]);
  });

  test('reports a refused message and goes on with the others', async () => {
    const server = await serveUsual({
      RETR: async (_connection, line) =>
        line === 'RETR 2' ? "-ERR There's no message 2.\r\n" : `+OK\r\n${line}\r\n.\r\n`,
    });
    const source = await opened(server);
    const outcomes = await collect(source.fetch(await source.list()));
    expect(outcomes).toMatchObject([
      { source: Buffer.from('RETR 1\r\n') },
      { message: { ref: 2 }, error: { code: 'fetch.refused', detail: "There's no message 2." } },
      { source: Buffer.from('RETR 3\r\n') },
    ]);
    expect(outcomes[1]).not.toHaveProperty('gone');
  });

  test('takes the terminator, not the listed size, for the end', async () => {
    const server = await serveUsual({
      LIST: '+OK\r\n1 1\r\n2 99999\r\n.\r\n',
      RETR: `+OK 3 octets\r\n${'x'.repeat(500)}\r\n.\r\n`,
    });
    const source = await opened(server);
    const outcomes = await collect(source.fetch(await source.list()));
    expect(outcomes.map((outcome) => 'source' in outcome && outcome.source.length)).toEqual([502, 502]);
  });

  test('sets a message aside that is far larger than listed, and goes on', async () => {
    const block = Buffer.alloc(1024 * 1024, `${'x'.repeat(62)}\r\n`);
    const server = await serveUsual({
      RETR: async (connection, line) => {
        await connection.send('+OK\r\n');
        const blocks = line === 'RETR 1' ? 17 : 0;
        for (let sent = 0; sent < blocks; sent++) await connection.send(block);
        return 'end\r\n.\r\n';
      },
    });
    const source = await opened(server);
    expect(await collect(source.fetch([message(1), message(2)]))).toMatchObject([
      { error: { code: 'message.tooLarge', stage: 'fetch' } },
      { source: Buffer.from('end\r\n') },
    ]);
  });

  test('fetches the header section only', async () => {
    const server = await serveUsual({ TOP: '+OK\r\nA: b\r\n..c: d\r\n\r\nbody after all\r\n.\r\n' });
    const source = await opened(server);
    expect((await source.fetchHeaders([message(1)])).get(1)?.toString()).toBe('A: b\r\n.c: d\r\n\r\n');
    expect(server.connections[0]?.lines.at(-1)).toBe('TOP 1 0');
  });

  test('has no header section where TOP is missing', async () => {
    const server = await serveUsual({ TOP: '-ERR\r\n' });
    expect((await (await opened(server)).fetchHeaders([message(1)])).size).toBe(0);
  });

  test('keeps a refused removal apart from the others', async () => {
    const server = await serveUsual({
      ...pipelining,
      DELE: async (_connection, line) => (line === 'DELE 2' ? '-ERR no right\r\n' : '+OK\r\n'),
    });
    const source = await opened(server);
    const messages = [message(1), message(2), message(3)];
    expect(await source.remove(messages)).toMatchObject({
      removed: [],
      left: [{ message: { ref: 2 }, error: { code: 'remove.refused', detail: 'no right' } }],
    });
    expect(await source.finish()).toEqual({ removed: [messages[0], messages[2]], left: [] });
  });

  test('confirms nothing when QUIT is refused', async () => {
    const server = await serveUsual({ QUIT: '-ERR some deleted messages not removed\r\n' });
    const source = await opened(server);
    await source.remove([message(1), message(2)]);
    const error = { code: 'remove.refused', detail: 'some deleted messages not removed' };
    expect(await source.finish()).toMatchObject({
      removed: [],
      left: [
        { message: { ref: 1 }, error },
        { message: { ref: 2 }, error },
      ],
    });
  });

  test.each([
    ['lost', async (connection: { reset(): void }) => connection.reset()],
    ['closed without an answer', async (connection: { end(): void }) => connection.end()],
    ['never answered', ''],
    ['answered in part', '+O'],
  ] as [string, Answer][])('confirms nothing when QUIT is %s', async (_name, QUIT) => {
    const server = await serveUsual({ QUIT });
    const source = await opened(server, impatient);
    await source.remove([message(1)]);
    expect(await source.finish()).toMatchObject({
      removed: [],
      left: [{ message: { ref: 1 }, error: { code: 'remove.unconfirmed', transient: true } }],
    });
  });

  test('rejects removals on a lost connection, and later confirms none', async () => {
    const server = await serveUsual({
      DELE: async (connection, line) => {
        if (line === 'DELE 1') return '+OK\r\n';
        connection.end();
        return undefined;
      },
    });
    const source = await opened(server);
    await expect(source.remove([message(1), message(2)])).rejects.toMatchObject({
      code: 'connect.closed',
      stage: 'remove',
    });
    expect(await source.finish()).toMatchObject({
      removed: [],
      left: [{ message: { ref: 1 }, error: { code: 'remove.unconfirmed' } }],
    });
  });

  test('reports the words of a server that ends the session unasked', async () => {
    let drop: () => Promise<void> = async () => {};
    const server = await serveUsual({
      STAT: async (connection) => {
        drop = () => connection.send('-ERR Disconnected for inactivity\r\n');
        return '+OK 3 36\r\n';
      },
    });
    const source = await opened(server);
    await drop();
    await pause(30);
    await expect(source.list()).rejects.toMatchObject({
      code: 'server.ended',
      detail: 'Disconnected for inactivity',
      transient: true,
    });
  });

  test('aborts from any state without a sound', async () => {
    const server = await serveUsual({ RETR: '' });
    const fresh = createPop3Source(settingsFor(server));
    fresh.abort();
    await expect(fresh.open()).rejects.toMatchObject({ code: 'poll.cancelled' });
    await pause(20);
    expect(server.connections).toHaveLength(0);

    const connecting = createPop3Source(settingsFor(server));
    const opening = connecting.open();
    connecting.abort();
    await expect(opening).rejects.toMatchObject({ code: 'poll.cancelled' });

    const silent = await serve((connection) => connection.stall());
    const shaking = createPop3Source(settingsFor(silent, { encryption: 'tls' }));
    const handshake = failure(() => shaking.open());
    await pause(30);
    shaking.abort();
    expect(await handshake).toMatchObject({ error: { code: 'poll.cancelled' } });
    expect((await handshake).ms).toBeLessThan(2000);

    const source = await opened(server);
    const fetching = collect(source.fetch([message(1)]));
    await pause(10);
    source.abort();
    source.abort();
    await expect(fetching).rejects.toMatchObject({ code: 'poll.cancelled', stage: 'fetch', transient: true });
    await server.connections.at(-1)?.ended();
  });
});

test('RSET and NOOP are answered like any other command', async () => {
  const server = await serveUsual({ RSET: '-ERR no\r\n' });
  const client = await loggedIn(server);
  await client.noop();
  await expect(client.reset()).rejects.toMatchObject({ code: 'server.refused', detail: 'no' });
});
