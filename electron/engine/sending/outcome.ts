import { MailroomError, type PlainError } from '../../../shared/errors.ts';
import type { AttemptResult, DueMessage, RecipientChange } from '../store/outbox-delivery.ts';
import { concernsAccount } from './account-failure.ts';
import { GIVE_UP_AFTER_HOURS, nextAttemptAt, withoutIdleTime } from './retry.ts';
import { LostReply, type SubmissionResult } from './transport.ts';

/** When an attempt began, in UTC ms, and how long it took. */
export interface Timing {
  readonly at: number;
  readonly ms: number;
}

/**
 * What an attempt in which the server answered for every recipient makes of the message. Accepted recipients are
 * done; those refused for now (4yz, RFC 5321 section 4.2.1) are tried again, alone.
 */
export function afterReplies(
  message: DueMessage,
  result: SubmissionResult,
  now: number,
  timing: Timing,
): AttemptResult {
  const refused = new Map(result.refused.map((entry) => [entry.recipient, entry]));
  const recipients = message.recipients.map(({ position, address }): RecipientChange => {
    const refusal = refused.get(address);
    if (refusal === undefined) return { position, state: 'accepted', reply: result.reply };
    return { position, state: refusal.error.transient ? 'pending' : 'refused', reply: refusal.reply };
  });
  const common = {
    ...timing,
    reply: result.reply,
    recipients,
    sentSource: result.sentSource,
    account: accountAfterReplies(result),
  };
  if (refused.size === 0 && message.refusedBefore.length === 0)
    return { ...common, state: 'sent', outcome: 'sent' };

  const someGotIt = message.acceptedBefore > 0 || recipients.some(({ state }) => state === 'accepted');
  const settled = someGotIt ? ('partlyRefused' as const) : ('failed' as const);
  const waiting = result.refused.filter(({ error }) => error.transient);
  if (waiting.length === 0) {
    return {
      ...common,
      state: settled,
      outcome: settled,
      error: refusalOf(result.refused, message.refusedBefore),
    };
  }
  const seriesAt = withoutIdleTime(message.seriesAt, message.dueAt, now);
  const next = nextAttemptAt(seriesAt, message.seriesAttempts + 1, now);
  if (next === undefined) {
    const error = expired(waiting.at(-1)?.reply);
    return { ...common, state: settled, outcome: settled, error };
  }
  return {
    ...common,
    state: 'deferred',
    outcome: 'deferred',
    error: refusalOf(waiting, []),
    seriesAt,
    nextAttemptAt: next,
  };
}

/** What a failure for the message as a whole makes of it. */
export function afterFailure(
  message: DueMessage,
  failure: MailroomError,
  now: number,
  timing: Timing,
): AttemptResult {
  const error = failure.toPlain();
  const common = {
    ...timing,
    reply: failure.detail,
    error,
    recipients: [] as readonly RecipientChange[],
    account: accountAfter(failure),
  };
  if (failure.code === 'send.unknown')
    return { ...common, recipients: knownRefusals(message, failure), state: 'unknown', outcome: 'unknown' };
  const settled = message.acceptedBefore > 0 ? ('partlyRefused' as const) : ('failed' as const);
  if (failure.transient) {
    const seriesAt = withoutIdleTime(message.seriesAt, message.dueAt, now);
    const next = nextAttemptAt(seriesAt, message.seriesAttempts + 1, now);
    return next === undefined
      ? { ...common, state: settled, outcome: settled, error: expired(failure.detail) }
      : { ...common, state: 'deferred', outcome: 'deferred', seriesAt, nextAttemptAt: next };
  }
  if (failure.code === 'send.tooLarge') return { ...common, state: 'tooLarge', outcome: 'failed' };
  // Only what the server itself refused is refused; after a fault of ours nobody has said no.
  const { detail } = failure;
  const recipients =
    failure.code.startsWith('send.') && detail !== undefined
      ? message.recipients.map(({ position }) => ({ position, state: 'refused' as const, reply: detail }))
      : [];
  return { ...common, state: settled, outcome: settled, recipients };
}

/** Those refused for now are refused too: nothing is tried again by itself, and they did not get it. */
function knownRefusals(message: DueMessage, failure: MailroomError): readonly RecipientChange[] {
  const refused = failure instanceof LostReply ? failure.refused : [];
  return message.recipients.flatMap(({ position, address }) =>
    refused
      .filter(({ recipient }) => recipient === address)
      .map(({ reply }) => ({ position, state: 'refused' as const, reply })),
  );
}

/** A server that refuses this message has heard the account out; a lost reply or a fault of ours says nothing. */
function accountAfter(failure: MailroomError): AttemptResult['account'] {
  const error = failure.toPlain();
  if (concernsAccount(error)) return error;
  return failure.code.startsWith('send.') && failure.code !== 'send.unknown' ? 'works' : undefined;
}

/** Many servers object to the sender at every recipient, instead of at MAIL. */
function accountAfterReplies({ accepted, refused }: SubmissionResult): 'works' | PlainError {
  const [first] = refused;
  const blamesAccount = accepted.length === 0 && refused.every(({ error }) => concernsAccount(error));
  return first !== undefined && blamesAccount ? first.error : 'works';
}

/** Given up, with the last that was heard. */
export function expired(lastReply: string | undefined): PlainError {
  return new MailroomError('send.expired', 'submit', {
    params: { hours: GIVE_UP_AFTER_HOURS },
    detail: lastReply,
  }).toPlain();
}

/** The refusals as one error, naming those who did not get it; those of earlier attempts only left their words. */
function refusalOf(
  refused: SubmissionResult['refused'],
  before: DueMessage['refusedBefore'],
): PlainError | undefined {
  const [first] = refused;
  const recipients = [...refused, ...before].map(({ recipient }) => recipient).join(', ');
  const alike = before.length === 0 && refused.every(({ error }) => error.code === first?.error.code);
  if (first !== undefined && alike) {
    const { error } = first;
    return { ...error, params: { ...error.params, recipients }, detail: error.detail ?? first.reply };
  }
  return new MailroomError('send.recipientsRefused', 'submit', {
    params: { recipients },
    detail: first?.reply ?? before[0]?.reply,
    transient: first?.error.transient,
  }).toPlain();
}
