import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Protocol, ProxyLookup, Timeouts } from '../../../electron/engine/connection/endpoint.ts';
import type { Credentials } from '../../../electron/engine/receiving/source.ts';
import type { Trust } from '../../../electron/engine/tls-trust.ts';
import { createImapSource } from '../../../electron/engine/receiving/sources/imap.ts';
import { createPop3Source } from '../../../electron/engine/receiving/sources/pop3/source.ts';
import { createSmtpTransport } from '../../../electron/engine/sending/transports/smtp.ts';
import { startProxy, type ProxyOptions, type ProxyServer } from '../../servers/proxy-server.ts';
import { temporaryFolder } from '../../support/folder.ts';
import {
  answerCommands,
  startScriptedServer,
  type Answer,
  type Script,
  type ScriptedConnection,
  type ScriptedServer,
  type ScriptedServerOptions,
  type ServerCertificate,
} from '../../servers/scripted-server.ts';

/** The three protocols, spoken by scripted servers and by the real adapters. */

export const protocols: readonly Protocol[] = ['imap4', 'pop3', 'smtp'];
export const encryptions = ['tls', 'starttls'] as const;
export const PASSWORD = 'canary-password';

const second = (line: string): string => line.split(' ')[1] ?? '';
const tagged = (text: string) => async (_connection: ScriptedConnection, line: string) =>
  text.replaceAll('TAG', line.split(' ')[0] ?? '');

interface Dialogue {
  readonly greeting: string;
  readonly verb: string;
  /** The agreement to STARTTLS or STLS. */
  readonly go: (line: string) => string;
  readonly answers: Readonly<Record<string, Answer>>;
  readonly verbOf?: (line: string) => string;
}

export const dialogues: Readonly<Record<Protocol, Dialogue>> = {
  imap4: {
    greeting: '* OK ready\r\n',
    verb: 'STARTTLS',
    go: (line) => `${line.split(' ')[0]} OK go\r\n`,
    verbOf: second,
    answers: {
      '*': tagged('TAG OK done\r\n'),
      CAPABILITY: tagged('* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2\r\nTAG OK done\r\n'),
      SELECT: tagged('* 0 EXISTS\r\n* OK [UIDVALIDITY 7] \r\n* FLAGS ()\r\nTAG OK [READ-WRITE] done\r\n'),
      LOGOUT: tagged('* BYE\r\nTAG OK done\r\n'),
    },
  },
  pop3: {
    greeting: '+OK ready\r\n',
    verb: 'STLS',
    go: () => '+OK go\r\n',
    answers: { '*': '+OK 0 0\r\n', CAPA: '+OK\r\nUIDL\r\n.\r\n' },
  },
  smtp: {
    greeting: '220-mail.example\r\n220 ready\r\n',
    verb: 'STARTTLS',
    go: () => '220 go\r\n',
    answers: {
      '*': '235 fine\r\n',
      EHLO: '250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n',
      QUIT: '221 bye\r\n',
    },
  },
};

/** A well-behaved server. `changes` are answers before and after TLS. */
export function scriptFor(
  protocol: Protocol,
  certificate: ServerCertificate,
  changes: Readonly<Record<string, Answer>> = {},
): Script {
  const { greeting, verb, go, answers, verbOf } = dialogues[protocol];
  const all = { ...answers, ...changes };
  return async (connection) => {
    await connection.send(greeting);
    const upgrade: Answer = async (_connection, line) => {
      await connection.startTls(certificate, go(line));
      await answerCommands(connection, all, verbOf);
    };
    await answerCommands(connection, { ...answers, [verb]: upgrade, ...changes }, verbOf);
  };
}

export async function serve(script: Script, options?: ScriptedServerOptions): Promise<ScriptedServer> {
  const server = await startScriptedServer(script, options);
  onTestFinished(() => server.stop());
  return server;
}

/** A well-behaved server with a certificate, for one way of encryption. */
export function serveWith(
  protocol: Protocol,
  encryption: 'tls' | 'starttls' | 'none',
  certificate: ServerCertificate,
  options: ScriptedServerOptions = {},
): Promise<ScriptedServer> {
  return serve(scriptFor(protocol, certificate), {
    ...options,
    ...(encryption === 'tls' ? { tls: certificate } : {}),
  });
}

export async function proxyFor(options: ProxyOptions): Promise<ProxyServer> {
  const proxy = await startProxy(options);
  onTestFinished(() => proxy.stop());
  return proxy;
}

export interface Client {
  readonly protocol: Protocol;
  readonly encryption: 'tls' | 'starttls' | 'none';
  readonly host?: string;
  readonly port: number;
  readonly trust?: Trust;
  readonly auth?: Credentials;
  readonly user?: string;
  readonly password?: string;
  readonly proxy?: ProxyLookup;
  readonly timeouts?: Partial<Timeouts>;
}

export function timeoutsWith(changes: Partial<Timeouts> = {}): Timeouts {
  return { connectMs: 8000, greetingMs: 8000, idleMs: 8000, ...changes };
}

/** Connects, signs in, and says good-bye, with the adapter that the program uses. */
export async function signIn(client: Client): Promise<void> {
  const { protocol, encryption, port, trust = {}, proxy } = client;
  const { host = 'localhost', user = 'me', password = PASSWORD } = client;
  const timeouts = timeoutsWith(client.timeouts);
  if (protocol === 'smtp') {
    const account = {
      host,
      port,
      encryption,
      authentication: 'plain',
      user,
      allowClearPassword: true,
      caFile: trust.ca === undefined ? undefined : fileWith(trust.ca),
      pinnedFingerprint: trust.pin?.fingerprint,
      pinnedCertificate: trust.pin?.certificate,
      waiveNameCheck: trust.waiveName ?? false,
    } as const;
    const transport = createSmtpTransport(account, password, { proxy, timeouts });
    await transport
      .open()
      .then((session) => session.quit())
      .finally(() => transport.close());
    return;
  }
  const auth = client.auth ?? { kind: 'password', secret: password };
  const settings = { host, port, encryption, user, auth, trust, proxy, timeouts };
  const source = protocol === 'imap4' ? createImapSource(settings, 'INBOX') : createPop3Source(settings);
  try {
    await source.open();
    await source.finish();
  } finally {
    source.abort();
  }
}

function fileWith(text: string): string {
  const file = path.join(temporaryFolder(), 'authority.pem');
  writeFileSync(file, text);
  return file;
}

export function pinOf(certificate: ServerCertificate, withPem = true): Trust {
  const pem = certificate.certificate;
  const { fingerprint256 } = new X509Certificate(pem);
  return { pin: { fingerprint: fingerprint256, ...(withPem ? { certificate: pem } : {}) } };
}

/** Every line that any client has sent, encrypted or not. */
export function heard(server: ScriptedServer): string {
  return server.connections.flatMap(({ lines }) => lines).join('\n');
}
