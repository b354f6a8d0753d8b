import Archive from 'lucide-react/icons/archive';
import Inbox from 'lucide-react/icons/inbox';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import Search from 'lucide-react/icons/search';
import ShieldCheck from 'lucide-react/icons/shield-check';
import Trash from 'lucide-react/icons/trash-2';
import { useTranslation } from 'react-i18next';
import type { Folder } from '../../../shared/domain/message.ts';
import { pollNow } from '../../actions.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useMessages } from '../../stores/messages.ts';
import { HitsElsewhere } from './hits-elsewhere.tsx';
import { SearchHelp } from './search-help.tsx';
import { SetUpAccountButton } from '../incoming/set-up-account-button.tsx';

interface FolderEmptyProps {
  readonly folder: Folder;
  readonly filtered: boolean;
  readonly firstStart: boolean;
}

/** Why a folder shows nothing, and what fills it. */
export function FolderEmpty({ folder, filtered, firstStart }: FolderEmptyProps) {
  const { t } = useTranslation();
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
        <p>{t(accountId === undefined ? 'message.noHitText' : 'message.noHitTextInAccount')}</p>
        {text.trim() !== '' && (
          <>
            <HitsElsewhere folder={folder} text={text.trim()} accountId={accountId} />
            <SearchHelp />
          </>
        )}
      </EmptyState>
    );
  }
  if (firstStart && folder === 'inbox') {
    return (
      <EmptyState icon={<Inbox size={32} />} title={t('welcome.title')} action={<SetUpAccountButton />}>
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
