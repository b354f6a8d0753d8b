import type net from 'node:net';
import { MailroomError, type ErrorCode, type Stage } from '../../../shared/errors.ts';
import { fieldFor } from '../error-fields.ts';
import { connectionFailure } from '../failures.ts';
import { classifyRefusal } from '../receiving/sources/pop3/refusal.ts';
import { meaningOf, type SmtpCommand } from '../sending/replies.ts';
import { setDeadline } from './deadline.ts';
import type { Endpoint, Protocol } from './endpoint.ts';
import { protocolOf } from './greeting.ts';
import { SocketReader } from './socket-reader.ts';

const MAX_LINE_BYTES = 8 * 1024;
const MAX_LINES = 200;

/** What the dialogue in plain text can do. */
interface Dialogue {
  /** Lines up to and with the first that `isLast`, within the time for a greeting or an answer. */
  answer(stage: 'greeting' | 'tls', isLast: (line: string) => boolean): Promise<string>;
  send(line: string): void;
  /** All lines of the last answer. */
  readonly lines: readonly string[];
  fail(code: ErrorCode, stage: Stage, detail: string, transient?: boolean): MailroomError;
}

/** For each protocol: what a server says first, in short, to a client that has greeted it before. */
export const afterwards: Readonly<Record<Protocol, { readonly greeting: string }>> = {
  imap4: { greeting: '* OK\r\n' },
  pop3: { greeting: '+OK\r\n' },
  smtp: { greeting: '220 \r\n' },
};

const dialogues: Readonly<Record<Protocol, (dialogue: Dialogue) => Promise<void>>> = { imap4, pop3, smtp };

/**
 * Takes the greeting and asks for TLS. When this resolves, the server has agreed, has said nothing further in
 * plain text, and the handshake is next. Goes through or rejects: there is no way on in plain text. What the
 * server said here is forgotten, because anyone on the way could have said it.
 *
 * @throws MailroomError `greeting.*`, `tls.startTlsMissing`, `tls.injected`, `server.timeout`, `connect.*`
 */
export async function startTls(
  socket: net.Socket,
  protocol: Protocol,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<void> {
  const { host, port, timeouts } = endpoint;
  const reader = new SocketReader(socket);
  const lines: string[] = [];
  let stage: 'greeting' | 'tls' = 'greeting';

  function fail(code: ErrorCode, at: Stage, detail?: string, transient = false): MailroomError {
    const seconds = Math.round((at === 'greeting' ? timeouts.greetingMs : timeouts.idleMs) / 1000);
    const params = {
      host,
      port,
      seconds,
      ...(code === 'greeting.wrongProtocol' ? { protocol: protocolOf(detail ?? '') ?? '' } : {}),
    };
    return new MailroomError(code, at, { params, detail, transient, field: fieldFor(code) });
  }

  const dialogue: Dialogue = {
    lines,
    fail,
    send: (line) => void socket.write(`${line}\r\n`),
    async answer(at, isLast) {
      stage = at;
      lines.length = 0;
      const ms = at === 'greeting' ? timeouts.greetingMs : timeouts.idleMs;
      const late = (): Error =>
        at === 'greeting' ? fail('greeting.silent', at) : fail('server.timeout', at, undefined, true);
      const lift = setDeadline(socket, ms, signal, late);
      try {
        for (;;) {
          const line = await reader.line(MAX_LINE_BYTES);
          lines.push(line);
          if (isLast(line)) return line;
          if (lines.length === MAX_LINES) throw fail('server.protocol', at, line);
        }
      } finally {
        lift();
      }
    },
  };

  try {
    await dialogues[protocol](dialogue);
    // Everything in plain text behind the agreement was put there by somebody else.
    if (reader.release()) throw fail('tls.injected', 'tls');
  } catch (error) {
    reader.release();
    socket.destroy();
    throw connectionFailure(error, stage, endpoint);
  }
}

/** RFC 9051 section 6.2.1. */
async function imap4({ answer, send, fail }: Dialogue): Promise<void> {
  const greeting = await answer('greeting', () => true);
  // Signed in already, over a line that anyone can write on: RFC 9051 section 11.
  if (/^\* PREAUTH\b/i.test(greeting)) throw fail('tls.injected', 'tls', greeting);
  if (/^\* BYE\b/i.test(greeting)) throw fail('greeting.refused', 'greeting', greeting.slice(6), true);
  if (!/^\* OK\b/i.test(greeting)) throw fail('greeting.wrongProtocol', 'greeting', greeting);
  send('1 STARTTLS');
  const reply = await answer('tls', (line) => line.startsWith('1 '));
  if (!/^1 OK\b/i.test(reply)) throw fail('tls.startTlsMissing', 'tls', reply.slice(2));
}

/** RFC 2595 section 4. */
async function pop3({ answer, send, fail }: Dialogue): Promise<void> {
  const greeting = await answer('greeting', () => true);
  if (greeting.startsWith('-ERR')) {
    const text = greeting.slice(5);
    const context = { stage: 'greeting', otherwise: 'greeting.refused', encrypted: false } as const;
    const { code, transient } = classifyRefusal(text, context);
    throw fail(code, 'greeting', text, transient);
  }
  if (!greeting.startsWith('+OK')) throw fail('greeting.wrongProtocol', 'greeting', greeting);
  send('STLS');
  const reply = await answer('tls', () => true);
  if (!reply.startsWith('+OK')) throw fail('tls.startTlsMissing', 'tls', reply.replace(/^-ERR ?/, ''));
}

/** RFC 3207. */
async function smtp(dialogue: Dialogue): Promise<void> {
  const { answer, send, fail } = dialogue;
  const isLast = (line: string): boolean => !/^\d{3}-/.test(line);
  const refusal = (command: SmtpCommand): MailroomError => {
    const reply = dialogue.lines.join('\n');
    const { code, stage, transient } = meaningOf(reply, command);
    return fail(code, stage, reply, transient);
  };
  const greeting = await answer('greeting', isLast);
  if (/^[45]\d\d/.test(greeting)) throw refusal('greeting');
  if (!greeting.startsWith('220')) throw fail('greeting.wrongProtocol', 'greeting', greeting);
  // Says nothing about this computer; it is said again, in TLS (RFC 3207 section 4.2).
  send('EHLO [127.0.0.1]');
  const capabilities = await answer('tls', isLast);
  if (capabilities.startsWith('4')) throw refusal('ehlo');
  const offered = dialogue.lines.some((line) => /^250[- ]STARTTLS\s*$/i.test(line));
  if (!offered) throw fail('tls.startTlsMissing', 'tls', capabilities);
  send('STARTTLS');
  const reply = await answer('tls', isLast);
  if (!reply.startsWith('220')) throw refusal('starttls');
}
