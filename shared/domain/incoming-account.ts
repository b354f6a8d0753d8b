import { z } from 'zod';
import {
  descriptionField,
  encryptionField,
  hostField,
  idField,
  lineField,
  maxSizeField,
  nameField,
  portField,
  trustFields,
  type Encryption,
} from './fields.ts';

/** Protocols an incoming account can speak. Exchange Online gets its own form. */
export const serverTypes = ['imap4', 'pop3'] as const;
export type ServerType = (typeof serverTypes)[number];

/** What happens to a message on the server once it is safely here (S5). */
export const afterRetrievalChoices = ['remove', 'keep', 'move'] as const;

/**
 * What becomes of the mail that lies in the mailbox when an account reads it for the first time: `ask` waits
 * for a person, `all` fetches it, `none` leaves it alone, a date leaves what is older alone.
 */
const decidedFirstContacts = [
  z.enum(['all', 'none']),
  z.iso.datetime({ offset: true }),
  z.iso.date(),
] as const;
/** A first contact that is decided. */
export const firstContactChoiceField = z.union(decidedFirstContacts, { error: 'firstContactMalformed' });
export const firstContactField = z.union([z.literal('ask'), ...decidedFirstContacts], {
  error: 'firstContactMalformed',
});
export type FirstContact = z.infer<typeof firstContactField>;

export const DEFAULT_POLL_INTERVAL_SECONDS = 300;
export const MIN_POLL_INTERVAL_SECONDS = 60;
export const MAX_POLL_INTERVAL_SECONDS = 86_400;
export const DEFAULT_MAILBOX = 'INBOX';

/** What becomes of a message that a rule would make a ticket of while its sender is no contact (S30). */
export const unknownSenderChoices = ['hold', 'create'] as const;
/** What mail does to a completed ticket that it belongs to (S34). */
export const completedTicketChoices = ['flag', 'reopen'] as const;

const fields = {
  serverType: z.enum(serverTypes),
  name: nameField,
  description: descriptionField,
  active: z.boolean().default(true),
  host: hostField,
  /** Left out: the protocol's usual port for the chosen encryption. */
  port: portField.optional(),
  encryption: encryptionField.default('tls'),
  user: lineField.min(1, 'required'),
  /** Remote folder; POP3 has none and ignores it (S19). */
  mailbox: lineField.default(DEFAULT_MAILBOX).transform((text) => (text === '' ? DEFAULT_MAILBOX : text)),
  maxSizeBytes: maxSizeField,
  imagesAsAttachments: z.boolean().default(false),
  pollIntervalSeconds: z
    .int({ error: 'intervalRange' })
    .min(MIN_POLL_INTERVAL_SECONDS, 'intervalRange')
    .max(MAX_POLL_INTERVAL_SECONDS, 'intervalRange')
    .default(DEFAULT_POLL_INTERVAL_SECONDS),
  afterRetrieval: z.enum(afterRetrievalChoices).default('remove'),
  /** Mailbox on the server that fetched messages are moved to; IMAP4 only. */
  moveTo: lineField.optional(),
  firstContact: firstContactField.default('all'),
  unknownSenders: z.enum(unknownSenderChoices).default('hold'),
  /** Whether In-Reply-To and References lead to a ticket where the subject names none (S29). */
  threadByReferences: z.boolean().default(true),
  completedTickets: z.enum(completedTicketChoices).default('flag'),
  ...trustFields,
};

/** What a person enters for a POP3 or IMAP4 account (S12 to S21), without the secret. */
export const incomingAccountInputSchema = z.strictObject(fields).superRefine((account, context) => {
  if (account.afterRetrieval !== 'move') return;
  const refuse = (field: 'afterRetrieval' | 'moveTo', message: string): void =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (account.serverType === 'pop3') refuse('afterRetrieval', 'pop3CannotMove');
  else if ((account.moveTo ?? '') === '') refuse('moveTo', 'required');
  else if (sameMailbox(account.moveTo ?? '', account.mailbox)) refuse('moveTo', 'moveToSameMailbox');
});
export type IncomingAccountInput = z.infer<typeof incomingAccountInputSchema>;

/** A stored incoming account. The secret is not part of it; it is in the keychain under the id. */
export const incomingAccountSchema = z.strictObject({
  ...fields,
  id: idField,
  port: portField,
  /** When the first contact was decided and what was to be left alone was remembered, UTC ms. */
  firstContactAt: z.number().optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type IncomingAccount = z.infer<typeof incomingAccountSchema>;

/** INBOX is the same in any letter case (RFC 9051 section 5.1); other names are as they are. */
export function sameMailbox(one: string, other: string): boolean {
  return one === other || (one.toUpperCase() === 'INBOX' && other.toUpperCase() === 'INBOX');
}

/** The registered port of a protocol (RFC 8314 section 7, RFC 1939, RFC 9051). */
export function defaultIncomingPort(serverType: ServerType, encryption: Encryption): number {
  if (serverType === 'imap4') return encryption === 'tls' ? 993 : 143;
  return encryption === 'tls' ? 995 : 110;
}

/**
 * Whether a host belongs to Exchange Online, which has refused passwords over POP3 and IMAP since
 * October 2022 (S26).
 */
export function isExchangeOnlineHost(host: string): boolean {
  return /(^|\.)(outlook\.office365\.com|office365\.com|outlook\.office\.com|outlook\.com|hotmail\.com|partner\.outlook\.cn|office365\.us)$/i.test(
    host.trim(),
  );
}
