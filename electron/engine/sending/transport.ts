import type { PlainError } from '../../../shared/errors.ts';

/** Submits finished messages. One interface over SMTP and, later, Exchange Online. */
export interface MailTransport {
  /** Connects and signs in, sends nothing. @throws MailroomError */
  verify(): Promise<void>;
  /** Opens one connection and signs in. @throws MailroomError */
  open(): Promise<SubmissionSession>;
  /** Ends everything under way. */
  close(): void;
}

/** One signed-in connection; messages go over it one after the other. */
export interface SubmissionSession {
  /** False once the connection ended or the server said 421: take a new one. */
  readonly usable: boolean;
  /**
   * Submits one message. `beforeBody` is called when at least one recipient was accepted, before the first byte of the content;
   * the content is not sent before it resolves; when it rejects nothing of the content was sent and its error is thrown.
   * Refused recipients are no error, even all of them. @throws MailroomError for the message as a whole (sender refused,
   * content refused, connection lost); `send.unknown` when the server may have taken it.
   */
  send(message: OutgoingMessage, beforeBody: () => Promise<void>): Promise<SubmissionResult>;
  /** QUIT; never throws. */
  quit(): Promise<void>;
}

export interface OutgoingMessage {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly source: Buffer;
}

export interface SubmissionResult {
  /** The server's reply to the content; when all recipients were refused, its reply to the last of them. */
  readonly reply: string;
  readonly accepted: readonly string[];
  readonly refused: readonly {
    readonly recipient: string;
    readonly reply: string;
    readonly error: PlainError;
  }[];
  /** What was really sent, when that is not `source`: 8-bit text rewritten for a server without 8BITMIME (RFC 6152). */
  readonly sentSource?: Buffer | undefined;
}
