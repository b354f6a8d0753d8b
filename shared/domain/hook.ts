import { z } from 'zod';
import { plainErrorSchema } from '../errors.ts';
import { idField, nameField } from './fields.ts';

/** Hand-over to another system: it is told by HTTP what happened to messages. */

/** What a receiver can be told of; the names are those of a message's trail. */
export const hookEvents = ['imported', 'ticketCreated', 'ticketAssigned', 'archived'] as const;
export type HookEvent = (typeof hookEvents)[number];

const urlField = z
  .string()
  .trim()
  .min(1, 'required')
  .max(2000, 'tooLong')
  .refine((text) => isHookUrl(text), 'hookUrl');

const fields = {
  name: nameField,
  /** `https:`, or `http:` to this computer. What is handed over is mail, and must not travel in the clear. */
  url: urlField,
  active: z.boolean().default(true),
  events: z.array(z.enum(hookEvents)).min(1, 'required'),
  /** Whether the raw message goes along, in base64. */
  includeSource: z.boolean().default(false),
};
export const hookInputSchema = z.strictObject(fields);
export type HookInput = z.infer<typeof hookInputSchema>;

export const hookSchema = z.strictObject({ ...fields, id: idField });
export type Hook = z.infer<typeof hookSchema>;

/** The key of the signature (RFC 2104). It goes only one way: nobody can read it again. */
export const hookSecretField = z.string().min(16, 'hookSecretTooShort').max(1000, 'tooLong');

export const hookOverviewSchema = z.strictObject({
  hook: hookSchema,
  hasSecret: z.boolean(),
  waiting: z.int(),
  failed: z.int(),
});
export type HookOverview = z.infer<typeof hookOverviewSchema>;

export const hookDeliveryStates = ['waiting', 'delivered', 'failed'] as const;

/** One thing that a receiver is told. */
export const hookDeliverySchema = z.strictObject({
  id: z.int(),
  /** The same at every attempt, so that the receiver knows what it has already. */
  key: z.string(),
  event: z.enum(hookEvents),
  messageId: z.int(),
  /** Of the message; left out when it is gone. */
  subject: z.string().optional(),
  /** When it happened. UTC ms. */
  at: z.number(),
  state: z.enum(hookDeliveryStates),
  attempts: z.int(),
  nextAttemptAt: z.number().optional(),
  deliveredAt: z.number().optional(),
  error: plainErrorSchema.optional(),
});
export type HookDelivery = z.infer<typeof hookDeliverySchema>;

/** No user and password in it: they would be shown with the address. */
const HOST_AND_REST = String.raw`(?::\d{1,5})?(?:[/?#]\S*)?$`;
const ENCRYPTED = new RegExp(String.raw`^https://(?:[^\s/?#@:[\]]+|\[[0-9a-f:.]+\])` + HOST_AND_REST, 'i');
const LOOPBACK = new RegExp(
  String.raw`^http://(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])` + HOST_AND_REST,
  'i',
);

function isHookUrl(text: string): boolean {
  return ENCRYPTED.test(text) || LOOPBACK.test(text);
}
