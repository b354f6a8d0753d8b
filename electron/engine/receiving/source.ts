import type { Endpoint, Timeouts } from '../connection/endpoint.ts';

/**
 * The one interface behind which IMAP, POP3 and Exchange Online hide. The importer knows nothing else.
 *
 * Order of use: `open`, `list`, then per round `fetch` to its end and (after the commits) `remove` or `move`, at
 * last `finish`.
 * After `finish` or `abort` a source is used up. Errors are `MailroomError`s.
 */
export interface MailSource {
  /**
   * Connects, signs in and opens the mailbox. No message changes.
   *
   * @param toLook so that not even the mark of new arrivals is taken away (EXAMINE); nothing can be removed then
   */
  open(toLook?: boolean): Promise<OpenedMailbox>;

  /**
   * Every message now in the mailbox, oldest first, with sizes as announced.
   *
   * @param withDates also when each came in, where the protocol tells
   */
  list(withDates?: boolean): Promise<readonly ListedMessage[]>;

  /**
   * Fetches whole raw sources, in the given order where the protocol allows. A message that can't be had is
   * reported in its own outcome and does not stop the others; a broken connection rejects. A source is
   * only ever yielded complete: literal or terminator seen. Reading must not set flags on the server. The
   * next message is not taken from the network before the last one was taken from here, so that the reader
   * decides how much is in memory.
   *
   * @param maxBytes a message that turns out bigger is not kept, whatever was announced: its outcome is the
   *   error `message.tooLarge`; 0 or left out for no limit
   */
  fetch(messages: readonly ListedMessage[], maxBytes?: number): AsyncIterable<FetchOutcome>;

  /** The header sections of messages that are not fetched whole, by `ref`; without those that can't be had. */
  fetchHeaders(messages: readonly ListedMessage[]): Promise<ReadonlyMap<number, Buffer>>;

  /**
   * Asks the server to remove exactly these messages. What it confirmed is in `removed`; what becomes
   * final only at the end of the session (POP3: always) or could not be confirmed is left out of it. Rejects
   * when the connection breaks.
   */
  remove(messages: readonly ListedMessage[]): Promise<Removal>;

  /** Makes sure that there is a mailbox to move to. @throws MailroomError `move.targetMissing` */
  requireMailbox?(mailbox: string): Promise<void>;

  /**
   * Moves exactly these messages to another mailbox of the server; `removed` are those that are gone from here.
   * Missing where the protocol can't (POP3).
   */
  move?(messages: readonly ListedMessage[], mailbox: string): Promise<Removal>;

  /**
   * Puts a message into the opened mailbox, byte for byte (RFC 9051 section 6.3.12). Returns the key under which it
   * is listed, unless nothing tells it. Missing where the protocol can't (POP3).
   *
   * @throws MailroomError `putOnServer.refused` with the connection still usable
   */
  append?(source: Buffer, properties: AppendProperties): Promise<string | undefined>;

  /** Whether the opened mailbox has a message of this Message-ID. Missing where the protocol can't search (POP3). */
  holds?(messageId: string): Promise<boolean>;

  /**
   * Ends the session in good order and says which of the removals asked for have become final. An answer
   * that is lost does not reject: those messages come back in `left`.
   */
  finish(): Promise<Removal>;

  /** Drops the connection at once, from any state. Never throws. POP3 removals asked for are void. */
  abort(): void;
}

/** What the server shall note of a message that is put into a mailbox. */
export interface AppendProperties {
  /** When it came in, UTC ms (INTERNALDATE). */
  readonly receivedAt: number;
  readonly seen: boolean;
}

export interface OpenedMailbox {
  /** The mailbox as the server names it; empty where there are none (POP3). */
  readonly mailbox: string;
  /**
   * What makes server keys comparable between sessions: UIDVALIDITY for IMAP, the empty string for POP3.
   */
  readonly validity: string;
  readonly messageCount: number;
  /** False when the server opened it read-only. */
  readonly canRemove: boolean;
  /** Removals become final only at the end of the session (POP3): nothing is gained by removing before. */
  readonly removesAtEnd?: boolean;
}

export interface ListedMessage {
  /** How the protocol addresses it within this session: UID, or message number. */
  readonly ref: number;
  /**
   * How it is known between sessions: UID, or UIDL. Undefined where the server has none or gave the same
   * one twice; then only the digest of the source identifies it.
   */
  readonly serverKey: string | undefined;
  /** When it came into this mailbox (INTERNALDATE), UTC ms. */
  readonly receivedAt?: number | undefined;
  /** Marked for removal by somebody (`\\Deleted`). Not ours to fetch unless we had begun to remove it. */
  readonly markedDeleted?: boolean;
  /** As announced by the server, in bytes; not to be trusted beyond planning and the size limit. */
  readonly sizeBytes: number;
}

export type FetchOutcome =
  | { readonly message: ListedMessage; readonly source: Buffer }
  /** Gone meanwhile: neither imported nor removed, not an error. IMAP only: POP3 sessions don't change. */
  | { readonly message: ListedMessage; readonly gone: true }
  | { readonly message: ListedMessage; readonly error: Error };

export interface Removal {
  readonly removed: readonly ListedMessage[];
  /** Left on the server, with the reason. Retried in the next run. */
  readonly left: readonly { readonly message: ListedMessage; readonly error: Error }[];
}

/** Everything an adapter needs to reach one mailbox. The secret lives only as long as the session. */
export interface ConnectionSettings extends Endpoint {
  readonly user: string;
  readonly auth: Credentials;
}

/** What proves who we are: a password, or an access token for SASL XOAUTH2 and OAUTHBEARER (RFC 7628). */
export type Credentials =
  | { readonly kind: 'password'; readonly secret: string }
  | { readonly kind: 'accessToken'; readonly token: string };

/** What must not be seen of them. */
export function secretOf(auth: Credentials): string {
  return auth.kind === 'password' ? auth.secret : auth.token;
}

export const defaultTimeouts: Timeouts = { connectMs: 15_000, greetingMs: 15_000, idleMs: 60_000 };
