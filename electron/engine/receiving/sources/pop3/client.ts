import { MailroomError, type ErrorCode, type Stage } from '../../../../../shared/errors.ts';
import { connectionFailure } from '../../../failures.ts';
import { xoauth2 } from '../../../xoauth2.ts';
import { secretOf, type ConnectionSettings, type FetchOutcome, type ListedMessage } from '../../source.ts';
import { Pop3Channel, type CommandOptions, type Reply } from './channel.ts';
import { classifyRefusal } from './refusal.ts';

/** Commands on their way at once where the server announces PIPELINING (RFC 2449 section 6.6). */
export const PIPELINE_DEPTH = 32;

const MIB = 1024 * 1024;
/** Some 500,000 messages with long UIDLs. */
const LISTING = { keepBytes: 64 * MIB, maxBytes: 64 * MIB };
const CAPABILITIES = { keepBytes: MIB, maxBytes: MIB };
/** How much beyond what is kept is read, to save the connection for the other messages. */
const MAX_SKIPPED_BYTES = 256 * MIB;
const HEADER = { keepBytes: MIB, maxBytes: MAX_SKIPPED_BYTES };

/** The answer to STAT. */
export interface MaildropSize {
  readonly count: number;
  readonly sizeBytes: number;
}

/**
 * A POP3 session (RFC 1939; CAPA: RFC 2449). One object is one connection.
 *
 * Commands may be issued at any time; they are answered in order. All methods reject with a
 * `MailroomError`: for an `-ERR` only that command fails, while a lost, stalled or babbling connection
 * rejects everything outstanding and everything that comes after.
 */
export class Pop3Client {
  readonly #settings: ConnectionSettings;
  readonly #channel: Pop3Channel;
  #capabilities: ReadonlyMap<string, string> | undefined;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
    this.#channel = new Pop3Channel(settings);
  }

  /**
   * What the server announced last: names in capitals, parameters as one string. Undefined where it does
   * not know CAPA.
   */
  get capabilities(): ReadonlyMap<string, string> | undefined {
    return this.#capabilities;
  }

  /**
   * Connects, encrypts as the settings demand, waits for the greeting and asks for the capabilities. With
   * `starttls` nothing but STLS is ever sent in plain text.
   */
  async connect(): Promise<void> {
    try {
      const greeting = await this.#channel.open();
      if (!greeting.ok) throw this.#refusal(greeting, 'greeting', 'greeting.refused');
      await this.#askCapabilities();
    } catch (error) {
      throw this.#channel.fail(connectionFailure(error, 'connect', this.#settings));
    }
  }

  /**
   * Signs in and so locks the maildrop: by USER and PASS (RFC 1939 section 7), or with an access token by
   * AUTH XOAUTH2 (RFC 5034).
   */
  async login(): Promise<void> {
    const { user, auth } = this.#settings;
    // Both before either is sent: half a login helps nobody.
    refuseLineBreaks(user, 'user');
    refuseLineBreaks(secretOf(auth), 'secret');
    if (auth.kind === 'accessToken') {
      // An initial response would not fit into a line of 255 bytes. The challenge that follows a refused token
      // must be answered, or the `-ERR` does not come.
      const responses = [xoauth2(user, auth.token)];
      await this.#demand('AUTH', 'login', 'login.refused', {
        arguments: ['XOAUTH2'],
        respond: () => responses.shift() ?? '',
      });
      return;
    }
    await this.#demand('USER', 'login', 'login.refused', { arguments: [user] });
    await this.#demand('PASS', 'login', 'login.refused', { arguments: [auth.secret] });
  }

  /** Number and total size of the messages in the maildrop, as announced. */
  async stat(): Promise<MaildropSize> {
    const { text } = await this.#demand('STAT', 'mailbox', 'server.refused');
    const [, count, sizeBytes] = /^(\d{1,15})\s+(\d{1,15})/.exec(text) ?? [];
    if (count === undefined || sizeBytes === undefined) throw this.#unreadable('mailbox', text);
    return { count: Number(count), sizeBytes: Number(sizeBytes) };
  }

  /** Announced size in bytes by message number, in the server's order. */
  async list(): Promise<ReadonlyMap<number, number>> {
    const { body } = await this.#demand('LIST', 'list', 'server.refused', { multiline: LISTING });
    const sizes = new Map<number, number>();
    for (const line of linesOf(body)) {
      const [, digits, size] = /^\s*(\d{1,10})\s+(\d{1,15})(?:\s|$)/.exec(line) ?? [];
      const number = Number(digits);
      // The same number twice would be the same message twice.
      if (digits === undefined || size === undefined || number === 0 || sizes.has(number)) {
        throw this.#unreadable('list', line);
      }
      sizes.set(number, Number(size));
    }
    return sizes;
  }

  /**
   * Unique ids by message number, one character per byte as received. Undefined where the server has none.
   * A line without number or id is left out; an id may occur more than once.
   */
  async uidl(): Promise<ReadonlyMap<number, string> | undefined> {
    const reply = await this.#channel.command('UIDL', 'list', { multiline: LISTING });
    if (!reply.ok) {
      const error = this.#refusal(reply, 'list', 'server.refused');
      // A hiccup must not look like a server without ids: everything would be fetched again.
      if (error.transient || this.#capabilities?.has('UIDL') === true) throw error;
      return undefined;
    }
    const ids = new Map<number, string>();
    for (const line of linesOf(reply.body)) {
      const [, number, id] = /^\s*(\d{1,10})\s+(\S.*)$/s.exec(line) ?? [];
      if (number !== undefined && id !== undefined) ids.set(Number(number), id.trimEnd());
    }
    return ids;
  }

  /**
   * Fetches whole messages in the given order, byte for byte. At most {@link PIPELINE_DEPTH} are asked for
   * ahead of the one being taken, so memory is bounded by their size; only one where the server does not
   * announce PIPELINING. A refused message yields its error and the others go on.
   *
   * @param maxBytes a bigger message is read past and yields `message.tooLarge`; 0 for no limit
   */
  async *retrieve(
    messages: readonly ListedMessage[],
    maxBytes = 0,
  ): AsyncGenerator<FetchOutcome, void, undefined> {
    const ahead: Promise<FetchOutcome>[] = [];
    let next = 0;
    for (;;) {
      for (; ahead.length < this.#channel.depth; next++) {
        const message = messages[next];
        if (message === undefined) break;
        const outcome = this.#retrieveOne(message, maxBytes);
        // Only the first is awaited, but all fail when the connection does.
        outcome.catch(() => {});
        ahead.push(outcome);
      }
      const first = ahead.shift();
      if (first === undefined) return;
      yield await first;
    }
  }

  /**
   * The header section and the first `lines` lines of the body (TOP, RFC 1939 section 7). Undefined where
   * the server refuses or sends more than a megabyte.
   */
  async top(number: number, lines: number): Promise<Buffer | undefined> {
    const reply = await this.#channel.command('TOP', 'fetch', {
      arguments: [number, lines],
      multiline: HEADER,
    });
    return reply.ok && !reply.overflowed ? reply.body : undefined;
  }

  /** Marks a message for removal, which becomes final only with {@link quit}. */
  async delete(number: number): Promise<void> {
    await this.#demand('DELE', 'remove', 'remove.refused', { arguments: [number] });
  }

  /** Takes back every mark of this session. */
  async reset(): Promise<void> {
    await this.#demand('RSET', 'remove', 'server.refused');
  }

  /** Does nothing, and by that proves that the server is still there. */
  async noop(): Promise<void> {
    await this.#demand('NOOP', 'mailbox', 'server.refused');
  }

  /**
   * Ends the session. When this resolves, everything marked is removed. Rejects with `remove.refused` if
   * the server could not remove everything (RFC 1939 section 6); after any other rejection it is unknown.
   */
  async quit(): Promise<void> {
    const reply = await this.#channel.command('QUIT', 'remove');
    this.#channel.close();
    if (!reply.ok) throw this.#refusal(reply, 'remove', 'remove.refused');
  }

  /** Drops the connection at once, from any state. What is outstanding rejects with `poll.cancelled`. */
  destroy(): void {
    this.#channel.destroy();
  }

  async #retrieveOne(message: ListedMessage, maxBytes: number): Promise<FetchOutcome> {
    // Servers that count a line end as one byte, or the compressed size, announce too little.
    const plausible = 2 * message.sizeBytes + 16 * MIB;
    const keepBytes = maxBytes === 0 ? plausible : Math.min(plausible, stuffed(maxBytes));
    const reply = await this.#channel.command('RETR', 'fetch', {
      arguments: [message.ref],
      multiline: { keepBytes, maxBytes: keepBytes + MAX_SKIPPED_BYTES },
    });
    if (!reply.ok) return { message, error: this.#refusal(reply, 'fetch', 'fetch.refused') };
    if (reply.overflowed) {
      const params = { limitBytes: keepBytes };
      return { message, error: this.#channel.error('message.tooLarge', 'fetch', { params }) };
    }
    if (maxBytes > 0 && reply.body.length > maxBytes) {
      const params = { limitBytes: maxBytes };
      return { message, error: this.#channel.error('message.tooLarge', 'fetch', { params }) };
    }
    return { message, source: reply.body };
  }

  /** RFC 2449 section 5. */
  async #askCapabilities(): Promise<void> {
    const reply = await this.#channel.command('CAPA', 'greeting', { multiline: CAPABILITIES });
    this.#capabilities = reply.ok ? capabilitiesIn(reply.body) : undefined;
    this.#channel.depth = this.#capabilities?.has('PIPELINING') === true ? PIPELINE_DEPTH : 1;
  }

  async #demand(
    verb: string,
    stage: Stage,
    otherwise: ErrorCode,
    options: CommandOptions = {},
  ): Promise<Reply> {
    const reply = await this.#channel.command(verb, stage, options);
    if (!reply.ok) throw this.#refusal(reply, stage, otherwise);
    return reply;
  }

  #refusal(reply: Reply, stage: Stage, otherwise: ErrorCode): MailroomError {
    const { encrypted } = this.#channel;
    const { code, transient } = classifyRefusal(reply.text, { stage, otherwise, encrypted });
    // RFC 2449 section 6.5: the seconds between two logins.
    const seconds = Number.parseInt(this.#capabilities?.get('LOGIN-DELAY') ?? '', 10);
    const params = code === 'server.loginDelay' && !Number.isNaN(seconds) ? { seconds } : {};
    return this.#channel.error(code, stage, { detail: reply.text, transient, params });
  }

  #unreadable(stage: Stage, detail: string): MailroomError {
    return this.#channel.error('server.protocol', stage, { detail });
  }
}

/** What so many bytes can become on the wire: every line could begin with a dot. */
function stuffed(bytes: number): number {
  return Math.ceil(bytes * 1.5) + 1024;
}

function capabilitiesIn(body: Buffer): ReadonlyMap<string, string> {
  const capabilities = new Map<string, string>();
  for (const line of linesOf(body)) {
    const [name = '', ...parameters] = line.trim().split(/\s+/);
    capabilities.set(name.toUpperCase(), parameters.join(' '));
  }
  return capabilities;
}

function refuseLineBreaks(value: string, field: string): void {
  if (!/[\r\n\0]/.test(value)) return;
  throw new MailroomError('input.invalid', 'input', {
    field,
    problems: [{ field, problem: 'controlCharacters' }],
  });
}

/** One character per byte, so that ids differing in any byte stay different. */
function linesOf(body: Buffer): string[] {
  const lines = body.toString('latin1').split('\r\n');
  lines.pop();
  return lines;
}
