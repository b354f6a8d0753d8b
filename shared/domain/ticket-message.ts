import { z } from 'zod';
import { idField } from './fields.ts';

/** One message of a ticket: mail that came in, or mail of the outbox. */
export const ticketMessageSchema = z.discriminatedUnion('direction', [
  z.strictObject({
    direction: z.literal('incoming'),
    /** In the inbox or the archive. */
    id: z.int(),
    at: z.number(),
    from: z.string(),
    subject: z.string(),
    read: z.boolean(),
  }),
  z.strictObject({
    direction: z.literal('outgoing'),
    /** In the outbox. */
    id: idField,
    at: z.number(),
    from: z.string(),
    subject: z.string(),
    state: z.string(),
  }),
]);
export type TicketMessage = z.infer<typeof ticketMessageSchema>;
