import { isUtf8 } from 'node:buffer';
import type net from 'node:net';
import { MailroomError, type ErrorCode, type Stage } from '../../../../../shared/errors.ts';
import { connectTo } from '../../../connection/connect.ts';
import { PROGRESS_BYTES } from '../../../connection/end-when-trickling.ts';
import { protocolOf } from '../../../connection/greeting.ts';
import { fieldFor } from '../../../error-fields.ts';
import { connectionFailure } from '../../../failures.ts';
import { redact } from '../../../redact.ts';
import { secretOf, type ConnectionSettings } from '../../source.ts';
import { MultilineReader } from './multiline.ts';

/** RFC 2449 section 4 allows 512 bytes; some servers tell longer stories. */
const MAX_STATUS_LINE_BYTES = 8 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const NOTHING = Buffer.alloc(0);

/** A complete answer. */
export interface Reply {
  readonly ok: boolean;
  /** The words after the status indicator. */
  readonly text: string;
  /** What followed the `+OK` to a multi-line command; else, or if it overflowed, empty. */
  readonly body: Buffer;
  /** The body was longer than the caller wanted to keep. */
  readonly overflowed: boolean;
}

/** How a command is sent and its answer taken. */
export interface CommandOptions {
  readonly arguments?: readonly (string | number)[];
  /** The answer has a body. More than `keepBytes` is read but not kept, more than `maxBytes` ends it all. */
  readonly multiline?: { readonly keepBytes: number; readonly maxBytes: number };
  /** Answers a SASL challenge of the server (RFC 5034). Called once for each. */
  readonly respond?: (challenge: string) => string;
}

interface Command extends CommandOptions {
  /** Empty for the greeting, which nobody asks for. */
  readonly verb: string;
  readonly stage: Stage;
  readonly timeoutMs: number;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: MailroomError) => void;
}

/** The multi-line answer being read. */
interface Body {
  readonly reader: MultilineReader;
  readonly text: string;
  readonly maxBytes: number;
}

/** Optional parts of an error of this connection. */
export interface ChannelErrorDetails {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly detail?: string;
  readonly transient?: boolean;
  readonly cause?: unknown;
}

/**
 * One connection to a POP3 server, as a queue of commands and their answers.
 *
 * Commands may be given at any time and are answered in order, at most `depth` of them on their way at
 * once. Whatever breaks the connection or its framing (loss, stall, bytes nobody asked for) rejects
 * everything outstanding and everything that comes after, with one and the same `MailroomError`.
 */
export class Pop3Channel {
  /** How many commands may be on their way at once. */
  depth = 1;

  readonly #settings: ConnectionSettings;
  readonly #cancel = new AbortController();
  readonly #unsent: Command[] = [];
  readonly #sent: Command[] = [];
  #socket: net.Socket | undefined;
  #failure: MailroomError | undefined;
  #line: Buffer[] = [];
  #lineBytes = 0;
  #body: Body | undefined;
  #timer: NodeJS.Timeout | undefined;
  #bytesSinceProgress = 0;
  #lastByteAt = -Infinity;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  get encrypted(): boolean {
    return this.#settings.encryption !== 'none';
  }

  /** Connects, encrypts as the settings demand, and returns the greeting. */
  async open(): Promise<Reply> {
    this.#attach(await connectTo(this.#settings, 'pop3', this.#cancel.signal));
    return this.#enqueue('', 'greeting', {}, this.#settings.timeouts.greetingMs);
  }

  /**
   * Sends a command and resolves with its answer, `-ERR` included. Arguments with CR, LF or NUL are refused
   * before anything is sent.
   *
   * @param stage where a failure of the connection is said to have happened
   */
  command(verb: string, stage: Stage, options: CommandOptions = {}): Promise<Reply> {
    return this.#enqueue(verb, stage, options, this.#settings.timeouts.idleMs);
  }

  /** Closes the connection in good order, after what was written has left. */
  close(): void {
    this.#socket?.destroySoon();
  }

  /** Drops the connection at once, from any state. What is outstanding rejects with `poll.cancelled`. */
  destroy(): void {
    const stage = this.#sent[0]?.stage ?? 'connect';
    this.#cancel.abort(this.fail(new MailroomError('poll.cancelled', stage, { transient: true })));
  }

  /** Ends this connection for a reason. The first reason wins and is returned. */
  fail(error: MailroomError): MailroomError {
    if (this.#failure !== undefined) return this.#failure;
    this.#failure = error;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
    for (const command of [...this.#sent.splice(0), ...this.#unsent.splice(0)]) command.reject(error);
    return error;
  }

  /** An error that says which server it was, points to the form field and holds no secret. */
  error(code: ErrorCode, stage: Stage, details: ChannelErrorDetails = {}): MailroomError {
    const { host, port } = this.#settings;
    return new MailroomError(code, stage, {
      ...details,
      params: { host, port, ...details.params },
      detail: details.detail === undefined ? undefined : this.#withoutSecret(details.detail),
      field: fieldFor(code),
    });
  }

  #attach(socket: net.Socket): void {
    if (this.#failure !== undefined) {
      socket.destroy();
      throw this.#failure;
    }
    this.#socket = socket;
    socket.on('data', this.#receive).on('error', this.#lost).on('close', this.#lost);
  }

  #connected(): net.Socket {
    if (this.#socket === undefined) throw new Error('open() comes first');
    return this.#socket;
  }

  #enqueue(verb: string, stage: Stage, options: CommandOptions, timeoutMs: number): Promise<Reply> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#connected();
    if (options.arguments?.some((argument) => /[\r\n\0]/.test(String(argument))) === true) {
      return Promise.reject(new MailroomError('input.invalid', 'input'));
    }
    const answer = new Promise<Reply>((resolve, reject) => {
      this.#unsent.push({ ...options, verb, stage, timeoutMs, resolve, reject });
    });
    const wasIdle = this.#sent.length === 0;
    this.#sendMore();
    if (wasIdle) this.#watch();
    return answer;
  }

  #sendMore(): void {
    while (this.#sent.length < this.depth) {
      const command = this.#unsent.shift();
      if (command === undefined) return;
      this.#sent.push(command);
      const line = [command.verb, ...(command.arguments ?? [])].join(' ');
      if (line !== '') this.#socket?.write(`${line}\r\n`);
    }
  }

  /** Starts the clock for the answer that is due. */
  #watch(): void {
    clearTimeout(this.#timer);
    this.#bytesSinceProgress = 0;
    const due = this.#sent[0];
    if (due === undefined) return;
    this.#timer = setTimeout(() => {
      const params = { seconds: Math.round(due.timeoutMs / 1000) };
      const trickles = performance.now() - this.#lastByteAt < due.timeoutMs / 2;
      const code = due.verb === '' ? 'greeting.silent' : trickles ? 'server.tooSlow' : 'server.timeout';
      this.fail(this.error(code, due.stage, { params, transient: due.verb !== '' }));
    }, due.timeoutMs);
  }

  readonly #receive = (chunk: Buffer): void => {
    this.#bytesSinceProgress += chunk.length;
    this.#lastByteAt = performance.now();
    if (this.#bytesSinceProgress >= PROGRESS_BYTES) {
      this.#timer?.refresh();
      this.#bytesSinceProgress = 0;
    }
    let rest = chunk;
    while (rest.length > 0 && this.#failure === undefined) {
      const due = this.#sent[0];
      if (due === undefined) {
        this.#receiveUnasked(rest);
      } else if (this.#body === undefined) {
        rest = this.#receiveLine(rest, due);
      } else {
        rest = this.#receiveBody(rest, due, this.#body);
      }
    }
  };

  /** Bytes nobody asked for: taken as an answer they would put every later one in the wrong place. */
  #receiveUnasked(bytes: Buffer): void {
    const text = decode(bytes).trim();
    if (text.startsWith('-ERR')) {
      const detail = text.slice('-ERR'.length).trim();
      this.fail(this.error('server.ended', 'mailbox', { detail, transient: true }));
    } else {
      this.fail(this.error('server.protocol', 'mailbox', { detail: text, transient: true }));
    }
  }

  /** Each of these returns the bytes that belong to the next answer. */
  #receiveLine(bytes: Buffer, due: Command): Buffer {
    const end = bytes.indexOf(LF);
    const part = end < 0 ? bytes : bytes.subarray(0, end);
    this.#line.push(part);
    this.#lineBytes += part.length;
    if (this.#lineBytes > MAX_STATUS_LINE_BYTES) {
      this.fail(this.error('server.protocol', due.stage, { detail: decode(Buffer.concat(this.#line)) }));
      return NOTHING;
    }
    if (end < 0) return NOTHING;
    const line = Buffer.concat(this.#line);
    this.#line = [];
    this.#lineBytes = 0;
    this.#takeStatus(decode(line.at(-1) === CR ? line.subarray(0, -1) : line), due);
    return bytes.subarray(end + 1);
  }

  #takeStatus(line: string, due: Command): void {
    const [, indicator, text = ''] = /^(\+OK|-ERR)(?:\s+(.*))?$/s.exec(line) ?? [];
    if (due.respond !== undefined && /^\+( |$)/.test(line)) {
      this.#socket?.write(`${due.respond(line.slice(2))}\r\n`);
      return;
    }
    if (indicator === undefined) {
      const protocol = due.verb === '' ? protocolOf(line) : undefined;
      this.fail(
        protocol === undefined
          ? this.error('server.protocol', due.stage, { detail: line })
          : this.error('greeting.wrongProtocol', 'greeting', { params: { protocol }, detail: line }),
      );
      return;
    }
    const ok = indicator === '+OK';
    if (ok && due.multiline !== undefined) {
      const { keepBytes, maxBytes } = due.multiline;
      this.#body = { reader: new MultilineReader(keepBytes), text, maxBytes };
      return;
    }
    this.#answer({ ok, text, body: NOTHING, overflowed: false });
  }

  #receiveBody(bytes: Buffer, due: Command, body: Body): Buffer {
    const { reader, text, maxBytes } = body;
    const end = reader.push(bytes);
    if (reader.seenBytes > maxBytes) {
      this.fail(this.error('server.protocol', due.stage, { detail: `${due.verb}: over ${maxBytes} bytes` }));
      return NOTHING;
    }
    if (end === undefined) return NOTHING;
    this.#body = undefined;
    const { overflowed } = reader;
    this.#answer({ ok: true, text, body: overflowed ? NOTHING : reader.take(), overflowed });
    return bytes.subarray(end);
  }

  #answer(reply: Reply): void {
    const answered = this.#sent.shift();
    this.#sendMore();
    this.#watch();
    answered?.resolve(reply);
  }

  /** For 'error', and for 'close', which comes with a boolean. */
  readonly #lost = (error?: unknown): void => {
    const stage = this.#sent[0]?.stage ?? 'mailbox';
    if (error instanceof Error) this.fail(connectionFailure(error, stage, this.#settings));
    else this.fail(this.error('connect.closed', stage, { transient: true }));
  };

  /** Some servers repeat what they did not understand. */
  #withoutSecret(text: string): string {
    return redact(text, secretOf(this.#settings.auth), this.#settings.user);
  }
}

/** Words for people: UTF-8 (RFC 6856) or something older, without control characters. */
function decode(bytes: Buffer): string {
  // oxlint-disable-next-line no-control-regex
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1').replace(/[\u0000-\u001f\u007f]/g, ' ');
}
