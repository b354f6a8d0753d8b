import { z } from 'zod';
import {
  caFileField,
  descriptionField,
  encryptionField,
  hostField,
  idField,
  lineField,
  maxSizeField,
  nameField,
  portField,
  type Encryption,
} from './fields.ts';

/** Protocols an incoming account can speak. Exchange Online gets its own form. */
export const serverTypes = ['imap4', 'pop3'] as const;
export type ServerType = (typeof serverTypes)[number];

/** What happens to a message on the server once it is safely here (S5). */
export const afterRetrievalChoices = ['remove', 'keep'] as const;

export const DEFAULT_POLL_INTERVAL_SECONDS = 300;
export const MIN_POLL_INTERVAL_SECONDS = 60;
export const MAX_POLL_INTERVAL_SECONDS = 86_400;
export const DEFAULT_MAILBOX = 'INBOX';

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
  caFile: caFileField,
};

/** What a person enters for a POP3 or IMAP4 account (S12 to S21), without the secret. */
export const incomingAccountInputSchema = z.strictObject(fields);
export type IncomingAccountInput = z.infer<typeof incomingAccountInputSchema>;

/** A stored incoming account. The secret is not part of it; it is in the keychain under the id. */
export const incomingAccountSchema = z.strictObject({
  ...fields,
  id: idField,
  port: portField,
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type IncomingAccount = z.infer<typeof incomingAccountSchema>;

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
