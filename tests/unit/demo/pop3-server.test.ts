import { connect, type TLSSocket } from 'node:tls';
import Pop3Client from 'node-pop3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDemoCertificates } from '../../../electron/demo/certificates.ts';
import { type DemoPop3Server, startPop3Server } from '../../../electron/demo/pop3-server.ts';

const certificates = createDemoCertificates(Date.now());
const sources = [
  'Subject: one\r\n\r\n.\r\n..\r\n.dotted\r\nend\r\n',
  'Subject: two\r\n\r\nsecond \xe4\xf6\xfc\r\n\r\n',
  'Subject: three\r\n\r\nline 1\r\n.line 2\r\nline 3\r\n',
].map((source) => Buffer.from(source, 'latin1'));

let server: DemoPop3Server;
let sockets: TLSSocket[];

beforeEach(async () => {
  sockets = [];
  server = await startPop3Server({
    ...certificates,
    user: 'sales',
    password: 'säcret',
    messages: sources.map((source) => ({ source })),
  });
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.stop();
});

/** Sends all commands in one chunk and resolves with everything the server said until it hung up. */
function converse(...commands: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: server.port, ca: certificates.ca }, () => {
      socket.write(commands.map((command) => `${command}\r\n`).join(''));
    });
    sockets.push(socket);
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
    socket.on('end', () => resolve(heard));
    socket.on('error', reject);
  });
}

const login = ['USER sales', 'PASS säcret'];

describe('the demo POP3 server', () => {
  test('answers pipelined commands in order', async () => {
    const heard = await converse(...login, 'STAT', 'LIST 2', 'LIST', 'NOOP', 'UIDL 9', 'XYZZY', 'QUIT');
    const octets = sources.map(({ length }) => length);
    expect(heard.split('\r\n')).toEqual([
      '+OK Mailroom demo POP3 server ready',
      '+OK Password, please',
      '+OK 3 messages',
      `+OK 3 ${octets[0]! + octets[1]! + octets[2]!}`,
      `+OK 2 ${octets[1]}`,
      '+OK Listing follows',
      ...octets.map((octet, index) => `${index + 1} ${octet}`),
      '.',
      '+OK ',
      '-ERR No such message',
      '-ERR Unknown command',
      '+OK Goodbye',
      '',
    ]);
  });

  test('says what it can do before anybody has signed in, and nothing else', async () => {
    const heard = await converse('CAPA', 'LIST', 'DELE 1', 'QUIT');
    for (const capability of ['UIDL', 'TOP', 'USER', 'PIPELINING']) {
      expect(heard).toContain(`\r\n${capability}\r\n`);
    }
    expect(heard).toMatch(/\r\n\.\r\n-ERR .*\r\n-ERR .*\r\n\+OK Goodbye\r\n$/);
    expect(server.remaining()).toBe(3);
  });

  test('refuses a wrong password', async () => {
    expect(await converse('USER sales', 'PASS wrong', 'DELE 1', 'QUIT')).toContain('\r\n-ERR [AUTH]');
    expect(server.remaining()).toBe(3);
  });

  test('stuffs dots and keeps every byte', async () => {
    const heard = await converse(...login, 'RETR 1', 'RETR 2', 'QUIT');
    expect(heard).toContain(
      'Subject: one\r\n\r\n..\r\n...\r\n..dotted\r\nend\r\n.\r\n' +
        `+OK ${sources[1]!.length} octets\r\nSubject: two\r\n\r\nsecond \xe4\xf6\xfc\r\n\r\n.\r\n+OK Goodbye`,
    );
  });

  test('gives the top of a message', async () => {
    const heard = await converse(...login, 'TOP 3 2', 'TOP 3 0', 'TOP 3', 'QUIT');
    expect(heard).toContain(
      '+OK Top follows\r\nSubject: three\r\n\r\nline 1\r\n..line 2\r\n.\r\n' +
        '+OK Top follows\r\nSubject: three\r\n\r\n.\r\n-ERR ',
    );
  });

  test('gives each message a UIDL of its own that outlives the session', async () => {
    const keys = async () => [...(await converse(...login, 'UIDL', 'QUIT')).matchAll(/^\d (\S+)\r$/gm)];
    const first = (await keys()).map(([, key]) => key);
    expect(new Set(first).size).toBe(3);
    expect((await keys()).map(([, key]) => key)).toEqual(first);
  });

  test('deletes at QUIT and not before', async () => {
    const socket = connect({ host: '127.0.0.1', port: server.port, ca: certificates.ca });
    sockets.push(socket);
    socket.write(`${login.join('\r\n')}\r\nDELE 1\r\nDELE 3\r\nLIST\r\n`);
    await until(socket, '2 ');
    expect(server.remaining()).toBe(3);
    socket.destroy(); // as in a power cut
    expect(await converse(...login, 'STAT', 'QUIT')).toContain('+OK 3 ');

    const heard = await converse(...login, 'DELE 2', 'RETR 2', 'RSET', 'DELE 1', 'DELE 1', 'QUIT');
    expect(heard.match(/-ERR No such message/g)).toHaveLength(2);
    expect(server.remaining()).toBe(2);
  });

  test('puts up with commands that arrive in pieces', async () => {
    const socket = connect({ host: '127.0.0.1', port: server.port, ca: certificates.ca });
    sockets.push(socket);
    socket.setNoDelay(true);
    await until(socket, 'ready');
    const goodbye = until(socket, 'EXPIRE NEVER\r\n.\r\n+OK Goodbye\r\n');
    for (const piece of ['CA', 'P', 'A\r', '\nQUI', 'T\r\n']) {
      socket.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await goodbye;
  });

  test('serves an independent client', async () => {
    const client = new Pop3Client({
      host: 'localhost',
      port: server.port,
      tls: true,
      user: 'sales',
      password: 'säcret',
      tlsOptions: { ca: certificates.ca },
    });
    const listed = (await client.UIDL()) as string[][];
    expect(listed.map(([number]) => number)).toEqual(['1', '2', '3']);
    expect(await client.RETR(1)).toContain('.dotted\r\nend');
    await client.command('DELE', '1');
    await client.QUIT();
    expect(server.remaining()).toBe(2);
  });
});

function until(socket: TLSSocket, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = '';
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      if (heard.includes(words)) resolve();
    });
  });
}
