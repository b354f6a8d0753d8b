import X from 'lucide-react/icons/x';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleAction } from '../../../shared/domain/rule.ts';
import { IconButton } from '../../components/button.tsx';
import { ActionFields } from './action-fields.tsx';
import { RowField } from './row-field.tsx';
import type { ActionValues } from './rule-values.ts';

export const actionKinds = [
  'createTicket',
  'assignTicket',
  'setFields',
  'archive',
  'leave',
  'markSpam',
  'forward',
  'confirm',
  'notify',
] as const satisfies readonly RuleAction['kind'][];

interface ActionRowProps {
  readonly action: ActionValues;
  readonly index: number;
  /** What other rows do already: each action can be chosen once. */
  readonly taken: readonly RuleAction['kind'][];
  readonly problemAt: (path: string) => string | undefined;
  readonly onChange: (action: ActionValues) => void;
  /** Left out for the only one. */
  readonly onRemove: (() => void) | undefined;
}

/** One thing the rule does. */
export function ActionRow({ action, index, taken, problemAt, onChange, onRemove }: ActionRowProps) {
  const { t } = useTranslation();
  const id = useId();
  const path = `actions.${index}`;
  const number = { number: index + 1 };
  return (
    <li className="rule-row">
      <div className="rule-row-fields" role="group" aria-label={t('rules.action', number)}>
        <RowField
          id={`${id}-kind`}
          label={t('rules.actionKind')}
          path={`${path}.kind`}
          error={problemAt(`${path}.kind`)}
          help={t(`ruleActionHelp.${action.kind}`)}
          quiet
        >
          {(control) => (
            <select
              className="input select"
              {...control}
              value={action.kind}
              onChange={(event) => onChange({ ...action, kind: event.target.value as RuleAction['kind'] })}
            >
              {actionKinds
                .filter((kind) => kind === action.kind || !taken.includes(kind))
                .map((kind) => (
                  <option key={kind} value={kind}>
                    {t(`ruleAction.${kind}`)}
                  </option>
                ))}
            </select>
          )}
        </RowField>
        <ActionFields
          action={action}
          id={id}
          path={path}
          problemAt={problemAt}
          onChange={(change) => onChange({ ...action, ...change })}
        />
      </div>
      <IconButton
        label={t('rules.removeAction', number)}
        disabled={onRemove === undefined}
        onClick={onRemove}
      >
        <X size={16} aria-hidden />
      </IconButton>
    </li>
  );
}
