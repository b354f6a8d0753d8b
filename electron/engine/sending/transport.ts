/** Submits finished messages. One interface over SMTP and, later, Exchange Online. */
export interface MailTransport {
  /** Connects and signs in, sends nothing. @throws MailroomError */
  verify(): Promise<void>;
  /** Submits one message. @throws MailroomError; `send.unknown` when the server may have taken it. */
  send(message: OutgoingMessage): Promise<SubmissionResult>;
  close(): void;
}

export interface OutgoingMessage {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly source: Buffer;
}

export interface SubmissionResult {
  /** The server's last reply. */
  readonly reply: string;
  /** Recipients refused while others were accepted, with the server's words. */
  readonly refused: readonly { readonly recipient: string; readonly reply: string }[];
}
