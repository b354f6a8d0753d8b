import type { UseFormRegisterReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { SelectField, type FieldProps } from '../../components/fields.tsx';
import { useAccounts } from '../../stores/accounts.ts';

/** The account that sends for a group or a type; paused ones can be named, and are passed over. */
export function AccountSelect({
  none,
  ...field
}: FieldProps & { readonly registration: UseFormRegisterReturn; readonly none: string }) {
  const { t } = useTranslation();
  const outgoing = useAccounts((state) => state.outgoing);
  return (
    <SelectField
      {...field}
      options={[
        { value: '', label: none },
        ...outgoing.map(({ account }) => ({
          value: account.id,
          label: account.active ? account.name : t('directory.pausedAccount', { name: account.name }),
        })),
      ]}
    />
  );
}
