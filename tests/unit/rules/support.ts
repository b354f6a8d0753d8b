import type { Attachment, MailAddress } from '../../../shared/domain/message.ts';
import type { Rule, RuleCondition } from '../../../shared/domain/rule.ts';
import type { DecidedMessage } from '../../../electron/engine/rules/decide.ts';
import { factsOf, type MessageFacts } from '../../../electron/engine/rules/facts.ts';

export interface MessageFields {
  readonly subject?: string;
  readonly from?: MailAddress;
  readonly to?: readonly MailAddress[];
  readonly cc?: readonly MailAddress[];
  readonly messageId?: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
  readonly text?: string;
  readonly header?: string;
  readonly attachments?: readonly Attachment[];
  readonly sizeBytes?: number;
  readonly account?: string;
}

/** A message as the rules get it; what is left out is empty. */
export function message(fields: MessageFields = {}): DecidedMessage {
  return {
    id: 1000,
    accountId: 'in-1',
    receivedAt: 1000,
    envelope: {
      messageId: fields.messageId,
      inReplyTo: fields.inReplyTo,
      references: fields.references ?? [],
      from: fields.from ?? { name: 'Ann', address: 'ann@customer.example' },
      to: fields.to ?? [],
      cc: fields.cc ?? [],
      replyTo: [],
      subject: fields.subject ?? '',
      snippet: '',
      date: undefined,
    },
    attachments: fields.attachments ?? [],
    text: fields.text ?? '',
    header: fields.header ?? '',
    report: undefined,
    sizeBytes: fields.sizeBytes ?? 1,
    account: fields.account ?? 'Support',
  };
}

export function facts(fields: MessageFields): MessageFacts {
  return factsOf(message(fields));
}

/** A rule that creates a ticket; conditions are about the subject unless they say otherwise. */
export function rule(
  title: string,
  conditions: readonly Partial<RuleCondition>[],
  changes: Partial<Rule> = {},
): Rule {
  return {
    id: `rule-${title}`,
    accountId: 'in-1',
    title,
    rank: 1,
    active: true,
    conditions: conditions.map((condition) => ({
      field: 'subject',
      operator: 'contains',
      value: 'x',
      ...condition,
    })),
    actions: [{ kind: 'createTicket' }],
    ...changes,
  };
}
