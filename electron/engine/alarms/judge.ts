import type { PlainError } from '../../../shared/errors.ts';
import { unusualSilence, type Arrivals } from './rhythm.ts';

/** What is known about an account when the question is whether a person should be told. Times in UTC ms. */
export interface AccountFacts {
  readonly active: boolean;
  readonly error: PlainError | undefined;
  /** When the present error was first seen. */
  readonly failingSince: number | undefined;
  /** Failures in a row. */
  readonly failures: number;
  /** Of incoming accounts. */
  readonly arrivals: Arrivals | undefined;
}

export interface Verdict {
  readonly kind: 'failing' | 'quiet';
  readonly since: number;
  readonly error?: PlainError | undefined;
}

/**
 * Whether an account has been failing or silent for so long that a person should know. A single failure that may pass
 * by itself is nothing, however long the next attempt takes; neither is a paused account.
 *
 * @param afterMs how long a failure must last
 */
export function judge(facts: AccountFacts, now: number, afterMs: number): Verdict | undefined {
  const { active, error, failingSince, failures, arrivals } = facts;
  if (!active) return undefined;
  if (error !== undefined && failingSince !== undefined) {
    const lasting = now - failingSince >= afterMs && (!error.transient || failures > 1);
    // While it fails, its silence is no news of its own.
    return lasting ? { kind: 'failing', since: failingSince, error } : undefined;
  }
  const silence = arrivals === undefined ? undefined : unusualSilence(arrivals);
  if (arrivals === undefined || silence === undefined || now - arrivals.last < silence) return undefined;
  return { kind: 'quiet', since: arrivals.last };
}
