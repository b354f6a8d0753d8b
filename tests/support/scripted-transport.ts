import type {
  MailTransport,
  OutgoingMessage,
  SubmissionResult,
} from '../../electron/engine/sending/transport.ts';
import { MailroomError, type ErrorCode, type Stage } from '../../shared/errors.ts';

/** What the server does with a message: takes it, refuses some or all recipients, or fails. */
export type Reply = {
  readonly reply?: string;
  readonly refused?: Readonly<Record<string, string>>;
  readonly sentSource?: Buffer;
};

export interface TransportScript {
  /** Before the connection is there; what it throws refuses it. */
  readonly onOpen?: () => void | Promise<void>;
  /** Before the content is asked for; what it throws breaks off before a byte of it. */
  readonly onSend?: (message: OutgoingMessage) => void | Promise<void>;
  /** When the content was handed over; what it throws is a failure after that. */
  readonly onBody?: (message: OutgoingMessage) => Reply | undefined | Promise<Reply | undefined>;
  /** When the sender is tried without a message; what it throws refuses it. */
  readonly onTrySender?: (address: string) => void;
  /** Asked after each message. */
  readonly staysUsable?: () => boolean;
  readonly onQuit?: () => void;
  readonly onClose?: () => void;
}

/** A transport that keeps the promises of the real one and does what a test says. */
export function scriptedTransport(script: TransportScript = {}): MailTransport {
  let closed = false;
  return {
    async open() {
      await script.onOpen?.();
      if (closed) throw failure('connect.closed', 'connect', { transient: true });
      let usable = true;
      return {
        get usable() {
          return usable && !closed;
        },
        async send(message, beforeBody) {
          try {
            await script.onSend?.(message);
            await beforeBody();
            return resultOf(message, await script.onBody?.(message));
          } finally {
            usable = script.staysUsable?.() ?? true;
          }
        },
        async trySender(address) {
          script.onTrySender?.(address);
        },
        async quit() {
          script.onQuit?.();
        },
      };
    },
    close() {
      closed = true;
      script.onClose?.();
    },
  };
}

function resultOf(
  message: OutgoingMessage,
  { reply = '250 2.0.0 ok', refused = {}, sentSource }: Reply = {},
): SubmissionResult {
  return {
    reply,
    accepted: message.recipients.filter((recipient) => refused[recipient] === undefined),
    refused: message.recipients.flatMap((recipient) => {
      const words = refused[recipient];
      if (words === undefined) return [];
      const code = words.startsWith('4')
        ? 'send.mailboxFull'
        : words.includes('sender')
          ? 'send.senderRefused'
          : 'send.recipientUnknown';
      const error = failure(code, 'submit', { detail: words, transient: words.startsWith('4') });
      return [{ recipient, reply: words, error: error.toPlain() }];
    }),
    ...(sentSource === undefined ? {} : { sentSource }),
  };
}

export function failure(
  code: ErrorCode,
  stage: Stage,
  { transient = false, detail = 'the words' }: { transient?: boolean; detail?: string } = {},
): MailroomError {
  return new MailroomError(code, stage, { transient, detail });
}
