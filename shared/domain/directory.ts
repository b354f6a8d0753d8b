import { z } from 'zod';
import { addressField, idField, lineField, nameField } from './fields.ts';

/** Groups, ticket types and users: who is responsible, for what, and through which account their mail goes. */

/** Languages in which the program writes mail. */
export const mailLanguages = ['en', 'de'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

/** A text that may hold variables such as `{{ticket.number}}`; see `template.ts`. */
const variableText = z.string().max(20_000, 'tooLong').default('');

const groupFields = {
  name: nameField,
  active: z.boolean().default(true),
  /** The account that sends for this group; left out: the ticket type's, then the default (S64). */
  outgoingAccountId: idField.optional(),
  signatureEn: variableText,
  signatureDe: variableText,
};
/** A responsible group. */
export const groupInputSchema = z.strictObject(groupFields);
export type GroupInput = z.infer<typeof groupInputSchema>;
export const groupSchema = z.strictObject({ ...groupFields, id: idField });
export type Group = z.infer<typeof groupSchema>;

const ticketTypeFields = {
  name: nameField,
  active: z.boolean().default(true),
  /** The account that sends for this type when the group has none (S63). */
  outgoingAccountId: idField.optional(),
};
/** A ticket type, called process where tickets are processed. */
export const ticketTypeInputSchema = z.strictObject(ticketTypeFields);
export type TicketTypeInput = z.infer<typeof ticketTypeInputSchema>;
export const ticketTypeSchema = z.strictObject({ ...ticketTypeFields, id: idField });
export type TicketType = z.infer<typeof ticketTypeSchema>;

const userFields = {
  /** Unique without regard to case. */
  login: lineField.min(1, 'required').max(100, 'tooLong'),
  name: nameField,
  email: addressField,
  language: z.enum(mailLanguages).default('en'),
  active: z.boolean().default(true),
  groupIds: z.array(idField).max(200, 'tooMany').default([]),
};
/** A person who works on tickets and gets mail from the program. */
export const userInputSchema = z.strictObject(userFields);
export type UserInput = z.infer<typeof userInputSchema>;
export const userSchema = z.strictObject({
  ...userFields,
  id: idField,
  /** When the last notice about a changed password was queued. UTC ms. */
  passwordNoticeAt: z.number().optional(),
});
export type User = z.infer<typeof userSchema>;
