import { z } from 'zod';
import { idField, nameField } from './fields.ts';

/**
 * A rule of one incoming account (S27 to S32). This version knows one kind: "subject contains" creates a
 * ticket. Conditions and actions are lists of tagged values so that further kinds only add members.
 */
export const ruleConditionSchema = z.strictObject({
  field: z.literal('subject'),
  operator: z.literal('contains'),
  value: z.string().trim().min(1, 'required').max(500, 'tooLong'),
});

export const ruleActionSchema = z.strictObject({ kind: z.literal('createTicket') });

const fields = {
  accountId: idField,
  title: nameField,
  /** Unique within the account; the lowest runs first; the first match ends the search (S28). */
  rank: z.int({ error: 'rankRange' }).min(1, 'rankRange').max(1_000_000, 'rankRange'),
  active: z.boolean().default(true),
  conditions: z.array(ruleConditionSchema).min(1, 'required').max(20),
  actions: z.array(ruleActionSchema).min(1, 'required').max(5),
};

export const ruleInputSchema = z.strictObject(fields);
export type RuleInput = z.infer<typeof ruleInputSchema>;

export const ruleSchema = z.strictObject({ ...fields, id: idField });
export type Rule = z.infer<typeof ruleSchema>;
