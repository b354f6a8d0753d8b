import { randomUUID } from 'node:crypto';
import type { Rule } from '../../../shared/domain/rule.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { checkRule } from '../rules/check-rule.ts';
import { rehearse } from '../rules/rehearse.ts';
import { deleteRule, findRule, listRules, moveRule, nextRank, saveRule } from '../store/rules.ts';
import { inTransaction } from '../store/transaction.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type RuleChannel = Extract<EngineChannel, `rules.${string}`>;

/** Rules of incoming accounts. A new rule acts on mail that arrives from now on. */
export function ruleHandlers(parts: Parts): HandlersOf<RuleChannel> {
  const { database } = parts;

  function requireRule(id: string): Rule {
    const rule = findRule(database, id);
    if (rule === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return rule;
  }

  function save(rule: Rule): Rule {
    const checked = checkRule(database, rule);
    saveRule(database, checked);
    return checked;
  }

  return {
    'rules.list': async () => listRules(database),
    'rules.create': async (input) => save({ ...input, id: randomUUID() }),
    async 'rules.update'({ id, rule }) {
      requireRule(id);
      return save({ ...rule, id });
    },
    async 'rules.remove'({ id }) {
      requireRule(id);
      deleteRule(database, id);
      return {};
    },
    async 'rules.move'({ id, after }) {
      const rule = requireRule(id);
      moveRule(database, rule, after);
      return listRules(database).filter(({ accountId }) => accountId === rule.accountId);
    },
    async 'rules.copy'({ ids, accountId }) {
      return inTransaction(database, () =>
        ids.map((id) => {
          const copy = { ...requireRule(id), id: randomUUID(), accountId };
          return save({ ...copy, rank: nextRank(database, accountId) });
        }),
      );
    },
    'rules.rehearse': (request) => rehearse(parts, request),
  };
}
