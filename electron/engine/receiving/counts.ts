import type { PollRun } from '../../../shared/domain/poll.ts';

/** What a poll run counts while it goes on. */
export type Counts = {
  -readonly [
    K in keyof Omit<PollRun, 'account' | 'accountId' | 'startedAt' | 'ms' | 'connectMs' | 'error'>
  ]: number;
};

/** The counts of a run that has done nothing yet. */
export function noCounts(): Counts {
  return {
    found: 0,
    imported: 0,
    removed: 0,
    duplicates: 0,
    oversize: 0,
    quarantined: 0,
    failed: 0,
    bytes: 0,
    moved: 0,
    leftAlone: 0,
  };
}
