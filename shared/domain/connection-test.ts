import { z } from 'zod';
import { plainErrorSchema } from '../errors.ts';

export const testSteps = ['input', 'dns', 'connect', 'tls', 'login', 'mailbox', 'sender'] as const;
export type TestStepId = (typeof testSteps)[number];

/** One step of a connection test. Evidence is technical text for the curious: addresses, certificate, counts. */
export const testStepSchema = z.strictObject({
  id: z.enum(testSteps),
  ok: z.boolean(),
  ms: z.int(),
  evidence: z.array(z.strictObject({ label: z.string(), value: z.string() })),
  finding: plainErrorSchema.optional(),
});
export type TestStep = z.infer<typeof testStepSchema>;

export const connectionTestSchema = z.strictObject({ ok: z.boolean(), steps: z.array(testStepSchema) });
export type ConnectionTest = z.infer<typeof connectionTestSchema>;
