import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { ruleInputSchema, type Rule, type RuleInput } from '../../../shared/domain/rule.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { SwitchField, TextField } from '../../components/fields.tsx';
import { problemText } from '../../error-text.ts';
import { parseDecimal } from '../../format.ts';
import { useRules } from '../../stores/rules.ts';
import { domainResolver } from '../account-form/resolver.ts';
import { showServerProblems } from '../account-form/server-problems.ts';

interface RuleValues {
  title: string;
  rank: string;
  active: boolean;
  value: string;
}

interface RuleDialogProps {
  /** Left out for a new rule. */
  readonly rule: Rule | undefined;
  readonly account: IncomingAccount;
  readonly nextRank: number;
  readonly onClose: () => void;
}

/** One rule: when the subject contains a text, create a ticket. */
export function RuleDialog({ rule, account, nextRank, onClose }: RuleDialogProps) {
  const { t } = useTranslation();
  const formId = useId();
  const load = useRules((state) => state.load);
  const [failure, setFailure] = useState<MailroomError>();
  const toInput = (values: RuleValues): RuleInput => ({
    accountId: account.id,
    title: values.title,
    rank: parseDecimal(values.rank),
    active: values.active,
    conditions: [
      { field: 'subject', operator: 'contains', value: values.value },
      // Further conditions of this rule stay as they are.
      ...(rule?.conditions.slice(1) ?? []),
    ],
    actions: [{ kind: 'createTicket' }],
  });
  const form = useForm<RuleValues>({
    defaultValues: {
      title: rule?.title ?? '',
      rank: String(rule?.rank ?? nextRank),
      active: rule?.active ?? true,
      value: String(rule?.conditions[0]?.value ?? ''),
    },
    resolver: domainResolver<RuleValues>(ruleInputSchema, toInput),
    mode: 'onTouched',
  });
  const { register, watch, setValue } = form;
  const about = (name: 'title' | 'rank' | 'value') => {
    const message = form.formState.errors[name]?.message;
    return {
      name,
      label: t(`fields.${name}`),
      required: true,
      registration: register(name),
      error: message === undefined ? undefined : problemText(message),
    };
  };
  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    try {
      if (rule === undefined) await invoke('rules.create', toInput(values));
      else await invoke('rules.update', { id: rule.id, rule: toInput(values) });
      await load();
      onClose();
    } catch (thrown) {
      const error = asMailroomError(thrown);
      if (!showServerProblems(form, error, ['title', 'rank', 'value'], { rank: 'rankTaken' }))
        setFailure(error);
    }
  });
  return (
    <Dialog
      keepsInput
      title={rule === undefined ? t('rules.new') : t('rules.edit')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} disabled={form.formState.isSubmitting}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="stack">
        <p className="secondary">{t('rules.forAccount', { name: account.name })}</p>
        {failure !== undefined && <ErrorBox error={failure} />}
        <TextField {...about('title')} />
        <TextField
          {...about('rank')}
          width="short"
          input={{ inputMode: 'numeric' }}
          help={t('rules.rankHelp')}
        />
        <TextField {...about('value')} label={t('rules.whenSubjectContains')} help={t('rules.valueHelp')} />
        <p className="rule-then">
          <span className="field-label">{t('rules.column.then')}</span>
          {t('rules.createTicket')}
        </p>
        <SwitchField
          name="active"
          label={t('fields.active')}
          checked={watch('active')}
          onChange={(on) => setValue('active', on, { shouldDirty: true })}
        />
      </form>
    </Dialog>
  );
}
