import { MailroomError, type ErrorDetails, type PlainError } from '../../../shared/errors.ts';

/** Submits finished messages. One interface over SMTP and, later, Exchange Online. */
export interface MailTransport {
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
   * Submits one message. `beforeBody` is called when at least one recipient was accepted, before the first byte of the
   * content; the content is not sent before it resolves. When it rejects, nothing of the content was sent, its error is
   * thrown, and the session is no longer usable. Refused recipients are no error, even all of them.
   *
   * @throws MailroomError for the message as a whole: sender refused, content refused, connection lost. {@link LostReply}
   *   when the server may have taken it; after any other nothing was taken.
   */
  send(message: OutgoingMessage, beforeBody: () => Promise<void>): Promise<SubmissionResult>;
  /**
   * Names the sender to the server and takes it back; nothing is sent. Some servers object only later.
   *
   * @throws MailroomError `send.senderRefused`, or what else the server has to say to it
   */
  trySender(address: string): Promise<void>;
  /** Says good-bye and ends the connection; never throws. */
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
  readonly refused: readonly RefusedRecipient[];
  /** What was really sent, when that is not `source`: 8-bit text rewritten for a server without 8BITMIME (RFC 6152). */
  readonly sentSource?: Buffer | undefined;
}

export interface RefusedRecipient {
  readonly recipient: string;
  /** The server's words; empty when the server was not asked. */
  readonly reply: string;
  readonly error: PlainError;
}

/** The content was handed over and the reply to it was lost (`send.unknown`). Who was refused before is known all the same. */
export class LostReply extends MailroomError {
  readonly refused: readonly RefusedRecipient[];

  constructor(refused: readonly RefusedRecipient[], details: ErrorDetails = {}) {
    super('send.unknown', 'submit', details);
    this.refused = refused;
  }
}
