import { z } from 'zod';

/** What a server reported about one recipient of a message of the outbox (RFC 3464). */
export const deliveryReportSchema = z.strictObject({
  /** The report itself; undefined when it was deleted for good. */
  messageId: z.int().optional(),
  at: z.number(),
  address: z.string(),
  /** `failed`, `delayed`, `delivered`, `relayed` or `expanded`. */
  action: z.string(),
  /** Enhanced status code (RFC 3463), such as `5.1.1`. */
  status: z.string(),
  /** The words of the server that refused. */
  diagnostic: z.string(),
});
export type DeliveryReportEntry = z.infer<typeof deliveryReportSchema>;
