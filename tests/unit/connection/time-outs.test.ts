import dns from 'node:dns';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { instantCertificate } from '../../servers/instant-certificate.ts';
import { answerCommands, pause } from '../../servers/scripted-server.ts';
import {
  dialogues,
  encryptions,
  heard,
  pinOf,
  protocols,
  serve,
  serveWith,
  signIn,
  timeoutsWith,
} from './support.ts';
import { reach } from '../../../electron/engine/diagnosis/probe.ts';

const certificate = instantCertificate();

/** Runs something that must fail, and says how long that took. */
async function failure(action: Promise<unknown>): Promise<{ error: unknown; ms: number }> {
  const started = performance.now();
  const error = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, ms: performance.now() - started };
}

/** Makes a name lead to these addresses, in this order. */
function resolve(host: string, addresses: readonly string[]): void {
  const real = dns.lookup;
  const spy = vi.spyOn(dns, 'lookup').mockImplementation(((
    name: string,
    options: dns.LookupOptions,
    done: never,
  ) => {
    if (name !== host) return real(name, options as dns.LookupAllOptions, done);
    const all = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const callback = done as (error: null, answer: unknown, family?: number) => void;
    if (options.all === true) callback(null, all);
    else callback(null, all[0]?.address, all[0]?.family);
  }) as typeof dns.lookup);
  onTestFinished(() => spy.mockRestore());
}

describe.each(protocols)('%s', (protocol) => {
  it.each([...encryptions, 'none'] as const)(
    'ends in time where the server accepts and says nothing: %s',
    async (encryption) => {
      const server = await serve((connection) => connection.stall());
      const timeouts = { connectMs: 300, greetingMs: 300 };
      const { error, ms } = await failure(signIn({ protocol, encryption, port: server.port, timeouts }));
      expect(error).toMatchObject(
        encryption === 'tls'
          ? { code: 'tls.timeout', stage: 'tls' }
          : { code: 'greeting.silent', stage: 'greeting' },
      );
      expect(ms).toBeLessThan(2500);
    },
  );

  it('ends in time where a handshake after STARTTLS never ends', async () => {
    const { greeting, answers, verb, go, verbOf } = dialogues[protocol];
    const server = await serve(async (connection) => {
      await connection.send(greeting);
      await answerCommands(
        connection,
        {
          ...answers,
          [verb]: async (_connection, line) => {
            await connection.send(go(line));
            await connection.stall();
          },
        },
        verbOf,
      );
    });
    const timeouts = { connectMs: 300 };
    const { error } = await failure(
      signIn({ protocol, encryption: 'starttls', port: server.port, timeouts }),
    );
    expect(error).toMatchObject({ code: 'tls.timeout', stage: 'tls', transient: true });
  });

  it('ends in time where the answer to STARTTLS never comes', async () => {
    const { greeting } = dialogues[protocol];
    const server = await serve(async (connection) => {
      await connection.send(greeting);
      await connection.stall();
    });
    const { error } = await failure(
      signIn({ protocol, encryption: 'starttls', port: server.port, timeouts: { idleMs: 300 } }),
    );
    expect(error).toMatchObject({ code: 'server.timeout', stage: 'tls', transient: true });
  });

  it('ends in time where the server stops answering at the login', async () => {
    const { greeting, answers, verbOf } = dialogues[protocol];
    const stall = async (): Promise<never> => new Promise(() => {});
    const server = await serve(async (connection) => {
      await connection.send(greeting);
      await answerCommands(connection, { ...answers, AUTHENTICATE: stall, AUTH: stall, PASS: stall }, verbOf);
    });
    const { error } = await failure(
      signIn({ protocol, encryption: 'none', port: server.port, timeouts: { idleMs: 400 } }),
    );
    expect(error).toMatchObject({ code: 'server.timeout', transient: true });
  });

  it.each(['none', 'tls', 'starttls'] as const)(
    'ends where the server drips one byte after the other: %s',
    async (encryption) => {
      const { answers, verbOf } = dialogues[protocol];
      const drip = async (connection: { send(text: string): Promise<void> }): Promise<never> => {
        for (;;) {
          await connection.send('*');
          await pause(40);
        }
      };
      const dripping = { ...answers, AUTHENTICATE: drip, AUTH: drip, PASS: drip };
      const { greeting, verb, go } = dialogues[protocol];
      const server = await serve(
        async (connection) => {
          await connection.send(greeting);
          const upgrade = async (_connection: unknown, line: string): Promise<void> => {
            await connection.startTls(certificate, go(line));
            await answerCommands(connection, dripping, verbOf);
          };
          await answerCommands(connection, { ...dripping, [verb]: upgrade }, verbOf);
        },
        encryption === 'tls' ? { tls: certificate } : {},
      );
      const { error, ms } = await failure(
        signIn({
          protocol,
          encryption,
          port: server.port,
          trust: pinOf(certificate),
          timeouts: { idleMs: 400 },
        }),
      );
      expect(error).toMatchObject({ code: 'server.tooSlow', transient: true });
      expect(ms).toBeLessThan(3000);
    },
  );

  it('finds the address that works beside one that does not', async () => {
    const server = await serveWith(protocol, 'tls', certificate);
    resolve('mail.example', ['::1', '127.0.0.1']);
    const { ms } = await failure(
      signIn({
        protocol,
        encryption: 'tls',
        host: 'mail.example',
        port: server.port,
        trust: pinOf(certificate),
      }),
    );
    expect(heard(server)).toMatch(/LOGIN|AUTH|USER/);
    expect(ms).toBeLessThan(2000);
  });

  it('goes on to the next address when nothing comes back from the first', async () => {
    const server = await serveWith(protocol, 'none', certificate);
    // Addresses for documentation (RFC 3849): packets to them are dropped, or have no way.
    resolve('mail.example', ['2001:db8::1', '127.0.0.1']);
    const { ms } = await failure(
      signIn({ protocol, encryption: 'none', host: 'mail.example', port: server.port }),
    );
    expect(heard(server)).toMatch(/LOGIN|AUTH|USER/);
    expect(ms).toBeLessThan(5000);
  });

  it('says "refused" when all addresses refuse', async () => {
    const server = await serveWith(protocol, 'none', certificate);
    await server.stop();
    resolve('mail.example', ['::1', '127.0.0.1']);
    const { error } = await failure(
      signIn({ protocol, encryption: 'none', host: 'mail.example', port: server.port }),
    );
    expect(error).toMatchObject({
      code: 'connect.refused',
      field: 'port',
      detail: expect.stringMatching(/::1.*; .*127\.0\.0\.1/),
    });
  });

  it.each(['127.0.0.1', '::1'])('takes the address %s for a host', async (host) => {
    const server = await serveWith(protocol, 'starttls', certificate, { host });
    await signIn({ protocol, encryption: 'starttls', host, port: server.port, trust: pinOf(certificate) });
    expect(heard(server)).toMatch(/LOGIN|AUTH|USER/);
  });

  it('takes an international name for a host', async () => {
    const own = instantCertificate({ names: ['xn--bro-hoa.example'] });
    const server = await serveWith(protocol, 'tls', own);
    resolve('xn--bro-hoa.example', ['127.0.0.1']);
    const client = {
      protocol,
      encryption: 'tls',
      port: server.port,
      trust: { ca: own.certificate },
    } as const;
    await signIn({ ...client, host: 'büro.example' });
    expect(heard(server)).toMatch(/LOGIN|AUTH|USER/);
  });
});

it('the connection test finds the address that works, too', async () => {
  const server = await serve((connection) => connection.stall());
  resolve('mail.example', ['2001:db8::1', '127.0.0.1']);
  const endpoint = { host: 'mail.example', port: server.port, encryption: 'none', trust: {} } as const;
  await reach({ ...endpoint, timeouts: timeoutsWith() });
});

it('a slow but steady server is waited for', async () => {
  const body = 'x'.repeat(3 * 16_384);
  const server = await serve(async (connection) => {
    await connection.send('+OK\r\n');
    await answerCommands(connection, {
      '*': '+OK 0 0\r\n',
      async CAPA() {
        await connection.send('+OK\r\n');
        for (let at = 0; at < body.length; at += 4096) {
          await connection.send(`${body.slice(at, at + 4096)}\r\n`);
          await pause(50);
        }
        return '.\r\n';
      },
    });
  });
  await signIn({ protocol: 'pop3', encryption: 'none', port: server.port, timeouts: { idleMs: 400 } });
});
