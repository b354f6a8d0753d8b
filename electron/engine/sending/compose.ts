import { randomUUID } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { encodeWord } from 'nodemailer/lib/mime-funcs';
import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import type { OutgoingFile, SendRequest } from '../../../shared/domain/outbound.ts';
import { htmlPart, textPart } from './body-part.ts';
import { filePart, picturePart } from './file-part.ts';
import { singleSpaced } from './header-field.ts';
import { branch, mimeTree, type Leaf, type Part } from './mime-tree.ts';
import { threadFields, type AnsweredMessage } from './references.ts';

/** Why the program writes by itself: of its own accord, or because of a message it got (RFC 3834 section 5.1). */
export type AutomaticKind = 'auto-generated' | 'auto-replied';

/** What a person sees of a message. Blind copies are no part of it: they are in the envelope alone. */
export type MailContent = Pick<SendRequest, 'to' | 'cc' | 'subject' | 'text' | 'html' | 'attachments'>;

export interface Circumstances {
  readonly date: Date;
  readonly answered?: AnsweredMessage | undefined;
  /** Left out: a person writes. */
  readonly automatic?: AutomaticKind | undefined;
}

export interface ComposedMessage {
  readonly messageId: string;
  /** The finished message as it goes over the wire, before dot-stuffing. */
  readonly source: Buffer;
  readonly charsetFallback: boolean;
}

/**
 * Builds the message (RFC 5322, MIME) in the account's character set and transfer encoding: lines of 998 octets at most,
 * CRLF and no other line end, no NUL. The sender is the account's address, never a person's (S65).
 */
export async function compose(
  account: OutgoingAccount,
  content: MailContent,
  { date, answered, automatic }: Circumstances,
): Promise<ComposedMessage> {
  const messageId = `<${randomUUID()}@${domainToASCII(account.senderAddress.split('@')[1] ?? '') || 'localhost'}>`;
  const text = textPart(content.text, account);
  const html = content.html === undefined ? undefined : htmlPart(content.html, account);
  const root = mimeTree(partsOf(text.leaf, html?.leaf, content));
  const sender = { name: singleSpaced(account.senderName), address: account.senderAddress };
  const { inReplyTo, references } = threadFields(answered);
  root.setHeader([
    { key: 'From', value: sender },
    { key: 'Reply-To', value: sender },
    { key: 'To', value: bare(content.to) },
    ...(content.cc.length === 0 ? [] : [{ key: 'Cc', value: bare(content.cc) }]),
    { key: 'Subject', value: subjectValue(content.subject) },
    { key: 'Message-ID', value: messageId },
    ...(inReplyTo === undefined ? [] : [{ key: 'In-Reply-To', value: inReplyTo }]),
    ...(references === undefined ? [] : [{ key: 'References', value: references }]),
    { key: 'Date', value: date },
    ...(automatic === undefined ? [] : automaticFields(automatic)),
  ]);
  return {
    messageId,
    source: await root.build(),
    charsetFallback: text.fellBack || html?.fellBack === true,
  };
}

/**
 * Text and HTML are two forms of the same; pictures belong to the HTML (RFC 2387), files to both. A picture that the HTML
 * does not show is a file: readers hide the other parts of a `multipart/related`.
 */
function partsOf(text: Leaf, html: Leaf | undefined, { attachments, html: source = '' }: MailContent): Part {
  const shown = shownPictures(source);
  const isPicture = (file: OutgoingFile): file is OutgoingFile & { readonly contentId: string } =>
    file.contentId !== undefined && shown.has(file.contentId);
  const pictures = attachments.filter(isPicture).map(picturePart);
  const files = attachments.filter((file) => !isPicture(file)).map(filePart);
  const body =
    html === undefined
      ? text
      : branch('multipart/alternative', [
          text,
          branch('multipart/related; type="text/html"', [html, ...pictures]),
        ]);
  return branch('multipart/mixed', [body, ...files]);
}

/** The Content-IDs that HTML names by `cid:` (RFC 2392). */
function shownPictures(html: string): ReadonlySet<string> {
  const named = Array.from(html.matchAll(/\bcid:([\w.@+%-]+)/gi), ([, id = '']) => id);
  return new Set(named.map((id) => id.replace(/%40/gi, '@').replace(/%2b/gi, '+')));
}

/** So that no machine answers (RFC 3834 section 5, and what Exchange and older programs look at). */
function automaticFields(kind: AutomaticKind): { readonly key: string; readonly value: string }[] {
  return [
    { key: 'Auto-Submitted', value: kind },
    { key: 'Precedence', value: 'bulk' },
    { key: 'X-Auto-Response-Suppress', value: 'All' },
  ];
}

function bare(addresses: readonly string[]): { readonly name: string; readonly address: string }[] {
  return addresses.map((address) => ({ name: '', address }));
}

/**
 * Encoded words (RFC 2047) keep what would not survive as it is: runs of blanks could fold into a line of blanks alone,
 * and text that looks like an encoded word would be read as one.
 */
function subjectValue(
  subject: string,
): string | { readonly value: string; readonly prepared: true; readonly foldLines: true } {
  if (!/\s\s|=\?/.test(subject)) return subject;
  return { value: encodeWord(subject, 'Q', 52), prepared: true, foldLines: true };
}
