import { z } from 'zod';
import { idField } from './fields.ts';

export const ticketStatuses = ['new', 'processing', 'completed'] as const;
export const ticketPriorities = ['low', 'normal', 'high', 'urgent'] as const;
export type TicketPriority = (typeof ticketPriorities)[number];

/** A ticket of the local ticket list, as far as e-mail needs one. */
export const ticketSchema = z.strictObject({
  /** Unique in any letter case; made by the pattern of the settings, such as `T-000123`. */
  number: z.string(),
  title: z.string(),
  status: z.enum(ticketStatuses),
  typeId: idField.optional(),
  type: z.string().optional(),
  /** The responsible group. */
  groupId: idField.optional(),
  group: z.string().optional(),
  /** The user who owns it. */
  ownerId: idField.optional(),
  owner: z.string().optional(),
  /** Left out: normal. */
  priority: z.enum(ticketPriorities).optional(),
  /** The contact who reported it (S33). */
  reporterId: idField.optional(),
  reporter: z.string().optional(),
  /** Mail came that nobody has read; also for a completed ticket, which stays completed (S34). */
  unread: z.boolean().optional(),
  /** UTC ms. */
  completedAt: z.number().optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Messages that belong to it. */
  messages: z.int(),
});
export type Ticket = z.infer<typeof ticketSchema>;

export const ticketTitleField = z
  .string()
  .trim()
  .min(1, 'required')
  .max(500, 'tooLong')
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'controlCharacters');

/** What a new ticket can be given besides its title. */
export const ticketPlace = {
  typeId: idField.optional(),
  groupId: idField.optional(),
  ownerId: idField.optional(),
  /** Left out: normal. */
  priority: z.enum(ticketPriorities).optional(),
};

/** A ticket made by hand. */
export const ticketInputSchema = z.strictObject({
  title: ticketTitleField,
  ...ticketPlace,
});
export type TicketInput = z.infer<typeof ticketInputSchema>;

/** What changes; null empties a reference. */
export const ticketChangeSchema = z.strictObject({
  title: ticketTitleField.optional(),
  status: z.enum(ticketStatuses).optional(),
  typeId: idField.nullable().optional(),
  groupId: idField.nullable().optional(),
  ownerId: idField.nullable().optional(),
  priority: z.enum(ticketPriorities).optional(),
});
export type TicketChange = z.infer<typeof ticketChangeSchema>;

/** What a ticket list is narrowed to. Of a reference null means that the ticket has none. */
export const ticketFilterSchema = z.strictObject({
  /** `open`: everything that is not completed. */
  status: z.enum(['open', ...ticketStatuses]).optional(),
  typeId: idField.nullable().optional(),
  groupId: idField.nullable().optional(),
  ownerId: idField.nullable().optional(),
  /** Only tickets with mail that nobody has read. */
  unread: z.boolean().optional(),
  /** In the reference, the title or the reporter's name, in any letter case. */
  text: z.string().trim().max(200).optional(),
});
export type TicketFilter = z.infer<typeof ticketFilterSchema>;
