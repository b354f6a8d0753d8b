import { useTranslation } from 'react-i18next';
import type { UseFormReturn } from 'react-hook-form';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { addressField } from '../../../shared/domain/fields.ts';
import { useAccounts } from '../../stores/accounts.ts';
import type { OutgoingFormValues } from './form-values.ts';

/** Fills in what an incoming account of the same mailbox tells already (S62). The password is typed anew. */
export function TakeOver({ form }: { readonly form: UseFormReturn<OutgoingFormValues> }) {
  const { t } = useTranslation();
  const incoming = useAccounts((state) => state.incoming);
  if (incoming.length === 0) return null;
  const take = (id: string): void => {
    const account = incoming.find((item) => item.account.id === id)?.account;
    if (account === undefined) return;
    const empty = (field: 'name' | 'senderAddress' | 'senderName' | 'caFile'): boolean =>
      form.getValues(field).trim() === '';
    const set = (
      field: 'host' | 'user' | 'name' | 'senderAddress' | 'senderName' | 'caFile',
      value: string,
    ) => form.setValue(field, value, { shouldDirty: true, shouldValidate: form.formState.isSubmitted });
    set('host', submissionHost(account));
    set('user', account.user);
    // What a person has written is theirs.
    if (empty('name')) set('name', account.name);
    if (empty('senderAddress') && addressField.safeParse(account.user).success)
      set('senderAddress', account.user);
    if (empty('senderName')) set('senderName', account.name);
    if (empty('caFile') && account.caFile !== undefined) set('caFile', account.caFile);
  };
  return (
    <label className="inline-select take-over">
      <span>{t('form.takeOver')}</span>
      <select className="input select" value="" onChange={(event) => take(event.target.value)}>
        <option value="">{t('form.takeOverChoose')}</option>
        {incoming.map(({ account }) => (
          <option key={account.id} value={account.id}>
            {account.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Most providers call the one `imap.` or `pop.` and the other `smtp.`; anything else is the same host. */
function submissionHost({ host }: IncomingAccount): string {
  return host.replace(/^(imap|pop3?)\./i, 'smtp.');
}
