import CirclePause from 'lucide-react/icons/circle-pause';
import { useTranslation } from 'react-i18next';
import { statesOf, type OutboxEntry } from '../../../shared/domain/outbound.ts';
import { Button } from '../../components/button.tsx';
import { useNavigation } from '../../stores/navigation.ts';

/** Nothing is sent through a paused or deleted account: says so where the message still has to go out. */
export function AccountNotice({ detail }: { readonly detail: OutboxEntry }) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  const { accountState, account, state } = detail;
  const isOver = statesOf.done.includes(state);
  if (accountState === 'ready' || isOver) return null;
  return (
    <div className="notice outbox-account">
      <CirclePause size={16} aria-hidden />
      <span>{t(`outboxAccountText.${accountState}`, { name: account })}</span>
      <Button kind="quiet" onClick={() => go({ view: 'outgoing' })}>
        {t('outbox.toAccounts')}
      </Button>
    </div>
  );
}
