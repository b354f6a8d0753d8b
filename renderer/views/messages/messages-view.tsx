import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Folder } from '../../../shared/domain/message.ts';
import { ListError } from '../../components/list-error.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { SearchField } from '../forms/search-field.tsx';
import { formatCount } from '../../format.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useMessages } from '../../stores/messages.ts';
import { BulkPane } from './bulk-pane.tsx';
import { FolderEmpty } from './folder-empty.tsx';
import { IndexingNotice } from './indexing-notice.tsx';
import { MessageList } from './message-list.tsx';
import { ReadingPane, type MessageTab } from './reading-pane.tsx';
import { ScopeSwitch } from './scope-switch.tsx';

/** Inbox, archive or what was deleted: list and reading pane. */
export function MessagesView({ folder }: { readonly folder: Folder }) {
  const { t } = useTranslation();
  const list = useMessages((state) => state[folder]);
  const { query, select, load } = useMessages();
  const { incoming, loaded: accountsLoaded } = useAccounts();
  const [tab, setTab] = useState<MessageTab>('text');
  const filtered = list.accountId !== undefined || list.text.trim() !== '' || list.setAside;
  const isEmpty = list.loaded && list.items.length === 0 && list.fresh.length === 0;
  // What was set aside is counted at the switch.
  const total =
    list.setAside || !list.loaded ? undefined : filtered ? (list.hits ?? list.items.length) : list.total;
  const isCounted = !filtered || list.hits !== undefined || list.next === undefined;
  const isFirstStart = accountsLoaded && incoming.length === 0 && isEmpty && !filtered;

  const openPane = (): void => {
    document.getElementById('message-title')?.focus();
  };
  return (
    <Page
      fixed
      title={t(`nav.${folder}`)}
      actions={
        !isFirstStart && (
          <>
            {folder === 'inbox' && <ScopeSwitch />}
            {total !== undefined && (
              <span className="secondary tabular list-total">
                {t('message.total', { count: total, shown: `${formatCount(total)}${isCounted ? '' : '+'}` })}
              </span>
            )}
            {incoming.length > 1 && (
              <select
                className="input select filter"
                aria-label={t('message.filterAccount')}
                value={list.accountId ?? ''}
                onChange={(event) =>
                  void query(folder, {
                    accountId: event.target.value === '' ? undefined : event.target.value,
                  })
                }
              >
                <option value="">{t('message.allAccounts')}</option>
                {incoming.map(({ account }) => (
                  <option key={account.id} value={account.id}>
                    {account.name}
                  </option>
                ))}
              </select>
            )}
            <SearchField
              label={t('message.search')}
              placeholder={t('message.searchPlaceholder')}
              hint={t('message.searchHint')}
              maxLength={1000}
              value={list.text}
              onSearch={(text) => void query(folder, { text })}
            />
          </>
        )
      }
    >
      <ListError error={list.error} retry={() => load(folder)} />
      <IndexingNotice folder={folder} />
      {!list.loaded ? (
        list.error === undefined && <Loading>{t('message.loading')}</Loading>
      ) : isEmpty ? (
        <FolderEmpty folder={folder} filtered={filtered} firstStart={isFirstStart} />
      ) : (
        <div className="split messages-split" data-open={list.selected !== undefined || undefined}>
          <MessageList folder={folder} onOpen={openPane} onClose={() => select(folder, undefined)} />
          <div className="split-detail">
            {list.marked.length > 0 ? (
              <BulkPane
                folder={folder}
                messages={list.items.filter((item) => list.marked.includes(item.id))}
                onBack={() => select(folder, undefined)}
              />
            ) : list.selected === undefined ? (
              <p className="nothing-selected">{t('message.nothingSelected')}</p>
            ) : (
              <ReadingPane
                folder={folder}
                id={list.selected}
                tab={tab}
                onTab={setTab}
                onBack={() => select(folder, undefined)}
              />
            )}
          </div>
        </div>
      )}
    </Page>
  );
}
