import { onTestFinished } from 'vitest';
import {
  createSmtpTransport,
  type SmtpAccount,
  type SmtpTransport,
} from '../../../electron/engine/sending/transports/smtp.ts';
import type { SmtpSession } from '../../../electron/engine/sending/transports/smtp-session.ts';
import type { OutgoingMessage } from '../../../electron/engine/sending/transport.ts';
import {
  answerCommands,
  startScriptedServer,
  type Answer,
  type ScriptedConnection,
  type ScriptedServer,
} from '../../servers/scripted-server.ts';

export const SECRET = 'canary-password';

export interface SubmissionServerOptions {
  readonly greeting?: string;
  /** Keywords of the reply to EHLO. */
  readonly offer?: readonly string[];
  /** Answers by verb, in place of the usual ones. */
  readonly answers?: Readonly<Record<string, Answer>>;
}

export interface SubmissionServer extends ScriptedServer {
  /** What was taken, with CRLF, as it came: dots at the beginning of lines are still doubled. */
  readonly taken: readonly string[];
}

/** A server that takes everything, but for what a test says. */
export async function startSubmissionServer(
  options: SubmissionServerOptions = {},
): Promise<SubmissionServer> {
  const taken: string[] = [];
  const { greeting = '220 ready\r\n', offer = [], answers = {} } = options;
  const server = await startScriptedServer(async (connection) => {
    await connection.send(greeting);
    await answerCommands(connection, {
      EHLO: ehlo(offer),
      MAIL: '250 2.1.0 sender ok\r\n',
      RCPT: '250 2.1.5 recipient ok\r\n',
      RSET: '250 2.0.0 reset\r\n',
      QUIT: '221 2.0.0 bye\r\n',
      AUTH: '235 2.7.0 in\r\n',
      async DATA() {
        await connection.send('354 go on\r\n');
        taken.push(await readContent(connection));
        return `250 2.0.0 taken as ${taken.length}\r\n`;
      },
      ...answers,
    });
  });
  onTestFinished(() => server.stop());
  return { ...server, taken };
}

export function ehlo(offer: readonly string[]): string {
  const lines = ['mail.example', ...offer];
  return lines.map((line, index) => `250${index === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('');
}

/** The content up to the final dot. */
export async function readContent(connection: ScriptedConnection): Promise<string> {
  let content = '';
  for (;;) {
    const line = await connection.readLine();
    if (line === '.') return content;
    content += `${line}\r\n`;
  }
}

export function transportTo(
  server: ScriptedServer,
  changes: Partial<SmtpAccount> = {},
  secret: string | undefined = SECRET,
): SmtpTransport {
  const { host, port } = server;
  const account: SmtpAccount = {
    host,
    port,
    encryption: 'none',
    authentication: 'none',
    user: 'me',
    allowClearPassword: true,
    waiveNameCheck: false,
    ...changes,
  };
  const timeouts = { connectMs: 8000, greetingMs: 8000, idleMs: 8000 };
  const transport = createSmtpTransport(account, secret, { timeouts });
  onTestFinished(() => transport.close());
  return transport;
}

export function openSession(
  server: ScriptedServer,
  changes: Partial<SmtpAccount> = {},
): Promise<SmtpSession> {
  return transportTo(server, changes).open();
}

export function message(changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    sender: 'support@test.local',
    recipients: ['anna@example.com'],
    source: Buffer.from('Subject: s\r\n\r\ntext\r\n'),
    ...changes,
  };
}

/** Nothing to wait for before the content. */
export const atOnce = async (): Promise<void> => {};

/** What an action that must fail fails with. */
export async function failureOf(action: Promise<unknown>): Promise<unknown> {
  try {
    await action;
  } catch (error) {
    return error;
  }
  throw new Error('did not fail');
}

/** The verbs that a connection got, in order. */
export function verbs(connection: ScriptedConnection | undefined): string[] {
  return (connection?.lines ?? []).map((line) => /^[A-Z]+(?= |$)/.exec(line)?.[0] ?? '').filter(Boolean);
}
