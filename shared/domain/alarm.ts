import { z } from 'zod';
import { plainErrorSchema } from '../errors.ts';
import { idField } from './fields.ts';

/**
 * `failing`: polling or sending has not worked for longer than the settings allow. `quiet`: works, but far longer
 * without a new message than ever before.
 */
export const alarmKinds = ['failing', 'quiet'] as const;

/** Word about an account that a person should have, once when it begins and once when it is over. */
export const alarmSchema = z.strictObject({
  accountId: idField,
  account: z.string(),
  direction: z.enum(['incoming', 'outgoing']),
  kind: z.enum(alarmKinds),
  /** When it began, UTC ms; for `quiet` when the last message came. */
  since: z.number(),
  raisedAt: z.number(),
  /** When it was over. */
  endedAt: z.number().optional(),
  error: plainErrorSchema.optional(),
});
export type Alarm = z.infer<typeof alarmSchema>;
