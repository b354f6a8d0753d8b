import { z } from 'zod';
import { plainErrorSchema } from '../errors.ts';
import { addressField, idField } from './fields.ts';

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

/** A message to send. Lines of the header come from here, so they must not break. */
export const sendRequestSchema = z.strictObject({
  to: z.array(addressField).min(1, 'required').max(100),
  cc: z.array(addressField).max(100).default([]),
  subject: z
    .string()
    .trim()
    .max(900, 'tooLong')
    .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'controlCharacters'),
  text: z.string().max(5_000_000, 'tooLong'),
  html: z.string().max(20_000_000, 'tooLong').optional(),
  /** Files to attach, absolute paths. */
  attachments: z.array(z.string()).max(50).default([]),
  /** Outgoing account id; left out: resolved (group, type, default). */
  accountId: idField.optional(),
  /** The message this one answers: sets In-Reply-To and References (RFC 5322 3.6.4). */
  inReplyTo: z.int().optional(),
});
export type SendRequest = z.infer<typeof sendRequestSchema>;

/** Which account sends, and by which step of the order it was found. */
export const routeReasons = ['requested', 'group', 'ticketType', 'default'] as const;

export const outboxEntrySchema = z.strictObject({
  id: idField,
  state: z.enum(outboxStates),
  accountId: idField.optional(),
  account: z.string(),
  why: z.enum(routeReasons),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  messageId: z.string(),
  sizeBytes: z.int(),
  createdAt: z.number(),
  attempts: z.int(),
  nextAttempt: z.number().optional(),
  lastReply: z.string().optional(),
  error: plainErrorSchema.optional(),
  /** The text could not be written in the account's character set and went as UTF-8. */
  charsetFallback: z.boolean(),
});
export type OutboxEntry = z.infer<typeof outboxEntrySchema>;
