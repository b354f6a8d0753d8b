import { z } from 'zod';

/** Where in an operation something went wrong. The order is the order of a connection. */
export const stages = [
  'input',
  'dns',
  'connect',
  'tls',
  'greeting',
  'login',
  'mailbox',
  'list',
  'fetch',
  'store',
  'remove',
  'process',
  'submit',
  'secrets',
  'internal',
] as const;
export type Stage = (typeof stages)[number];

/**
 * Every failure a person can meet. The code is stable: scripts, tests and translations rely on it.
 * The texts live in `shared/i18n` under `errors.<code>`.
 */
export const errorCodes = [
  'input.invalid',
  'input.port25',
  'input.nameTaken',
  'input.exchangeOnlineNeeded',
  'input.notFound',
  'input.wrongState',
  'input.ambiguous',
  'input.unreadable',
  'input.lastDefault',
  'dns.notFound',
  'dns.unavailable',
  'connect.refused',
  'connect.timeout',
  'connect.unreachable',
  'connect.reset',
  'connect.denied',
  'connect.closed',
  'proxy.unreachable',
  'proxy.refused',
  'tls.plainPort',
  'tls.selfSigned',
  'tls.unknownIssuer',
  'tls.expired',
  'tls.notYetValid',
  'tls.wrongName',
  'tls.oldProtocol',
  'tls.noCommonCipher',
  'tls.failed',
  'tls.timeout',
  'tls.startTlsMissing',
  'tls.startTlsUnavailable',
  'tls.injected',
  'tls.pinChanged',
  'greeting.silent',
  'greeting.wrongProtocol',
  'greeting.refused',
  'login.refused',
  'login.encryptionRequired',
  'login.noMethod',
  'login.temporary',
  'login.required',
  'login.specialPassword',
  'login.passwordExpired',
  'mailbox.missing',
  'mailbox.readOnly',
  'mailbox.inUse',
  'server.limit',
  'server.unavailable',
  'server.loginDelay',
  'server.ended',
  'server.timeout',
  'server.tooSlow',
  'server.protocol',
  'server.refused',
  'fetch.refused',
  'fetch.incomplete',
  'fetch.repeatedly',
  'remove.foreignDeleted',
  'remove.refused',
  'remove.unconfirmed',
  'move.targetMissing',
  'move.refused',
  'firstContact.noKeys',
  'putOnServer.unsupported',
  'putOnServer.refused',
  'notify.noSender',
  'notify.automatic',
  'notify.already',
  'notify.tooMany',
  'store.full',
  'store.failed',
  'store.corrupt',
  'store.newer',
  'store.unwritable',
  'engine.inUse',
  'engine.stopped',
  'poll.cancelled',
  'message.unreadable',
  'message.tooLarge',
  'send.noAccount',
  'send.accountPaused',
  'send.tooLarge',
  'send.senderRefused',
  'send.recipientsRefused',
  'send.recipientUnknown',
  'send.addressRefused',
  'send.addressNeedsUtf8',
  'send.relayRefused',
  'send.mailboxFull',
  'send.tooManyRecipients',
  'send.noMailHere',
  'send.policy',
  'send.parameters',
  'send.refused',
  'send.temporary',
  'send.expired',
  'send.unknown',
  'sentCopy.noAccount',
  'sentCopy.refused',
  'handOver.refused',
  'rule.unknownSender',
  'secret.missing',
  'secret.unavailable',
  'secret.locked',
  'secret.wrongPassphrase',
  'secret.vaultUnreadable',
  'internal.unexpected',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** One thing wrong with one field of an input, with the message code the form shows beside it. */
export const fieldProblemSchema = z.strictObject({
  field: z.string(),
  problem: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type FieldProblem = z.infer<typeof fieldProblemSchema>;

/** The one shape in which failures cross process borders, are stored with an account and printed as JSON. */
export const plainErrorSchema = z.strictObject({
  code: z.enum(errorCodes),
  stage: z.enum(stages),
  /** The form field to look at, by its name in the domain schema. */
  field: z.string().optional(),
  /** Values for the translated text. Never a secret. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The server's or system's own words, capped, never a secret. */
  detail: z.string().optional(),
  /** Whether trying again without changing anything can help. */
  transient: z.boolean(),
  problems: z.array(fieldProblemSchema).optional(),
});
export type PlainError = z.infer<typeof plainErrorSchema>;

const MAX_DETAIL_CHARACTERS = 500;

/** Optional parts of a {@link MailroomError}. */
export interface ErrorDetails {
  readonly field?: string | undefined;
  readonly params?: Readonly<Record<string, string | number>> | undefined;
  readonly detail?: string | undefined;
  readonly transient?: boolean | undefined;
  readonly problems?: readonly FieldProblem[] | undefined;
  readonly cause?: unknown;
}

/** A failure with a stable code. The message is for logs only; people read the translated text. */
export class MailroomError extends Error {
  readonly code: ErrorCode;
  readonly stage: Stage;
  readonly field: string | undefined;
  readonly params: Readonly<Record<string, string | number>>;
  readonly detail: string | undefined;
  readonly transient: boolean;
  readonly problems: readonly FieldProblem[] | undefined;

  constructor(code: ErrorCode, stage: Stage, details: ErrorDetails = {}) {
    super(`${code} (${stage})`, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'MailroomError';
    this.code = code;
    this.stage = stage;
    this.field = details.field;
    this.params = details.params ?? {};
    this.detail = details.detail?.slice(0, MAX_DETAIL_CHARACTERS);
    this.transient = details.transient ?? false;
    this.problems = details.problems;
  }

  /** The same failure as a plain value, without cause and stack. */
  toPlain(): PlainError {
    return {
      code: this.code,
      stage: this.stage,
      params: { ...this.params },
      transient: this.transient,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(this.problems === undefined ? {} : { problems: [...this.problems] }),
    };
  }
}

/** Rebuilds a throwable error from a plain one, on the other side of a border. */
export function fromPlain(plain: PlainError): MailroomError {
  return new MailroomError(plain.code, plain.stage, plain);
}
