import CirclePause from 'lucide-react/icons/circle-pause';
import { useTranslation } from 'react-i18next';
import { State } from '../../components/state.tsx';
import { useAccounts } from '../../stores/accounts.ts';

/** The account of a group or type, and whether it is paused at the moment. */
export function AccountName({ id }: { readonly id: string | undefined }) {
  const { t } = useTranslation();
  const account = useAccounts((state) => state.outgoing).find((item) => item.account.id === id)?.account;
  if (account === undefined) return <span className="secondary">—</span>;
  if (account.active) return account.name;
  return (
    <State meaning="warning" icon={<CirclePause size={14} />}>
      {t('directory.pausedAccount', { name: account.name })}
    </State>
  );
}
