import { z } from 'zod';
import { plainErrorSchema } from '../errors.ts';

/** A mailbox (folder) on an IMAP server, as LIST shows it (RFC 9051 section 7.3.1). */
export const mailboxFolderSchema = z.strictObject({
  /** Whole name in Unicode, with the server's delimiter. */
  path: z.string(),
  /** Last part of the path. */
  name: z.string(),
  /** Undefined for a flat list. */
  delimiter: z.string().optional(),
  /** What the server says it is for, such as `\\Archive` (RFC 6154). */
  specialUse: z.string().optional(),
  /** False for a name that only holds others. */
  selectable: z.boolean(),
});
export type MailboxFolder = z.infer<typeof mailboxFolderSchema>;

/** The certificate a server shows, whether it is trusted or not. */
export const serverCertificateSchema = z.strictObject({
  /** SHA-256, capitals with colons. */
  fingerprint: z.string(),
  subject: z.string(),
  issuer: z.string(),
  /** Names it is made out for, comma-separated. */
  names: z.string(),
  validFrom: z.string(),
  validTo: z.string(),
  /** PEM text, to be pinned. */
  pem: z.string(),
  /** Why it is not trusted; undefined when it is. */
  problem: plainErrorSchema.optional(),
});
export type ServerCertificate = z.infer<typeof serverCertificateSchema>;

/** What lies in a mailbox, found out without changing anything. Times UTC ms, sizes bytes. */
export const mailboxLookSchema = z.strictObject({
  found: z.int(),
  bytes: z.int(),
  /** Biggest message. */
  largestBytes: z.int(),
  /** Over the account's limit. */
  oversize: z.int(),
  /** When the oldest and the newest came; undefined where the server does not say. */
  oldest: z.number().optional(),
  newest: z.number().optional(),
  /** How many would be fetched for each choice of an age, newest first. */
  byAge: z.array(z.strictObject({ days: z.int(), messages: z.int() })),
  /** Messages whose headers were read for `rules`: the newest ones. */
  sampled: z.int(),
  /** What today's rules would do with the sampled ones; without title: no rule matches. */
  rules: z.array(
    z.strictObject({ title: z.string().optional(), messages: z.int(), createsTicket: z.boolean() }),
  ),
});
export type MailboxLook = z.infer<typeof mailboxLookSchema>;
