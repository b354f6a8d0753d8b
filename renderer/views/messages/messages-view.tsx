import Archive from 'lucide-react/icons/archive';
import Asterisk from 'lucide-react/icons/asterisk';
import Inbox from 'lucide-react/icons/inbox';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import Search from 'lucide-react/icons/search';
import ShieldCheck from 'lucide-react/icons/shield-check';
import Trash from 'lucide-react/icons/trash-2';
import X from 'lucide-react/icons/x';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Folder } from '../../../shared/domain/message.ts';
import { pollNow } from '../../actions.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { Page } from '../../components/page.tsx';
import { formatCount } from '../../format.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { debounce } from '../../stores/debounce.ts';
import { useMessages } from '../../stores/messages.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { BulkPane } from './bulk-pane.tsx';
import { MessageList } from './message-list.tsx';
import { ReadingPane, type MessageTab } from './reading-pane.tsx';
import { ScopeSwitch } from './scope-switch.tsx';
import { SearchHelp } from './search-help.tsx';

/** Inbox, archive or what was deleted: list and reading pane. */
export function MessagesView({ folder }: { readonly folder: Folder }) {
  const { t } = useTranslation();
  const list = useMessages((state) => state[folder]);
  const { query, select } = useMessages();
  const { incoming, loaded: accountsLoaded } = useAccounts();
  const [tab, setTab] = useState<MessageTab>('text');
  const filtered = list.accountId !== undefined || list.text.trim() !== '' || list.setAside;
  const isEmpty = list.loaded && list.items.length === 0 && list.fresh.length === 0;
  // What was set aside is counted at the switch.
  const total = list.setAside ? undefined : filtered ? (list.hits ?? list.items.length) : list.total;
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
            <SearchField folder={folder} />
          </>
        )
      }
    >
      {list.error !== undefined && <ErrorBox error={list.error} />}
      {isEmpty ? (
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

function SearchField({ folder }: { readonly folder: Folder }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const stored = useMessages((state) => state[folder].text);
  const [text, setText] = useState(stored);
  const calls = useNavigation((state) => state.searchCalls);
  const seen = useRef(calls);
  const latest = useRef(text);
  latest.current = text;
  const ask = useMemo(
    () => debounce(() => void useMessages.getState().query(folder, { text: latest.current }), 200),
    [folder],
  );
  useEffect(() => {
    if (calls !== seen.current) {
      seen.current = calls;
      field.current?.focus();
      field.current?.select();
    }
  }, [calls]);
  const change = (next: string): void => {
    setText(next);
    latest.current = next;
    ask();
  };
  return (
    <div className="search" role="search">
      <Search size={14} aria-hidden />
      <input
        ref={field}
        className="input"
        type="text"
        value={text}
        maxLength={1000}
        placeholder={t('message.searchPlaceholder')}
        title={t('message.searchHint')}
        aria-label={t('message.search')}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          if (text === '') event.currentTarget.blur();
          else change('');
        }}
      />
      {text === '' ? (
        <kbd aria-hidden>/</kbd>
      ) : (
        <IconButton label={t('message.clearSearch')} onClick={() => change('')}>
          <X size={14} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

interface FolderEmptyProps {
  readonly folder: Folder;
  readonly filtered: boolean;
  readonly firstStart: boolean;
}

function FolderEmpty({ folder, filtered, firstStart }: FolderEmptyProps) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  const { accountId, text, setAside } = useMessages((state) => state[folder]);
  if (setAside && accountId === undefined && text.trim() === '') {
    return (
      <EmptyState icon={<ShieldCheck size={32} />} title={t('message.setAsideEmptyTitle')}>
        {t('message.setAsideEmptyText')}
      </EmptyState>
    );
  }
  if (filtered) {
    return (
      <EmptyState icon={<Search size={32} />} title={t('message.noHitTitle')}>
        <p>{t('message.noHitText')}</p>
        {text.trim() !== '' && <SearchHelp />}
      </EmptyState>
    );
  }
  if (firstStart && folder === 'inbox') {
    return (
      <EmptyState
        icon={<Inbox size={32} />}
        title={t('welcome.title')}
        action={
          <Button
            kind="primary"
            icon={<Asterisk size={16} aria-hidden />}
            onClick={() => go({ view: 'incoming', form: {} })}
          >
            {t('action.setUpAccount')}
          </Button>
        }
      >
        <p>{t('welcome.text')}</p>
        <p>{t('welcome.order')}</p>
      </EmptyState>
    );
  }
  if (folder === 'inbox') {
    return (
      <EmptyState
        icon={<Inbox size={32} />}
        title={t('message.inboxEmptyTitle')}
        action={
          <Button icon={<RefreshCw size={16} aria-hidden />} onClick={() => void pollNow()}>
            {t('incoming.pollAll')}
          </Button>
        }
      >
        {t('message.inboxEmptyText')}
      </EmptyState>
    );
  }
  if (folder === 'deleted') {
    return (
      <EmptyState icon={<Trash size={32} />} title={t('message.deletedEmptyTitle')}>
        {t('message.deletedEmptyText')}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<Archive size={32} />} title={t('message.archiveEmptyTitle')}>
      {t('message.archiveEmptyText')}
    </EmptyState>
  );
}
