import { z } from 'zod';
import { addressField, idField, nameField } from './fields.ts';

/** People who write to us, so that a ticket knows who reported it (S30, S33). */

const fields = {
  name: nameField,
  organisation: z.string().trim().max(200, 'tooLong').default(''),
  /** Each belongs to one contact; compared without regard to letter case. */
  addresses: z.array(addressField).min(1, 'required').max(50, 'tooMany'),
  /** Mail of a blocked contact makes no ticket: it goes to the archive. */
  blocked: z.boolean().default(false),
};

export const contactInputSchema = z.strictObject(fields);
export type ContactInput = z.infer<typeof contactInputSchema>;

export const contactSchema = z.strictObject({ ...fields, id: idField });
export type Contact = z.infer<typeof contactSchema>;
