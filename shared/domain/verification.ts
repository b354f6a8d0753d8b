import { z } from 'zod';

/**
 * What can be wrong with the archive: `file` (SQLite's own check), `reference` (a row points to nothing),
 * `digest` (bytes differ from the receipt), `missingSource` (a message lost its bytes), `noReceipt` (a message
 * without proof where it came from), `counts` (the numbers shown are not those in the store), `index` (the search index
 * is damaged or lacks messages: it can be made anew from the rest).
 */
export const archiveProblemKinds = [
  'file',
  'reference',
  'digest',
  'missingSource',
  'noReceipt',
  'counts',
  'index',
] as const;

/** The outcome of `verify`. Sizes bytes, times ms. */
export const archiveVerificationSchema = z.strictObject({
  ok: z.boolean(),
  messages: z.int(),
  bytes: z.int(),
  /** Committed messages whose removal from the server is not confirmed yet; no problem by itself. */
  removalPending: z.int(),
  /** Messages still to come into the search index; no problem by itself. */
  notIndexed: z.int(),
  ms: z.int(),
  problems: z.array(
    z.strictObject({
      kind: z.enum(archiveProblemKinds),
      messageId: z.int().optional(),
      detail: z.string(),
    }),
  ),
});
export type ArchiveVerification = z.infer<typeof archiveVerificationSchema>;
