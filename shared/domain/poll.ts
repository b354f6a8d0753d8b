import { z } from 'zod';
import { plainErrorSchema } from '../errors.ts';
import { idField } from './fields.ts';

const count = z.int().min(0);

/** One poll run of one incoming account, finished or failed. Times in UTC milliseconds, sizes in bytes. */
export const pollRunSchema = z.strictObject({
  account: z.string(),
  accountId: idField,
  startedAt: z.number(),
  /** Messages listed on the server. */
  found: count,
  imported: count,
  /** Confirmed by the server as gone. */
  removed: count,
  /** Recognised as already here; not imported again. */
  duplicates: count,
  /** Over the account's limit and left on the server. */
  oversize: count,
  quarantined: count,
  /** Could not be fetched or removed this time; tried again next time. */
  failed: count,
  bytes: count,
  /** Moved to another mailbox on the server. */
  moved: count.default(0),
  /** Left alone because they were there before the account, as was chosen at the first contact. */
  leftAlone: count.default(0),
  ms: count,
  /** Until the mailbox was open. */
  connectMs: count.default(0),
  error: plainErrorSchema.optional(),
});
export type PollRun = z.infer<typeof pollRunSchema>;

export const pollPhases = ['connecting', 'listing', 'fetching', 'removing', 'processing'] as const;

/** Where a running poll is. */
export const pollProgressSchema = z.strictObject({
  accountId: idField,
  phase: z.enum(pollPhases),
  /** Messages to fetch in this run; 0 while unknown. */
  total: count,
  done: count,
});
export type PollProgress = z.infer<typeof pollProgressSchema>;

/**
 * What the account list says of an account: `idle` waits for its next poll, `slow` works but takes long,
 * `attention` needs a person (the error says which field), `retrying` failed for a reason that may pass by
 * itself, `undecided` waits for the choice what becomes of the mail that is there already.
 */
export const accountStates = [
  'idle',
  'polling',
  'slow',
  'retrying',
  'attention',
  'undecided',
  'paused',
  'new',
] as const;

export const accountStatusSchema = z.strictObject({
  state: z.enum(accountStates),
  lastSuccessAt: z.number().optional(),
  lastRunAt: z.number().optional(),
  nextPollAt: z.number().optional(),
  lastRun: pollRunSchema.optional(),
  error: plainErrorSchema.optional(),
  /** When the present error was first seen. */
  failingSince: z.number().optional(),
  /** The last failure that ended by itself or by a repair. */
  recovered: z.strictObject({ at: z.number(), afterMs: z.number(), error: plainErrorSchema }).optional(),
  progress: pollProgressSchema.optional(),
});
export type AccountStatus = z.infer<typeof accountStatusSchema>;
