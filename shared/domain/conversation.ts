import { z } from 'zod';
import { idField } from './fields.ts';
import { folderField, mailAddressSchema } from './message.ts';
import { outboxStates } from './outbound.ts';
import { ticketSchema } from './ticket.ts';

/** What belongs to a ticket: mail that came in, mail of the outbox, and what people noted. */

const MAX_NOTE_CHARACTERS = 20_000;
export const noteTextField = z.string().trim().min(1, 'required').max(MAX_NOTE_CHARACTERS, 'tooLong');

export const ticketNoteSchema = z.strictObject({
  kind: z.literal('note'),
  id: z.int(),
  /** UTC ms. */
  at: z.number(),
  text: z.string(),
});
export type TicketNote = z.infer<typeof ticketNoteSchema>;

export const conversationItemSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('received'),
    /** Id of the message; `messages.get` has the rest. */
    id: z.int(),
    /** When it arrived. UTC ms. */
    at: z.number(),
    from: mailAddressSchema,
    subject: z.string(),
    snippet: z.string(),
    attachments: z.int(),
    read: z.boolean(),
    folder: folderField,
  }),
  z.strictObject({
    kind: z.literal('sent'),
    /** Id in the outbox; `outbox.get` has the rest. */
    id: idField,
    /** When it was queued. UTC ms. */
    at: z.number(),
    from: z.string(),
    to: z.array(z.string()),
    subject: z.string(),
    state: z.enum(outboxStates),
    /** Written by the program, not by a person. */
    automatic: z.boolean(),
  }),
  ticketNoteSchema,
]);
export type ConversationItem = z.infer<typeof conversationItemSchema>;

/** A ticket and all that belongs to it, oldest first. */
export const ticketDetailSchema = z.strictObject({
  ticket: ticketSchema,
  conversation: z.array(conversationItemSchema),
});
export type TicketDetail = z.infer<typeof ticketDetailSchema>;
