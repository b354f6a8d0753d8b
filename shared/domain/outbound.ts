import { z } from 'zod';
import { plainErrorSchema } from '../errors.ts';
import { addressField, idField } from './fields.ts';
import { attachmentSchema, headerFieldSchema } from './message.ts';
import { mailLanguages } from './directory.ts';
import { ticketNumberField } from './ticket-number.ts';

/**
 * - `queued`: waits for its turn (or, while its account is paused, for the account).
 * - `sending`: handed to the server; until its reply is written down nobody knows whether it was taken.
 * - `sent`: the server confirmed it for every recipient. `partlyRefused`: for some, and never for the others.
 * - `deferred`: refused for now, tried again at `nextAttempt`; recipients already accepted are left out then.
 * - `failed`: refused for good, or given up. `unknown`: the reply was lost after the message was handed over.
 * - `tooLarge`: over the account's limit or the server's. `cancelled`: by a person.
 */
export const outboxStates = [
  'queued',
  'sending',
  'sent',
  'partlyRefused',
  'deferred',
  'failed',
  'unknown',
  'tooLarge',
  'cancelled',
] as const;
export type OutboxState = (typeof outboxStates)[number];

/** What the outbox can be narrowed to. */
export const outboxFilters = ['all', 'waiting', 'problems', 'done'] as const;
export type OutboxFilter = (typeof outboxFilters)[number];

/** The states behind a filter. */
export const statesOf: Readonly<Record<Exclude<OutboxFilter, 'all'>, readonly OutboxState[]>> = {
  waiting: ['queued', 'sending', 'deferred'],
  problems: ['failed', 'unknown', 'tooLarge', 'partlyRefused'],
  done: ['sent', 'cancelled'],
};

const MAX_RECIPIENTS = 100;
/** All files of one message together; what a server takes is less, as a rule. */
export const MAX_ATTACHED_BYTES = 150_000_000;

/** A file to attach. With a Content-ID it is a picture that the HTML shows by `cid:` (RFC 2392). */
export const outgoingFileSchema = z.strictObject({
  name: z.string().trim().min(1, 'required').max(255, 'tooLong'),
  /** Left out: told from the name. */
  mimeType: z
    .string()
    .regex(/^[\w.+-]+\/[\w.+-]+$/, 'invalid')
    .optional(),
  /** The bytes in base64. */
  content: z.base64(),
  contentId: z
    .string()
    .regex(/^[\w.@+-]{1,200}$/, 'invalid')
    .optional(),
});
export type OutgoingFile = z.infer<typeof outgoingFileSchema>;

/** A message to send. Lines of the header come from here, so they must not break. */
export const sendRequestSchema = z.strictObject({
  to: z.array(addressField).min(1, 'required').max(MAX_RECIPIENTS, 'tooMany'),
  cc: z.array(addressField).max(MAX_RECIPIENTS, 'tooMany').default([]),
  /** Get the message without being named in it. */
  bcc: z.array(addressField).max(MAX_RECIPIENTS, 'tooMany').default([]),
  subject: z
    .string()
    .trim()
    .max(900, 'tooLong')
    .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'controlCharacters'),
  /** May be empty when there is HTML: then it is made from that. */
  text: z.string().max(5_000_000, 'tooLong'),
  html: z.string().max(20_000_000, 'tooLong').optional(),
  attachments: z
    .array(outgoingFileSchema)
    .max(50, 'tooMany')
    .refine(
      (files) => files.reduce((sum, file) => sum + file.content.length * 0.75, 0) <= MAX_ATTACHED_BYTES,
      'tooLong',
    )
    .default([]),
  /** Outgoing account id; left out: resolved (responsible group, ticket type, default; S64). */
  accountId: idField.optional(),
  /** The message this one answers: sets In-Reply-To and References (RFC 5322 3.6.4). */
  inReplyTo: z.int().optional(),
  /** Number of the ticket it belongs to: puts the reference into the subject, and gives group and type. */
  ticket: ticketNumberField.optional(),
  /** Responsible group and ticket type of mail without a ticket; a ticket's own are used otherwise. */
  groupId: idField.optional(),
  typeId: idField.optional(),
  /** Of the group's signature and of texts the program adds. Left out: the language of the program. */
  language: z.enum(mailLanguages).optional(),
  /** Whether the group's signature is added. */
  signature: z.boolean().default(true),
});
export type SendRequest = z.infer<typeof sendRequestSchema>;

/** Which account sends, and by which step of the order it was found. */
export const routeReasons = ['requested', 'group', 'ticketType', 'default'] as const;
export type RouteReason = (typeof routeReasons)[number];

/** One step of the order, and why it gave the account or did not. */
export const routeStepSchema = z.strictObject({
  step: z.enum(routeReasons),
  /**
   * `used`: its account sends. `notNeeded`: decided before. `none`: there is no group (type, account asked for).
   * `inactive`: the group or type is switched off. `noAccount`: it names no account. `paused`: its account is paused.
   */
  outcome: z.enum(['used', 'notNeeded', 'none', 'inactive', 'noAccount', 'paused']),
  /** Name of the group or type. */
  name: z.string().optional(),
  /** Name of its account. */
  account: z.string().optional(),
});
export type RouteStep = z.infer<typeof routeStepSchema>;

/** The answer to "who sends this, and why". */
export const routeSchema = z.strictObject({
  accountId: idField,
  account: z.string(),
  from: z.string(),
  why: z.enum(routeReasons),
  steps: z.array(routeStepSchema),
});
export type Route = z.infer<typeof routeSchema>;

export const outboxEntrySchema = z.strictObject({
  id: idField,
  state: z.enum(outboxStates),
  accountId: idField.optional(),
  account: z.string(),
  /** What became of the account since: nothing is sent through one that is paused or deleted. */
  accountState: z.enum(['ready', 'paused', 'deleted']),
  why: z.enum(routeReasons),
  from: z.string(),
  /** All who get it, including bcc. */
  to: z.array(z.string()),
  subject: z.string(),
  messageId: z.string(),
  sizeBytes: z.int(),
  createdAt: z.number(),
  /** When the server took it. */
  sentAt: z.number().optional(),
  attempts: z.int(),
  nextAttempt: z.number().optional(),
  /** When it is given up if it stays deferred. */
  expiresAt: z.number(),
  lastReply: z.string().optional(),
  error: plainErrorSchema.optional(),
  /** The text could not be written in the account's character set and went as UTF-8. */
  charsetFallback: z.boolean(),
  /** Written by the program, not by a person. */
  automatic: z.boolean(),
  /** Reference of the ticket it belongs to. */
  ticket: z.string().optional(),
  /** The copy in the account's Sent mailbox; left out when none is wanted. */
  sentCopy: z.enum(['waiting', 'done', 'failed']).optional(),
});
export type OutboxEntry = z.infer<typeof outboxEntrySchema>;

export const recipientKinds = ['to', 'cc', 'bcc'] as const;
export type RecipientKind = (typeof recipientKinds)[number];

/** What became of the message for one recipient. */
export const recipientResultSchema = z.strictObject({
  address: z.string(),
  kind: z.enum(recipientKinds),
  /** `pending` until the server took or refused it for good. */
  state: z.enum(['pending', 'accepted', 'refused']),
  /** The server's last words about this recipient. */
  reply: z.string().optional(),
});
export type RecipientResult = z.infer<typeof recipientResultSchema>;

/** One attempt to hand the message over. */
export const deliveryAttemptSchema = z.strictObject({
  at: z.number(),
  ms: z.int(),
  outcome: z.enum(['sent', 'partlyRefused', 'deferred', 'failed', 'unknown', 'confirmed']),
  reply: z.string().optional(),
  error: plainErrorSchema.optional(),
});
export type DeliveryAttempt = z.infer<typeof deliveryAttemptSchema>;

/** Everything known about a message of the outbox. */
export const outboxDetailSchema = z.strictObject({
  ...outboxEntrySchema.shape,
  recipients: z.array(recipientResultSchema),
  /** How the account was found. Empty for mail of an older version. */
  steps: z.array(routeStepSchema),
  attemptList: z.array(deliveryAttemptSchema),
  /** Why the copy in the Sent mailbox is missing. */
  sentCopyError: plainErrorSchema.optional(),
  text: z.string(),
  /** Not sanitised: never put into a page without the sanitiser and the sandboxed frame. */
  html: z.string().optional(),
  headers: z.array(headerFieldSchema),
  attachmentList: z.array(attachmentSchema),
  inlineImages: z.record(z.string(), z.string()),
});
export type OutboxDetail = z.infer<typeof outboxDetailSchema>;
