import ArrowLeft from 'lucide-react/icons/arrow-left';
import Check from 'lucide-react/icons/check';
import Download from 'lucide-react/icons/download';
import FileDown from 'lucide-react/icons/file-down';
import Mail from 'lucide-react/icons/mail';
import MailOpen from 'lucide-react/icons/mail-open';
import RotateCw from 'lucide-react/icons/rotate-cw';
import Trash from 'lucide-react/icons/trash-2';
import Upload from 'lucide-react/icons/upload';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Folder, MessageListItem } from '../../../shared/domain/message.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { attempt } from '../../components/toasts.tsx';
import { formatCount, formatSize } from '../../format.ts';
import { MOST_MARKED, useMessages } from '../../stores/messages.ts';
import { DeleteOnServer } from './delete-on-server.tsx';
import { FilingButtons } from './filing-buttons.tsx';
import { exportMessages } from './folder-actions.ts';
import { useByHand } from './use-by-hand.tsx';
import { decide, putOnServer, release, retry } from './set-aside-actions.ts';

interface BulkPaneProps {
  readonly folder: Folder;
  readonly messages: readonly MessageListItem[];
  readonly onBack: () => void;
}

/** Several messages chosen together: what they are, and what can be done with all of them at once. */
export function BulkPane({ folder, messages, onBack }: BulkPaneProps) {
  const { t } = useTranslation();
  const [deleting, setDeleting] = useState(false);
  const hand = useByHand(folder, messages);
  const markRead = useMessages((state) => state.markRead);
  const isDeleted = folder === 'deleted';
  const oversize = messages.filter(({ state }) => state === 'oversize');
  const quarantined = messages.filter(({ state }) => state === 'quarantined').map(({ id }) => id);
  const here = messages.filter(({ state }) => state !== 'oversize').map(({ id }) => id);
  const large = oversize.map(({ id }) => id);

  const mark = (read: boolean): void =>
    void attempt(
      markRead(
        folder,
        messages.map(({ id }) => id),
        read,
      ),
    );
  const count = (number: number): string => t('bulk.count', { count: number, shown: formatCount(number) });
  return (
    <section className="detail bulk" aria-label={t('bulk.title')}>
      <div className="detail-heading">
        <IconButton className="only-narrow" label={t('action.back')} onClick={onBack}>
          <ArrowLeft size={16} aria-hidden />
        </IconButton>
        <h2 aria-live="polite">
          {t('bulk.selected', { count: messages.length, shown: formatCount(messages.length) })}
        </h2>
      </div>
      <p className="secondary tabular">
        {formatSize(messages.reduce((sum, message) => sum + message.sizeBytes, 0))}
      </p>
      {messages.length >= MOST_MARKED && (
        <p className="secondary">{t('bulk.most', { shown: formatCount(MOST_MARKED) })}</p>
      )}
      <div className="card-actions">
        <FilingButtons folder={folder} hand={hand} fileable={!isDeleted} />
        <Button icon={<Trash size={16} aria-hidden />} onClick={hand.remove}>
          {t(isDeleted ? 'message.purge' : 'message.remove')}
        </Button>
        {messages.some(({ read }) => !read) && (
          <Button icon={<MailOpen size={16} aria-hidden />} onClick={() => mark(true)}>
            {t('message.markRead')}
          </Button>
        )}
        {messages.some(({ read }) => read) && (
          <Button icon={<Mail size={16} aria-hidden />} onClick={() => mark(false)}>
            {t('message.markUnread')}
          </Button>
        )}
        <Button
          icon={<FileDown size={16} aria-hidden />}
          disabled={here.length === 0}
          onClick={() => void exportMessages(here)}
        >
          {t('message.export')}
        </Button>
        <Button
          icon={<Upload size={16} aria-hidden />}
          disabled={here.length === 0}
          onClick={() => void putOnServer(here)}
        >
          {t('message.putOnServer')}
        </Button>
      </div>
      {oversize.length > 0 && (
        <section>
          <h3>
            {t('bulk.oversize')} <span className="secondary">{count(oversize.length)}</span>
          </h3>
          <div className="card-actions">
            <Button icon={<Download size={16} aria-hidden />} onClick={() => void decide(large, 'fetch')}>
              {t('setAside.fetch')}
            </Button>
            <Button icon={<Trash size={16} aria-hidden />} onClick={() => setDeleting(true)}>
              {t('setAside.delete')}
            </Button>
          </div>
        </section>
      )}
      {quarantined.length > 0 && (
        <section>
          <h3>
            {t('bulk.quarantined')} <span className="secondary">{count(quarantined.length)}</span>
          </h3>
          <div className="card-actions">
            <Button icon={<RotateCw size={16} aria-hidden />} onClick={() => void retry(quarantined)}>
              {t('action.tryAgain')}
            </Button>
            <Button icon={<Check size={16} aria-hidden />} onClick={() => void release(quarantined)}>
              {t('setAside.release')}
            </Button>
          </div>
        </section>
      )}
      {hand.dialog}
      {deleting && <DeleteOnServer messages={oversize} onClose={() => setDeleting(false)} />}
    </section>
  );
}
