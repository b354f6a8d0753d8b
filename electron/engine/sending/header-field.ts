import { foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';

/** Recommended length of a line (RFC 5322 2.1.1). */
const MAX_LINE_CHARACTERS = 76;

/** A person or place as a header field names it. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/**
 * An address field such as `From` or `To`, folded, without the final line end: names as encoded words (RFC 2047), domains
 * in ASCII (RFC 5891).
 */
export function addressField(field: string, mailboxes: readonly (Mailbox | string)[]): string {
  const parsed = mailboxes.map((mailbox) =>
    typeof mailbox === 'string'
      ? { name: '', address: mailbox }
      : { name: singleSpaced(mailbox.name), address: mailbox.address },
  );
  return foldLines(`${field}: ${MimeNode.encodeHeaderValue(field, parsed)}`, MAX_LINE_CHARACTERS);
}

/** Runs of blanks could fold into a line of nothing but blanks, which some readers take for the end of the header. */
export function singleSpaced(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
