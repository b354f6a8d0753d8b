import { xoauth2 } from './xoauth2.ts';

const MASK = '***';

/**
 * Takes a secret out of a text that came from a server. Some servers answer a refused command with the
 * command itself: the password then comes back in clear, in quotes, or in the base64 of SASL (RFC 4616).
 */
export function redact(text: string, secret: string, user: string): string {
  if (secret === '') return text;
  let redacted = text;
  for (const form of forms(secret, user)) redacted = redacted.split(form).join(MASK);
  return redacted;
}

/** Longest first, so that no part of a longer form is left standing. */
function forms(secret: string, user: string): string[] {
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  const all = [
    secret,
    // As a quoted string (RFC 9051 4.3).
    secret.replace(/[\\"]/g, '\\$&'),
    base64(secret),
    base64(`\0${user}\0${secret}`),
    base64(`${user}\0${user}\0${secret}`),
    xoauth2(user, secret),
    Buffer.from(secret, 'utf8').toString('latin1'),
  ];
  return [...new Set(all)].toSorted((a, b) => b.length - a.length);
}
