// Servers that answer a refused command with the command itself, and so give the password back.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unexpected } from '../../../electron/engine/failures.ts';
import type { LogFields } from '../../../electron/engine/ports.ts';
import { createSource } from '../../../electron/engine/receiving/sources/index.ts';
import { redact } from '../../../electron/engine/redact.ts';
import { createSmtpTransport } from '../../../electron/engine/sending/transports/smtp.ts';
import { sendRequestSchema } from '../../../shared/domain/outbound.ts';
import { answerCommands, startScriptedServer, type Script } from '../../servers/scripted-server.ts';
import { settle } from '../../support/fake-clock.ts';
import { engineBench, incomingInput, outgoingInput } from './bench.ts';

/** Not three bytes, six or nine with what is around it: then base64 of the secret would be part of the whole. */
const USER = 'helpdesk';
const secrets = ['canary-7f3a9c', 'canary "7f3a" \\9c\\', 'canary-7f3a9c-\\"', 'Kanarienvögel-7f3a'];

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** Everything from which the secret could be read off, as it is or by decoding. */
function forms(secret: string): string[] {
  const quoted = secret.replaceAll(/["\\]/g, '\\$&');
  const plain = [secret, quoted, base64(secret), base64(`\0${USER}\0${secret}`)];
  // As JSON, which is how all of this is kept and shown.
  return [...plain, Buffer.from(secret).toString('latin1')].flatMap((form) => [
    form,
    JSON.stringify(form).slice(1, -1),
  ]);
}

async function start(script: Script): Promise<{ host: string; port: number }> {
  const server = await startScriptedServer(script);
  onTestFinished(() => server.stop());
  return server;
}

/** An engine with the real adapters, and all it has said and kept. */
function listeningBench() {
  const heard: unknown[] = [];
  const log = (event: string, fields?: LogFields): void => void heard.push([event, fields]);
  const bench = engineBench({
    logger: { debug: log, info: log, warn: log, error: log },
    adapters: () => ({ createSource, createTransport: createSmtpTransport }),
  });
  bench.engine.on((name, payload) => void heard.push([name, payload]));
  return {
    ...bench,
    async hear(answer: Promise<unknown>): Promise<unknown> {
      const value = await answer.catch((error: unknown) => unexpected(error).toPlain());
      heard.push(value);
      return value;
    },
    async everything(): Promise<string> {
      const { handlers } = bench.engine;
      heard.push(await handlers['incoming.list']({}), await handlers['outgoing.list']({}));
      heard.push(await handlers['outbox.list']({ limit: 10, filter: 'all' }));
      const files = readdirSync(bench.dataDirectory).map((name) =>
        readFileSync(path.join(bench.dataDirectory, name)),
      );
      return [
        JSON.stringify(heard),
        ...files.flatMap((bytes) => [String(bytes), bytes.toString('latin1')]),
      ].join('\n');
    },
  };
}

function expectNothingOf(secret: string, text: string): void {
  expect(forms(secret).filter((form) => text.includes(form))).toEqual([]);
}

const imapCapabilities = {
  LOGIN: '',
  'AUTHENTICATE PLAIN': ' AUTH=PLAIN',
  'AUTHENTICATE LOGIN': ' AUTH=LOGIN',
};

describe.each(secrets)('the password %j', (secret) => {
  it.each(Object.entries(imapCapabilities))('does not come back from IMAP %s', async (_command, extra) => {
    const echoed: string[] = [];
    const { host, port } = await start(async (connection) => {
      await connection.send(`* OK [CAPABILITY IMAP4rev1 SASL-IR${extra}] ready\r\n`);
      await answerCommands(
        connection,
        {
          '*': async (_connection, line) => `${line.split(' ')[0]} OK done\r\n`,
          LOGIN: async (_connection, line) => refuse(line, line),
          AUTHENTICATE: async (_connection, line) => refuse(line, line),
        },
        (line) => line.split(' ')[1] ?? '',
      );
      async function refuse(first: string, last: string): Promise<string> {
        let words = last;
        // A literal follows (RFC 9051 4.3), or a continuation.
        while (/\{\d+\}$/.test(words)) {
          await connection.send('+ go on\r\n');
          words += ` ${await connection.readLine()}`;
        }
        if (/AUTHENTICATE \S+$/.test(words)) {
          await connection.send('+ VXNlcm5hbWU6\r\n');
          words += ` ${await connection.readLine()}`;
          if (words.includes('LOGIN')) {
            await connection.send('+ UGFzc3dvcmQ6\r\n');
            words += ` ${await connection.readLine()}`;
          }
        }
        echoed.push(words);
        return `${first.split(' ')[0]} BAD Error in IMAP command: ${words}\r\n`;
      }
    });
    const { engine, hear, everything } = listeningBench();
    const input = incomingInput({ host, port, encryption: 'none', user: USER });
    const { account } = await engine.handlers['incoming.create']({ account: input, secret });
    const runs = await hear(engine.handlers['incoming.poll']({ ids: [account.id] }));
    await hear(engine.handlers['incoming.check']({ id: account.id, account: input, token: 'token' }));
    // It did come back, and the rest of the words is there.
    expect(echoed).toHaveLength(2);
    expect(forms(secret).some((form) => echoed[0]?.includes(form))).toBe(true);
    expect(runs).toMatchObject([
      { error: { detail: expect.stringMatching(/Error in IMAP command: .*\*\*\*/) } },
    ]);
    expectNothingOf(secret, await everything());
  });

  // The words decide how they are read: as UTF-8 or, with an umlaut of long ago among them, as Latin-1.
  it.each(['what is', 'was hei\xdft'])('does not come back from POP3 after the words %j', async (words) => {
    const echoed: string[] = [];
    const { host, port } = await start(async (connection) => {
      await connection.send('+OK ready\r\n');
      await answerCommands(connection, {
        '*': '-ERR not here\r\n',
        USER: '+OK\r\n',
        QUIT: '+OK\r\n',
        async PASS(_connection, line) {
          echoed.push(line);
          return `-ERR ${words} ${line}\r\n`;
        },
      });
    });
    const { engine, hear, everything } = listeningBench();
    const input = incomingInput({ serverType: 'pop3', host, port, encryption: 'none', user: USER });
    const { account } = await engine.handlers['incoming.create']({ account: input, secret });
    const runs = await hear(engine.handlers['incoming.poll']({ ids: [account.id] }));
    expect(forms(secret).some((form) => echoed[0]?.includes(form))).toBe(true);
    expect(runs).toMatchObject([{ error: { detail: `${words} PASS ***` } }]);
    expectNothingOf(secret, await everything());
  });

  it.each(['plain', 'login'] as const)('does not come back from SMTP AUTH %s', async (authentication) => {
    const echoed: string[] = [];
    const { host, port } = await start(async (connection) => {
      await connection.send('220 ready\r\n');
      await answerCommands(connection, {
        EHLO: '250-here\r\n250 AUTH PLAIN LOGIN\r\n',
        QUIT: '221 bye\r\n',
        async AUTH(_connection, line) {
          let words = line;
          if (authentication === 'login') {
            for (const prompt of line.split(' ').length > 2
              ? ['UGFzc3dvcmQ6']
              : ['VXNlcm5hbWU6', 'UGFzc3dvcmQ6']) {
              await connection.send(`334 ${prompt}\r\n`);
              words += ` ${await connection.readLine()}`;
            }
          }
          echoed.push(words);
          return `535 5.7.8 refused: ${words}\r\n`;
        },
      });
    });
    const { engine, hear, everything } = listeningBench();
    const input = outgoingInput({
      host,
      port,
      encryption: 'none',
      allowClearPassword: true,
      user: USER,
      authentication,
    });
    const { account } = await engine.handlers['outgoing.create']({ account: input, secret });
    await hear(
      engine.handlers['outbox.send'](sendRequestSchema.parse({ to: ['a@x.org'], subject: 's', text: 't' })),
    );
    await engine.flushOutbox();
    await hear(engine.handlers['outgoing.check']({ id: account.id, account: input, token: 'token' }));
    await settle();
    expect(echoed).toHaveLength(2);
    expect(forms(secret).some((form) => echoed[0]?.includes(form))).toBe(true);
    const { items } = await engine.handlers['outbox.list']({ limit: 10, filter: 'all' });
    const [entry] = items;
    expect(entry).toMatchObject({ state: 'deferred', error: { code: 'login.refused' } });
    expect(entry?.error?.detail).toMatch(/refused: AUTH .*\*\*\*/);
    expect(entry?.lastReply).toMatch(/refused: AUTH .*\*\*\*/);
    expectNothingOf(secret, await everything());
  });
});

describe('redact', () => {
  it('leaves other words alone', () => {
    expect(redact('535 refused: AUTH PLAIN abc', 'canary', USER)).toBe('535 refused: AUTH PLAIN abc');
    expect(redact('nothing to hide', '', USER)).toBe('nothing to hide');
  });

  it('leaves no part of the longer form standing', () => {
    expect(redact('LOGIN "helpdesk" "a\\"b\\\\c"', 'a"b\\c', USER)).toBe('LOGIN "helpdesk" "***"');
    expect(redact(`AUTH PLAIN ${base64(`\0${USER}\0pw`)}`, 'pw', USER)).toBe('AUTH PLAIN ***');
    expect(redact(`AUTH PLAIN ${base64(`${USER}\0${USER}\0pw`)}`, 'pw', USER)).toBe('AUTH PLAIN ***');
  });
});
