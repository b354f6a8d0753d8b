import { z } from 'zod';
import { plainErrorSchema } from '../errors.ts';
import { idField } from './fields.ts';
import { ruleActionSchema, ruleInputSchema } from './rule.ts';

/** What rules would do with messages, and why, without doing it. */

/** One condition and one message. */
export const conditionOutcomeSchema = z.strictObject({
  /** With `negate` taken into account. */
  holds: z.boolean(),
  /** The text that fits the comparison, shortened. */
  found: z.string().optional(),
  /** What was looked at and does not fit, shortened. Neither of the two: there was nothing to look at. */
  seen: z.string().optional(),
});
export type ConditionOutcome = z.infer<typeof conditionOutcomeSchema>;

export const ruleOutcomeSchema = z.strictObject({
  title: z.string(),
  rank: z.int(),
  holds: z.boolean(),
  /** Whether the search came this far; a rule behind the end of it does nothing. */
  reached: z.boolean(),
  /** In the order of the rule. */
  conditions: z.array(conditionOutcomeSchema),
});
export type RuleOutcome = z.infer<typeof ruleOutcomeSchema>;

/**
 * What decided:
 *
 * - `copy`: another account has the same mail. `ownMail`: we sent it. `deliveryReport`: it is about mail of ours.
 * - `ticketReference`: the subject names a ticket. `thread`: it answers a message of a ticket.
 * - `blockedSender`: the contact is blocked. `rule`: the rules named. `unknownSender`: a rule would make a ticket, but
 *   the sender is no contact. `nothing`: a person decides.
 */
export const decisionReasons = [
  'copy',
  'ownMail',
  'deliveryReport',
  'ticketReference',
  'thread',
  'blockedSender',
  'rule',
  'unknownSender',
  'nothing',
] as const;
export type DecisionReason = (typeof decisionReasons)[number];

export const decisionSchema = z.strictObject({
  reason: z.enum(decisionReasons),
  /** Titles of the rules that act, by rank. */
  rules: z.array(z.string()),
  folder: z.enum(['inbox', 'archive']),
  spam: z.boolean(),
  /** A ticket is made. */
  createsTicket: z.boolean(),
  /** Reference of the ticket that the message is assigned to. */
  ticket: z.string().optional(),
  /** The subject names several tickets; these are not the one taken. */
  otherTickets: z.array(z.string()),
  /** The ticket is completed: what the account says about that. */
  completed: z.enum(['flag', 'reopen']).optional(),
  /** A contact is made of the sender. */
  createsContact: z.boolean(),
  /** What the rules say, in order, whether or not something before them decided. */
  actions: z.array(ruleActionSchema),
});
export type DecisionSummary = z.infer<typeof decisionSchema>;

const MAX_RULES = 500;
/** How many messages one rehearsal takes. */
export const MAX_REHEARSED = 1000;

export const rehearsalRequestSchema = z.strictObject({
  accountId: idField,
  /** The edited rules, all of them; left out: today's. */
  rules: z.array(ruleInputSchema).max(MAX_RULES, 'tooMany').optional(),
  messages: z.strictObject({
    ids: z.array(z.int().min(1)).max(MAX_REHEARSED, 'tooMany').optional(),
    /** So many of the newest messages of the account, wherever they are. */
    last: z.int().min(1).max(MAX_REHEARSED).optional(),
    /** A raw source in base64, such as that of an .eml file. */
    source: z.base64().optional(),
  }),
});
export type RehearsalRequest = z.infer<typeof rehearsalRequestSchema>;

export const rehearsedMessageSchema = z.strictObject({
  /** Left out for a source that was given. */
  id: z.int().optional(),
  subject: z.string(),
  from: z.string(),
  /** Why nothing can be said: it can't be read, or was never fetched. */
  error: plainErrorSchema.optional(),
  rules: z.array(ruleOutcomeSchema),
  decision: decisionSchema.optional(),
  /** What today's rules would do, where that is something else. */
  today: decisionSchema.optional(),
});
export type RehearsedMessage = z.infer<typeof rehearsedMessageSchema>;

/** In the order asked for; the newest first for `last`. */
export const rehearsalSchema = z.strictObject({
  messages: z.array(rehearsedMessageSchema),
  /** How many would go another way than with today's rules. */
  changed: z.int(),
});
export type Rehearsal = z.infer<typeof rehearsalSchema>;
