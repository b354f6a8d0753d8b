import FlaskConical from 'lucide-react/icons/flask-conical';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { Rule, RuleInput } from '../../../shared/domain/rule.ts';
import { Button } from '../../components/button.tsx';
import { Field, SwitchField } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Segments } from '../../components/segments.tsx';
import { RehearsalDialog } from '../rehearsal/rehearsal-dialog.tsx';
import { ActionRow, actionKinds } from './action-row.tsx';
import { ConditionRow } from './condition-row.tsx';
import { nextRank } from './next-rank.ts';
import { newAction, newCondition } from './rule-values.ts';
import { useRuleForm, type RuleForm } from './use-rule-form.ts';

const MOST_CONDITIONS = 20;
const MOST_ACTIONS = 5;

interface RuleDialogProps {
  /** Left out for a new rule. */
  readonly rule: Rule | undefined;
  readonly account: IncomingAccount;
  /** All rules of the account, as they are stored. */
  readonly rules: readonly Rule[];
  readonly onClose: () => void;
}

/** One rule: when a message gets it, and what then happens. It can be tried before it is saved. */
export function RuleDialog({ rule, account, rules, onClose }: RuleDialogProps) {
  const { t } = useTranslation();
  const form = useRuleForm({ rule, accountId: account.id, nextRank: nextRank(rules), onSaved: onClose });
  const [tried, setTried] = useState<readonly RuleInput[]>();
  const { values, change, problemAt } = form;

  const tryOut = (): void => {
    const input = form.inputIfValid();
    if (input === undefined) return;
    const others = rules.filter(({ id }) => id !== rule?.id).map(({ id: _id, ...other }) => other);
    // Two of the same rank would be refused when saved; here the edited one is asked first.
    setTried([input, ...others].toSorted((one, other) => one.rank - other.rank));
  };
  return (
    <FormDialog
      {...form.frame}
      width="widest"
      title={rule === undefined ? t('rules.new') : t('rules.edit')}
      onClose={onClose}
      extra={
        <Button icon={<FlaskConical size={16} aria-hidden />} onClick={tryOut}>
          {t('rules.tryIt')}
        </Button>
      }
    >
      <div ref={form.form} className="stack">
        <p className="secondary">{t('rules.forAccount', { name: account.name })}</p>
        <div className="rule-head">
          <Text name="title" value={values.title} error={problemAt('title')} onChange={change} />
          <Text
            name="rank"
            value={values.rank}
            error={problemAt('rank')}
            help={t('rules.rankHelp')}
            onChange={change}
          />
        </div>
        <Conditions form={form} />
        <Actions form={form} />
        <SwitchField
          name="goesOn"
          label={t('rules.continue')}
          checked={values.goesOn}
          onChange={(goesOn) => change({ goesOn })}
          help={t('rules.continueHelp')}
        />
        <SwitchField
          name="active"
          label={t('fields.active')}
          checked={values.active}
          onChange={(active) => change({ active })}
          help={t('rules.activeHelp')}
        />
      </div>
      {tried !== undefined && (
        <RehearsalDialog account={account} edited={tried} onClose={() => setTried(undefined)} />
      )}
    </FormDialog>
  );
}

interface TextProps {
  readonly name: 'title' | 'rank';
  readonly value: string;
  readonly error: string | undefined;
  readonly help?: string;
  readonly onChange: (change: { title?: string; rank?: string }) => void;
}

function Text({ name, value, error, help, onChange }: TextProps) {
  const { t } = useTranslation();
  return (
    <Field name={name} label={t(`fields.${name}`)} required error={error} help={help}>
      {(control) => (
        <input
          className="input"
          type="text"
          autoComplete="off"
          {...control}
          inputMode={name === 'rank' ? 'numeric' : 'text'}
          value={value}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}

function Conditions({ form: { values, change, problemAt } }: { readonly form: RuleForm }) {
  const { t } = useTranslation();
  const { conditions, match } = values;
  return (
    <fieldset className="rule-part">
      <legend className="rule-part-title">{t('rules.column.when')}</legend>
      {conditions.length > 1 && (
        <Segments
          label={t('rules.match')}
          value={match}
          options={[
            { value: 'all', label: t('rules.matchAll') },
            { value: 'any', label: t('rules.matchAny') },
          ]}
          onChange={(value) => change({ match: value })}
        />
      )}
      <ol className="rule-rows">
        {conditions.map((condition, index) => (
          <ConditionRow
            key={condition.key}
            condition={condition}
            index={index}
            problemAt={problemAt}
            onChange={(changed) => change({ conditions: conditions.with(index, changed) })}
            onRemove={
              conditions.length === 1
                ? undefined
                : () => change({ conditions: conditions.filter(({ key }) => key !== condition.key) })
            }
          />
        ))}
      </ol>
      <Button
        kind="quiet"
        icon={<Plus size={16} aria-hidden />}
        disabled={conditions.length >= MOST_CONDITIONS}
        onClick={() => change({ conditions: [...conditions, newCondition()] })}
      >
        {t('rules.addCondition')}
      </Button>
    </fieldset>
  );
}

function Actions({ form: { values, change, problemAt } }: { readonly form: RuleForm }) {
  const { t } = useTranslation();
  const { actions } = values;
  const kinds = actions.map(({ kind }) => kind);
  const free = actionKinds.find((kind) => !kinds.includes(kind));
  return (
    <fieldset className="rule-part">
      <legend className="rule-part-title">{t('rules.column.then')}</legend>
      <ol className="rule-rows">
        {actions.map((action, index) => (
          <ActionRow
            key={action.key}
            action={action}
            index={index}
            taken={kinds}
            problemAt={problemAt}
            onChange={(changed) => change({ actions: actions.with(index, changed) })}
            onRemove={
              actions.length === 1
                ? undefined
                : () => change({ actions: actions.filter(({ key }) => key !== action.key) })
            }
          />
        ))}
      </ol>
      <Button
        kind="quiet"
        icon={<Plus size={16} aria-hidden />}
        disabled={free === undefined || actions.length >= MOST_ACTIONS}
        onClick={() => free !== undefined && change({ actions: [...actions, newAction(nextKind(kinds))] })}
      >
        {t('rules.addAction')}
      </Button>
    </fieldset>
  );
}

/** A further action that does not contradict what is there. */
function nextKind(kinds: readonly (typeof actionKinds)[number][]): (typeof actionKinds)[number] {
  return (['notify', 'confirm', 'forward'] as const).find((kind) => !kinds.includes(kind)) ?? 'leave';
}
