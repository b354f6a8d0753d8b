import Asterisk from 'lucide-react/icons/asterisk';
import Inbox from 'lucide-react/icons/mail-plus';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncomingOverview } from '../../../shared/ipc/contract.ts';
import { pollNow } from '../../actions.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListError } from '../../components/list-error.tsx';
import { Page } from '../../components/page.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { DeleteAccount } from './delete-account.tsx';
import { IncomingRow } from './incoming-row.tsx';
import { SetUpAccountButton } from './set-up-account-button.tsx';

/** All incoming accounts with their state (S10). */
export function IncomingList() {
  const { t } = useTranslation();
  const { incoming: accounts, loaded, error, load } = useAccounts();
  const go = useNavigation((state) => state.go);
  const [selected, setSelected] = useState<string>();
  const [deleting, setDeleting] = useState<IncomingOverview>();
  const create = (): void => go({ view: 'incoming', form: {} });
  const edit = ({ account, status }: IncomingOverview): void =>
    go({
      view: 'incoming',
      form: { id: account.id, ...(status.error?.field === undefined ? {} : { field: status.error.field }) },
    });

  useListKeys({
    count: accounts.length,
    index: accounts.findIndex(({ account }) => account.id === selected),
    select: (index) => setSelected(accounts[index]?.account.id),
    open: (index) => {
      const overview = accounts[index];
      if (overview !== undefined) edit(overview);
    },
  });

  return (
    <Page
      title={t('nav.incoming')}
      actions={
        <>
          {accounts.length > 0 && (
            <Button icon={<RefreshCw size={16} aria-hidden />} onClick={() => void pollNow()}>
              {t('incoming.pollAll')}
            </Button>
          )}
          <Button kind="primary" icon={<Asterisk size={16} aria-hidden />} onClick={create}>
            {t('incoming.new')}
          </Button>
        </>
      }
    >
      <ListError error={error} retry={load} />
      {loaded && accounts.length === 0 && (
        <EmptyState
          icon={<Inbox size={32} />}
          title={t('incoming.emptyTitle')}
          action={<SetUpAccountButton />}
        >
          {t('incoming.emptyText')}
        </EmptyState>
      )}
      {accounts.length > 0 && (
        <table className="table accounts-table incoming-table">
          <thead>
            <tr>
              <th>{t('incoming.column.name')}</th>
              <th>{t('incoming.column.type')}</th>
              <th>{t('incoming.column.state')}</th>
              <th>{t('incoming.column.lastSuccess')}</th>
              <th>{t('incoming.column.nextPoll')}</th>
              <th className="number">{t('incoming.column.waiting')}</th>
              <th>
                <span className="hidden">{t('column.actions')}</span>
              </th>
            </tr>
          </thead>
          {accounts.map((overview) => (
            <IncomingRow
              key={overview.account.id}
              overview={overview}
              selected={overview.account.id === selected}
              onSelect={() => setSelected(overview.account.id)}
              onEdit={() => edit(overview)}
              onDelete={() => setDeleting(overview)}
            />
          ))}
        </table>
      )}
      {deleting !== undefined && <DeleteAccount overview={deleting} onDone={() => setDeleting(undefined)} />}
    </Page>
  );
}
