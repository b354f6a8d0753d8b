import i18next from 'i18next';
import type { Rule, RuleInput } from '../../../shared/domain/rule.ts';
import { invoke } from '../../bridge.ts';
import { attempt, notify } from '../../components/toasts.tsx';
import { useRules } from '../../stores/rules.ts';
import { nextRank } from './next-rank.ts';

/** What can be done with a rule without opening it. */

function inputOf({ id: _id, ...input }: Rule): RuleInput {
  return input;
}

export async function setRuleActive(rule: Rule, active: boolean): Promise<void> {
  await attempt(invoke('rules.update', { id: rule.id, rule: { ...inputOf(rule), active } }));
  await useRules.getState().load();
}

/** Puts a rule behind another one, or first. Answers whether it went well. */
export async function moveRule(rule: Rule, after: Rule | undefined): Promise<boolean> {
  const moved = await attempt(
    invoke('rules.move', { id: rule.id, ...(after === undefined ? {} : { after: after.id }) }),
  );
  await useRules.getState().load();
  return moved !== undefined;
}

/** Makes a copy right behind the rule. It is switched off: the same twice does nothing. */
export async function duplicateRule(rule: Rule, rules: readonly Rule[]): Promise<void> {
  const copy = await attempt(
    invoke('rules.create', {
      ...inputOf(rule),
      title: i18next.t('rules.copyTitle', { title: rule.title }).slice(0, 100),
      active: false,
      rank: nextRank(rules),
    }),
  );
  if (copy !== undefined) {
    await attempt(invoke('rules.move', { id: copy.id, after: rule.id }));
    notify({ title: i18next.t('rules.duplicated', { title: copy.title }) });
  }
  await useRules.getState().load();
}

/** Deletes a rule, with the way to have it back in its place. */
export async function removeRule(rule: Rule): Promise<void> {
  const gone = await attempt(invoke('rules.remove', { id: rule.id }));
  await useRules.getState().load();
  if (gone === undefined) return;
  notify({
    title: i18next.t('rules.deleted', { title: rule.title }),
    text: i18next.t('rules.deleteText'),
    action: {
      label: i18next.t('action.undo'),
      run: async () => {
        await attempt(invoke('rules.create', inputOf(rule)));
        await useRules.getState().load();
      },
    },
  });
}
