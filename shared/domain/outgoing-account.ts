import { z } from 'zod';
import {
  addressField,
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

/** Submission port (RFC 6409), the default; 25 is for servers among themselves and refused (S57). */
export const DEFAULT_SUBMISSION_PORT = 587;
export const REFUSED_PORT = 25;

export const bodyCharsets = ['utf-8', 'iso-8859-1', 'iso-8859-15', 'windows-1252', 'us-ascii'] as const;
export type BodyCharset = (typeof bodyCharsets)[number];

export const transferEncodings = ['auto', 'quoted-printable', 'base64', '8bit'] as const;
export type TransferEncoding = (typeof transferEncodings)[number];

/**
 * How to sign in (S61). `automatic` takes what the server offers, safest first. With `xoauth2` the secret is an access
 * token, which runs out.
 */
export const authentications = ['automatic', 'none', 'plain', 'login', 'cramMd5', 'xoauth2'] as const;
export type Authentication = (typeof authentications)[number];

const fields = {
  name: nameField,
  description: descriptionField,
  active: z.boolean().default(true),
  isDefault: z.boolean().default(false),
  transport: z.enum(['smtp']).default('smtp'),
  host: hostField,
  port: portField.refine((port) => port !== REFUSED_PORT, 'port25').default(DEFAULT_SUBMISSION_PORT),
  encryption: encryptionField.default('starttls'),
  senderAddress: addressField,
  senderName: lineField.min(1, 'required'),
  bodyCharset: z.enum(bodyCharsets).default('utf-8'),
  transferEncoding: z.enum(transferEncodings).default('auto'),
  authentication: z.enum(authentications).default('automatic'),
  /** Mandatory unless authentication is `none` (S62). */
  user: lineField.default(''),
  maxSizeBytes: maxSizeField.default(0),
  /** Consent to send the password readable, where there is no encryption (S58). */
  allowClearPassword: z.boolean().default(false),
  /** Connections at the same time. */
  maxConnections: z
    .int({ error: 'connectionsRange' })
    .min(1, 'connectionsRange')
    .max(10, 'connectionsRange')
    .default(5),
  /** Messages in a minute; 0 means no limit. */
  maxPerMinute: z.int({ error: 'rateRange' }).min(0, 'rateRange').max(10_000, 'rateRange').default(0),
  /** The IMAP4 account in whose mailbox a copy of every sent message is put; left out: no copy. */
  sentCopyAccountId: idField.optional(),
  sentCopyMailbox: lineField.default(''),
  ...trustFields,
};

/** What a person enters for an SMTP account (S50 to S62), without the secret. */
export const outgoingAccountInputSchema = z.strictObject(fields).superRefine((account, context) => {
  if (account.authentication !== 'none' && account.user === '') {
    context.addIssue({ code: 'custom', path: ['user'], message: 'required' });
  }
  if (
    account.encryption === 'none' &&
    account.authentication !== 'none' &&
    account.authentication !== 'cramMd5' &&
    !account.allowClearPassword
  ) {
    context.addIssue({ code: 'custom', path: ['encryption'], message: 'passwordInClear' });
  }
  if (account.sentCopyAccountId !== undefined && account.sentCopyMailbox === '') {
    context.addIssue({ code: 'custom', path: ['sentCopyMailbox'], message: 'required' });
  }
});
export type OutgoingAccountInput = z.infer<typeof outgoingAccountInputSchema>;

/** A stored outgoing account. The secret is in the keychain under the id. */
export const outgoingAccountSchema = z.strictObject({
  ...fields,
  id: idField,
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type OutgoingAccount = z.infer<typeof outgoingAccountSchema>;

/** What "SSL on" means on a port: implicit TLS on 465, STARTTLS elsewhere (S58, RFC 8314). */
export function encryptionForSubmissionPort(port: number): Encryption {
  return port === 465 ? 'tls' : 'starttls';
}
