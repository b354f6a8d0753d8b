import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { Rule } from '../../../shared/domain/rule.ts';
import { invoke } from '../../bridge.ts';
import { Field } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { asMailroomError } from '../../bridge.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { useRules } from '../../stores/rules.ts';

interface CopyRulesDialogProps {
  readonly rules: readonly Rule[];
  /** Those the rules are not of. */
  readonly accounts: readonly IncomingAccount[];
  readonly onClose: () => void;
}

/** Copies rules behind those of another account (S27). */
export function CopyRulesDialog({ rules, accounts, onClose }: CopyRulesDialogProps) {
  const { t } = useTranslation();
  const [accountId, setAccountId] = useState(accounts[0]?.id ?? '');
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<MailroomError>();
  const copy = async (): Promise<void> => {
    setSaving(true);
    try {
      const copies = await invoke('rules.copy', { ids: rules.map(({ id }) => id), accountId });
      await useRules.getState().load();
      const name = accounts.find(({ id }) => id === accountId)?.name ?? '';
      notify({
        title: t('rules.copied', { count: copies.length, name }),
        action: { label: t('action.undo'), run: () => void takeBack(copies) },
      });
      onClose();
    } catch (thrown) {
      setFailure(asMailroomError(thrown));
      setSaving(false);
    }
  };
  return (
    <FormDialog
      title={t('rules.copyTitleOf', { count: rules.length, title: rules[0]?.title ?? '' })}
      action={t('action.copy')}
      failure={failure}
      saving={saving}
      dirty={false}
      onSubmit={(event) => {
        event?.preventDefault();
        void copy();
      }}
      onClose={onClose}
    >
      <Field name="copyTo" label={t('rules.copyAccount')} help={t('rules.copyHelp')}>
        {(control) => (
          <select
            className="input select"
            {...control}
            value={accountId}
            onChange={(event) => setAccountId(event.target.value)}
          >
            {accounts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
    </FormDialog>
  );
}

async function takeBack(copies: readonly Rule[]): Promise<void> {
  for (const { id } of copies) await attempt(invoke('rules.remove', { id }));
  await useRules.getState().load();
}
