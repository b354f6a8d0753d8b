import type { MailroomError, PlainError, Stage } from '../../../shared/errors.ts';
import { LONGEST_WAIT_MS } from './retry.ts';

/** Where a failure concerns the account and every message of it: before a message could even begin. */
export const accountStages: readonly Stage[] = [
  'input',
  'dns',
  'connect',
  'tls',
  'greeting',
  'login',
  'secrets',
];

const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 32 * FIRST_REST_MS;
/** A refused password is tried at most once an hour: servers lock accounts. */
const NEEDS_PERSON_MS = LONGEST_WAIT_MS;

/** Whether no message of the account can go out while this lasts. */
export function stopsAccount(error: Pick<PlainError, 'stage'>): boolean {
  return accountStages.includes(error.stage);
}

/** Whether this says something about the account at all; the rest is about one message or its recipients. */
export function concernsAccount(error: Pick<PlainError, 'stage' | 'code'>): boolean {
  return stopsAccount(error) || error.code === 'send.senderRefused' || /^(connect|server)\./.test(error.code);
}

/**
 * How long an account rests after it failed as a whole, in ms: longer each time, and an hour where only a person can
 * help.
 *
 * @param failures in a row, this one included
 */
export function restAfter(error: Pick<MailroomError, 'transient'>, failures: number): number {
  if (!error.transient) return NEEDS_PERSON_MS;
  return Math.min(FIRST_REST_MS * 2 ** (failures - 1), LONGEST_REST_MS);
}
