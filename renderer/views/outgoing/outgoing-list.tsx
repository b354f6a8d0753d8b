import Asterisk from 'lucide-react/icons/asterisk';
import Send from 'lucide-react/icons/send';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutgoingOverview } from '../../../shared/ipc/contract.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListError } from '../../components/list-error.tsx';
import { Page } from '../../components/page.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { AccountChange, type Changing } from './account-change.tsx';
import { OutgoingRow } from './outgoing-row.tsx';
import { SendTestDialog } from './send-test-dialog.tsx';

/** All outgoing accounts with their state. */
export function OutgoingList() {
  const { t } = useTranslation();
  const { outgoing, loaded, error, load } = useAccounts();
  const go = useNavigation((state) => state.go);
  const [selected, setSelected] = useState<string>();
  const [changing, setChanging] = useState<Changing>();
  const [testing, setTesting] = useState<OutgoingOverview>();
  const create = (): void => go({ view: 'outgoing', form: {} });
  const edit = (overview: OutgoingOverview): void =>
    go({
      view: 'outgoing',
      form: {
        id: overview.account.id,
        ...(overview.lastError?.field === undefined ? {} : { field: overview.lastError.field }),
      },
    });
  useListKeys({
    count: outgoing.length,
    index: outgoing.findIndex(({ account }) => account.id === selected),
    select: (index) => setSelected(outgoing[index]?.account.id),
    open: (index) => {
      const overview = outgoing[index];
      if (overview !== undefined) edit(overview);
    },
  });
  return (
    <Page
      title={t('nav.outgoing')}
      actions={
        <Button kind="primary" icon={<Asterisk size={16} aria-hidden />} onClick={create}>
          {t('outgoing.new')}
        </Button>
      }
    >
      <ListError error={error} retry={load} />
      {loaded && outgoing.length === 0 && (
        <EmptyState
          icon={<Send size={32} />}
          title={t('outgoing.emptyTitle')}
          action={
            <Button kind="primary" icon={<Asterisk size={16} aria-hidden />} onClick={create}>
              {t('outgoing.new')}
            </Button>
          }
        >
          {t('outgoing.emptyText')}
        </EmptyState>
      )}
      {outgoing.length > 0 && (
        <table className="table accounts-table outgoing-table">
          <thead>
            <tr>
              <th>{t('incoming.column.name')}</th>
              <th>{t('outgoing.column.sender')}</th>
              <th>{t('outgoing.column.server')}</th>
              <th>{t('incoming.column.state')}</th>
              <th>{t('outgoing.column.lastSent')}</th>
              <th>
                <span className="hidden">{t('column.actions')}</span>
              </th>
            </tr>
          </thead>
          {outgoing.map((overview) => (
            <OutgoingRow
              key={overview.account.id}
              overview={overview}
              selected={overview.account.id === selected}
              onSelect={() => setSelected(overview.account.id)}
              onEdit={() => edit(overview)}
              onPause={() => setChanging({ overview, change: 'pause' })}
              onDelete={() => setChanging({ overview, change: 'remove' })}
              onTest={() => setTesting(overview)}
            />
          ))}
        </table>
      )}
      {changing !== undefined && <AccountChange {...changing} onDone={() => setChanging(undefined)} />}
      {testing !== undefined && (
        <SendTestDialog account={testing.account} onClose={() => setTesting(undefined)} />
      )}
    </Page>
  );
}
