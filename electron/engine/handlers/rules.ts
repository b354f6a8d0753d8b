import { randomUUID } from 'node:crypto';
import { MailroomError } from '../../../shared/errors.ts';
import { deleteRule, findRule, listRules, saveRule } from '../store/rules.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type RuleChannel = Extract<EngineChannel, `rules.${string}`>;

/** Rules of incoming accounts. A new rule acts on mail that arrives from now on. */
export function ruleHandlers({ database }: Parts): HandlersOf<RuleChannel> {
  function requireRule(id: string): void {
    if (findRule(database, id) === undefined) {
      throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    }
  }

  return {
    'rules.list': async () => listRules(database),
    async 'rules.create'(input) {
      const rule = { ...input, id: randomUUID() };
      saveRule(database, rule);
      return rule;
    },
    async 'rules.update'({ id, rule: input }) {
      requireRule(id);
      const rule = { ...input, id };
      saveRule(database, rule);
      return rule;
    },
    async 'rules.remove'({ id }) {
      requireRule(id);
      deleteRule(database, id);
      return {};
    },
  };
}
