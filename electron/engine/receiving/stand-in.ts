/** Stand-ins are short texts; anything bigger is a message of its own. */
const MAX_BYTES = 32 * 1024;

/**
 * Exchange hands out a text of its own when it can't convert a message for IMAP or POP3 ("Retrieval using the
 * IMAP4 protocol failed for the following message: 42"). Its size is announced rightly, so only the words tell.
 */
const WORDS = [
  /^subject:\s*retrieval using the (imap4|pop3) protocol failed for the following message/im,
  /^the server couldn't retrieve the following message:/im,
];

/** Whether the server gave a text in place of the message. The message itself is still there, maybe readable later. */
export function isStandIn(source: Uint8Array): boolean {
  if (source.length > MAX_BYTES) return false;
  const text = Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString('latin1');
  return WORDS.some((pattern) => pattern.test(text));
}
