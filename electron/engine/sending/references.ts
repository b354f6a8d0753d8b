/** The message that a new one answers. */
export interface AnsweredMessage {
  readonly messageId: string;
  readonly references: readonly string[];
}

/** Characters of one identifier, and of the whole field: servers refuse longer lines (RFC 5322 2.1.1). */
const MAX_ID_CHARACTERS = 250;
const MAX_FIELD_CHARACTERS = 900;

/**
 * What In-Reply-To and References name (RFC 5322 3.6.4): the thread in order, the answered message last. Of a thread too
 * long for a header the beginning and the end are kept: those are what readers sort by.
 *
 * Identifiers come from other people's mail: what is none is left out.
 */
export function threadFields(answered: AnsweredMessage | undefined): {
  readonly inReplyTo?: string;
  readonly references?: string;
} {
  if (answered === undefined || !isIdentifier(answered.messageId)) return {};
  const before = answered.references.filter((id) => isIdentifier(id) && id !== answered.messageId);
  const [first, ...others] = [...new Set(before)];
  const kept = [answered.messageId];
  let room = MAX_FIELD_CHARACTERS - answered.messageId.length - (first?.length ?? 0);
  for (const id of others.toReversed()) {
    room -= id.length + 1;
    if (room < 0) break;
    kept.unshift(id);
  }
  if (first !== undefined) kept.unshift(first);
  return { inReplyTo: answered.messageId, references: kept.join(' ') };
}

function isIdentifier(id: string): boolean {
  return id.length <= MAX_ID_CHARACTERS && /^<[!-;=?-~]+>$/.test(id);
}
