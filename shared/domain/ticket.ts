import { z } from 'zod';

/** A ticket of the local ticket list, as far as e-mail needs one. */
export const ticketSchema = z.strictObject({
  /** The ticket reference without brackets, such as `T-000123`. */
  number: z.string(),
  title: z.string(),
  status: z.enum(['new', 'processing', 'completed']),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Messages that belong to it. */
  messages: z.int(),
});
export type Ticket = z.infer<typeof ticketSchema>;
