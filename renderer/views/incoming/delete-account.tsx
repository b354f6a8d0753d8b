import { useTranslation } from 'react-i18next';
import type { IncomingOverview } from '../../../shared/ipc/contract.ts';
import { invoke } from '../../bridge.ts';
import { Confirm } from '../../components/dialog.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { useAccounts } from '../../stores/accounts.ts';

/** Asks before an account is deleted, and says what stays (S25). */
export function DeleteAccount({
  overview,
  onDone,
}: {
  readonly overview: IncomingOverview;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const load = useAccounts((state) => state.load);
  const { account } = overview;
  return (
    <Confirm
      danger
      title={t('incoming.deleteTitle', { name: account.name })}
      confirm={t('incoming.deleteConfirm')}
      onCancel={onDone}
      onConfirm={async () => {
        onDone();
        const answer = await attempt(invoke('incoming.remove', { id: account.id }));
        if (answer === undefined) return;
        await load();
        notify({
          title: t('incoming.deleted', { name: account.name }),
          text: t('incoming.deletedText', { count: answer.keptMessages }),
        });
      }}
    >
      <p>{t('incoming.deleteText')}</p>
      <p>{t('incoming.deleteRest')}</p>
    </Confirm>
  );
}
