import type { ErrorCode, Stage } from '../../../../../shared/errors.ts';

/** What is known when a server answers `-ERR`. */
export interface RefusalContext {
  readonly stage: Stage;
  /** The code where the words hold no better one. */
  readonly otherwise: ErrorCode;
  /** A demand for encryption is only believed where there is none. */
  readonly encrypted: boolean;
}

// Dovecot, Courier, Cyrus, Exchange and qpopper word it differently; there is no response code for it.
const DEMANDS_ENCRYPTION =
  /plain-?text (authentication|passwords?|logins?).{0,20}(disallowed|disabled|not (allowed|permitted))|\b(encryption|encrypted|ssl|tls|stls|starttls|secure)\b.{0,40}(required|needed|first|mandatory)|(requires?|must|need to|only).{0,40}\b(encrypt\w*|ssl|tls|stls|starttls|secure)\b/i;

/** Refusals that often go away by themselves although the server does not say so. */
const USUALLY_PASSING: ReadonlySet<ErrorCode> = new Set(['greeting.refused', 'remove.refused']);

/**
 * What the words after `-ERR` mean, and whether trying again can help. The response codes of RFC 2449
 * section 8 and RFC 3206 go before the text. They are believed unannounced: few servers that send them
 * announce them all.
 */
export function classifyRefusal(
  text: string,
  { stage, otherwise, encrypted }: RefusalContext,
): { readonly code: ErrorCode; readonly transient: boolean } {
  const code = responseCode(text);
  if (code === 'IN-USE') return { code: 'mailbox.inUse', transient: true };
  if (code === 'LOGIN-DELAY') return { code: 'server.loginDelay', transient: true };
  if (code === 'SYS/TEMP') return { code: temporary[stage] ?? otherwise, transient: true };
  if (code === 'SYS/PERM') {
    // The operator's fault: the password must not be blamed for it.
    return { code: stage === 'login' ? 'server.refused' : otherwise, transient: false };
  }
  if (stage === 'login' && !encrypted && DEMANDS_ENCRYPTION.test(text)) {
    return { code: 'login.encryptionRequired', transient: false };
  }
  return { code: otherwise, transient: USUALLY_PASSING.has(otherwise) };
}

const temporary: Partial<Record<Stage, ErrorCode>> = {
  greeting: 'server.unavailable',
  login: 'login.temporary',
  mailbox: 'server.unavailable',
  list: 'server.unavailable',
};

/** The bracketed response code, in capitals and without refinements. Undefined where there is none. */
function responseCode(text: string): string | undefined {
  return /^\[(SYS\/TEMP|SYS\/PERM|[^\]/]+)[^\]]*\]/i.exec(text)?.[1]?.toUpperCase();
}
