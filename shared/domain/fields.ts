import { z } from 'zod';

/**
 * Building blocks of the account schemas. Messages are codes, translated under `problems.<code>`;
 * values are trimmed before they are checked.
 */

export const MAX_NAME_LENGTH = 100;

/** Account name: mandatory, at most 100 characters (S12). Uniqueness is the store's to check. */
export const nameField = z.string().trim().min(1, 'required').max(MAX_NAME_LENGTH, 'tooLong');

/** Free text of a few lines (S13). */
export const descriptionField = z.string().trim().max(2000, 'tooLong').default('');

/**
 * A bare host name or IP address (S14): no scheme, path, user, port or blank. International names are
 * accepted as written; the adapters convert them (RFC 5891).
 */
export const hostField = z
  .string()
  .trim()
  .min(1, 'required')
  .max(253, 'tooLong')
  .superRefine((host, context) => {
    const problem = hostProblem(host);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

function hostProblem(host: string): string | undefined {
  if (host === '') return undefined;
  if (/:\/\//.test(host)) return 'hostHasScheme';
  if (/\s/.test(host)) return 'hostHasSpace';
  if (host.includes('@')) return 'hostIsAddress';
  if (host.includes('/') || host.includes('\\')) return 'hostHasPath';
  if (isIpv6(host)) return undefined;
  if (host.includes(':')) return 'hostHasPort';
  if (host.startsWith('.') || host.endsWith('..') || host.includes('..')) return 'hostMalformed';
  if (!/^[\p{L}\p{N}._-]+$/u.test(host)) return 'hostMalformed';
  return undefined;
}

function isIpv6(host: string): boolean {
  return host.split(':').length > 2 && /^[0-9a-f:.]+(%\w+)?$/i.test(host);
}

/** A TCP port, 1 to 65535. */
export const portField = z.int({ error: 'portRange' }).min(1, 'portRange').max(65_535, 'portRange');

/**
 * How the connection is protected: `tls` from the first byte (RFC 8314), `starttls` demanded before
 * anything else is said, or `none`.
 */
export const encryptions = ['tls', 'starttls', 'none'] as const;
export const encryptionField = z.enum(encryptions);
export type Encryption = z.infer<typeof encryptionField>;

/** No control characters: a user name or folder goes into a protocol line. */
export const lineField = z
  .string()
  .trim()
  .max(320, 'tooLong')
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'controlCharacters');

/** A secret as typed. Not trimmed: blanks can be part of a password. Lines can't (protocol injection). */
export const secretField = z
  .string()
  .min(1, 'required')
  .max(5000, 'tooLong')
  .refine((text) => !/[\u0000\r\n]/.test(text), 'controlCharacters');

/** Largest message in bytes; 0 means no limit (S20, S54). */
export const maxSizeField = z.int({ error: 'sizeRange' }).min(0, 'sizeRange');

/** One address, `local@domain`, without a display name. */
export const addressField = z
  .string()
  .trim()
  .min(1, 'required')
  .max(320, 'tooLong')
  .refine((text) => text === '' || /^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+$/.test(text), 'addressMalformed');

/** Absolute path of a PEM file with the company's certificate authority. */
export const caFileField = z.string().trim().max(4096, 'tooLong').optional();

/** SHA-256 fingerprint of a certificate; stored as capitals with colons, accepted without. */
export const fingerprintField = z
  .string()
  .trim()
  .transform((text) => text.replaceAll(':', '').toUpperCase())
  .pipe(z.string().regex(/^[0-9A-F]{64}$/, 'fingerprintMalformed'))
  .transform((hex) => hex.match(/../g)?.join(':') ?? hex)
  .optional();

/** Whom an account trusts beyond the public authorities. */
export const trustFields = {
  caFile: caFileField,
  /** Exactly this certificate and no other is accepted, whoever issued it and whatever name it bears. */
  pinnedFingerprint: fingerprintField,
  /** The pinned certificate itself in PEM form, for the comparison when the server shows another one. */
  pinnedCertificate: z.string().max(20_000, 'tooLong').optional(),
  /** The certificate must be valid and known, but may be made out for another name. */
  waiveNameCheck: z.boolean().default(false),
};

/** Identifier of a stored account, rule or outbox entry. */
export const idField = z.string().min(1).max(64);
