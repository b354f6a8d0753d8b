import type { Contact } from '../../shared/domain/contact.ts';
import type { MessageDetail } from '../../shared/domain/message.ts';
import type { DecisionSummary, RehearsedMessage } from '../../shared/domain/rehearsal.ts';
import type { Rule, RuleCondition, RuleInput } from '../../shared/domain/rule.ts';
import { MailroomError } from '../../shared/errors.ts';
import type { Channel } from '../../shared/ipc/channels.ts';
import type { RequestOf, ResponseOf } from '../../shared/ipc/contract.ts';

/** The part of the fake engine that decides what becomes of mail: rules, their rehearsal, and contacts. */

export interface RulesState {
  messages: MessageDetail[];
  rules: Rule[];
  contacts: Contact[];
}

type RulesChannel = Extract<Channel, `rules.${string}` | `contacts.${string}`>;
type RulesHandlers = {
  [C in RulesChannel]: (request: RequestOf<C>) => ResponseOf<C> | Promise<ResponseOf<C>>;
};

interface Tools {
  readonly newId: (kind: string) => string;
  readonly touch: (ids: readonly number[], change: Partial<MessageDetail>) => void;
  readonly told: (event: 'directory.changed') => void;
}

export function rulesHandlers(state: RulesState, tools: Tools): RulesHandlers {
  const of = (accountId: string): Rule[] =>
    state.rules.filter((rule) => rule.accountId === accountId).toSorted((a, b) => a.rank - b.rank);
  const uniqueRank = (accountId: string, rank: number, id?: string): void => {
    if (of(accountId).some((rule) => rule.rank === rank && rule.id !== id))
      throw new MailroomError('input.nameTaken', 'input', { field: 'rank', params: { name: rank } });
  };
  const checkPatterns = ({ conditions }: RuleInput): void => {
    const problems = conditions.flatMap(({ operator, value }, index) =>
      operator === 'matches' && String(value).includes('(?=')
        ? [{ field: `conditions.${index}.value`, problem: 'patternMalformed' }]
        : [],
    );
    if (problems.length > 0) throw new MailroomError('input.invalid', 'input', { problems });
  };
  const stored = (id: string): Rule => {
    const rule = state.rules.find((item) => item.id === id);
    if (rule === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return rule;
  };
  const release = (contact: Contact): number => {
    const held = state.messages.filter(
      (item) => item.held === true && contact.addresses.includes(item.from.address),
    );
    for (const { id } of held) {
      const { reason: _reason, held: _held, ...rest } = state.messages.find((item) => item.id === id)!;
      state.messages = state.messages.map((item) => (item.id === id ? rest : item));
      tools.touch([id], { ticket: 'T-000200', folder: 'archive', state: 'archived' });
    }
    return held.length;
  };
  const saveContact = (contact: Contact) => {
    state.contacts = [...state.contacts.filter(({ id }) => id !== contact.id), contact];
    tools.told('directory.changed');
    return { contact, released: release(contact) };
  };

  return {
    'rules.list': () => state.rules,
    'rules.create': (rule) => {
      uniqueRank(rule.accountId, rule.rank);
      checkPatterns(rule);
      const made = { ...rule, id: tools.newId('rule') };
      state.rules.push(made);
      return made;
    },
    'rules.update': ({ id, rule }) => {
      uniqueRank(rule.accountId, rule.rank, id);
      checkPatterns(rule);
      state.rules = state.rules.map((item) => (item.id === id ? { ...rule, id } : item));
      return { ...rule, id };
    },
    'rules.remove': ({ id }) => {
      state.rules = state.rules.filter((rule) => rule.id !== id);
      return {};
    },
    'rules.move': ({ id, after }) => {
      const { accountId } = stored(id);
      const list = of(accountId).filter((rule) => rule.id !== id);
      list.splice(after === undefined ? 0 : list.findIndex((rule) => rule.id === after) + 1, 0, stored(id));
      const ranked = list.map((rule, index) => ({ ...rule, rank: (index + 1) * 10 }));
      state.rules = [...state.rules.filter((rule) => rule.accountId !== accountId), ...ranked];
      return ranked;
    },
    'rules.copy': ({ ids, accountId }) =>
      ids.map((id) => {
        const rank = Math.max(0, ...of(accountId).map((rule) => rule.rank)) + 10;
        const copy = { ...stored(id), id: tools.newId('rule'), accountId, rank };
        state.rules.push(copy);
        return copy;
      }),
    'rules.rehearse': ({ accountId, rules, messages: { ids, last = 0, source } }) => {
      const today = of(accountId);
      const chosen =
        source !== undefined
          ? [{ subject: /^Subject: (.*)$/m.exec(atob(source))?.[1] ?? '', from: 'from the file' }]
          : state.messages
              .filter((item) => (ids === undefined ? item.accountId === accountId : ids.includes(item.id)))
              .slice(0, ids === undefined ? last : ids.length)
              .map(({ id, subject, from }) => ({ id, subject, from: `${from.name} <${from.address}>` }));
      const messages = chosen.map((message): RehearsedMessage => {
        const outcome = rehearsed(message, rules ?? today);
        const before = rehearsed(message, today).decision;
        return JSON.stringify(before) === JSON.stringify(outcome.decision)
          ? outcome
          : { ...outcome, today: before };
      });
      return { messages, changed: messages.filter((message) => message.today !== undefined).length };
    },
    'contacts.list': () => state.contacts,
    'contacts.create': (contact) => saveContact({ ...contact, id: tools.newId('contact') }),
    'contacts.update': ({ id, contact }) => saveContact({ ...contact, id }),
    'contacts.remove': ({ id }) => {
      state.contacts = state.contacts.filter((contact) => contact.id !== id);
      tools.told('directory.changed');
      return {};
    },
  };
}

type Tried = Pick<RehearsedMessage, 'id' | 'subject' | 'from'>;

/** Knows texts that contain something: enough to see a difference. */
function holds({ operator, value, negate = false, field }: RuleCondition, message: Tried): boolean {
  const text = field === 'sender' ? message.from : message.subject;
  const fits = operator === 'contains' && text.toLowerCase().includes(String(value).toLowerCase());
  return fits !== negate;
}

function rehearsed(
  message: Tried,
  rules: readonly RuleInput[],
): RehearsedMessage & { decision: DecisionSummary } {
  let reached = true;
  const acting: RuleInput[] = [];
  const outcomes = rules
    .filter(({ active }) => active)
    .map((rule) => {
      const conditions = rule.conditions.map((condition) =>
        holds(condition, message)
          ? { holds: true, found: String(condition.value) }
          : { holds: false, seen: condition.field === 'sender' ? message.from : message.subject },
      );
      const fits =
        rule.match === 'any' ? conditions.some((one) => one.holds) : conditions.every((one) => one.holds);
      const outcome = { title: rule.title, rank: rule.rank, holds: fits, reached, conditions };
      if (fits && reached) {
        acting.push(rule);
        reached = rule.continue === true;
      }
      return outcome;
    });
  const actions = acting.flatMap((rule) => rule.actions);
  const has = (kind: string): boolean => actions.some((action) => action.kind === kind);
  return {
    ...message,
    rules: outcomes,
    decision: {
      reason: acting.length > 0 ? 'rule' : 'nothing',
      rules: acting.map(({ title }) => title),
      folder:
        (has('createTicket') || has('archive') || has('markSpam')) && !has('leave') ? 'archive' : 'inbox',
      spam: has('markSpam'),
      createsTicket: has('createTicket'),
      otherTickets: [],
      createsContact: false,
      actions,
    },
  };
}
