import { Tabs } from '@base-ui/react/tabs';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Folder, MailAddress, MessageDetail } from '../../../shared/domain/message.ts';
import { invoke } from '../../bridge.ts';
import { IconButton } from '../../components/button.tsx';
import { EmptyPane } from '../../components/empty-pane.tsx';
import { ExactTime } from '../../components/time.tsx';
import { useMessages } from '../../stores/messages.ts';
import { AttachmentsBar } from './attachments-bar.tsx';
import { DuplicatesLine } from './duplicates-line.tsx';
import { HeadersTab } from './headers-tab.tsx';
import { HtmlBody } from './html-body.tsx';
import { SetAsideCard } from './set-aside-card.tsx';
import { SourceTab, type ReadSlice } from './source-tab.tsx';
import { MessageActions } from './message-actions.tsx';
import { MessageBadges } from './message-badges.tsx';
import { TicketLink } from '../tickets/ticket-link.tsx';
import { TextBody } from './text-body.tsx';
import { TrailTab } from './trail-tab.tsx';
import { useMessage } from './use-message.ts';

const READ_AFTER = 700;

export type MessageTab = 'text' | 'html' | 'headers' | 'source' | 'trail';

interface ReadingPaneProps {
  readonly folder: Folder;
  readonly id: number;
  readonly tab: MessageTab;
  readonly onTab: (tab: MessageTab) => void;
  readonly onBack: () => void;
}

/** One message: who, what, and five ways to look at it. */
export function ReadingPane({ folder, id, tab, onTab, onBack }: ReadingPaneProps) {
  const { message, error } = useMessage(id);
  const markRead = useMessages((state) => state.markRead);
  const unread = message !== undefined && message.id === id && !message.read;

  useEffect(() => {
    if (!unread) return undefined;
    // Moving past a message with j/k does not read it.
    const timer = setTimeout(() => void markRead(folder, [id], true).catch(() => undefined), READ_AFTER);
    return () => clearTimeout(timer);
  }, [folder, id, unread, markRead]);

  if (error !== undefined || message === undefined) return <EmptyPane error={error} />;
  return (
    <Message key={message.id} folder={folder} message={message} tab={tab} onTab={onTab} onBack={onBack} />
  );
}

interface MessageProps extends Omit<ReadingPaneProps, 'id'> {
  readonly message: MessageDetail;
}

function Message({ folder, message, tab, onTab, onBack }: MessageProps) {
  const { t } = useTranslation();
  const { id } = message;
  const slice = useCallback<ReadSlice>(
    (offset, limit) => invoke('messages.source', { id, offset, limit }),
    [id],
  );
  useEffect(() => {
    // The message before this one may have gone with the focus in it.
    if (document.activeElement === document.body)
      document.getElementById('message-list')?.focus({ preventScroll: true });
  }, []);
  const { html } = message;
  const available: MessageTab[] = [
    'text',
    ...(html === undefined ? [] : (['html'] as const)),
    'headers',
    ...(message.hasSource ? (['source'] as const) : []),
    'trail',
  ];
  const shown = available.includes(tab) ? tab : 'text';
  return (
    <article className="detail" aria-label={message.subject}>
      <header className="detail-header">
        <div className="detail-heading">
          <IconButton className="only-narrow" label={t('action.back')} onClick={onBack}>
            <ArrowLeft size={16} aria-hidden />
          </IconButton>
          <h2 tabIndex={-1} id="message-title">
            {message.subject === '' ? t('message.noSubject') : message.subject}
          </h2>
        </div>
        <MessageActions folder={folder} message={message} />
        <div className="message-meta">
          <Addresses label={t('message.from')} addresses={[message.from]} />
          <Addresses label={t('fields.to')} addresses={message.to} />
          {message.cc.length > 0 && <Addresses label={t('fields.cc')} addresses={message.cc} />}
          <div className="message-meta-line">
            <span className="secondary">
              <ExactTime at={message.date} /> · {message.account}
            </span>
            <TicketLink number={message.ticket} />
            <MessageBadges message={message} />
          </div>
        </div>
      </header>
      <SetAsideCard message={message} />
      <DuplicatesLine message={message} />
      <AttachmentsBar
        attachments={message.attachmentList}
        save={({ index }) => invoke('files.saveAttachment', { messageId: message.id, index })}
      />
      {message.cutShort === true && <p className="quiet-line">{t('message.cutShort')}</p>}
      <Tabs.Root className="tabs" value={shown} onValueChange={(value) => onTab(value as MessageTab)}>
        <Tabs.List className="tab-list" activateOnFocus>
          {available.map((name) => (
            <Tabs.Tab key={name} value={name} className="tab">
              {t(`tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="text" className="tab-panel" data-scrolls>
          <TextBody text={message.text} {...(message.hasSource ? {} : { none: t('message.onlyHeaders') })} />
        </Tabs.Panel>
        {html !== undefined && (
          <Tabs.Panel value="html" className="tab-panel" data-frame>
            <HtmlBody message={{ ...message, html }} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="headers" className="tab-panel" data-scrolls>
          <HeadersTab headers={message.headers} />
        </Tabs.Panel>
        {message.hasSource && (
          <Tabs.Panel value="source" className="tab-panel">
            <SourceTab slice={slice} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="trail" className="tab-panel" data-scrolls>
          <TrailTab message={message} />
        </Tabs.Panel>
      </Tabs.Root>
    </article>
  );
}

function Addresses({
  label,
  addresses,
}: {
  readonly label: string;
  readonly addresses: readonly MailAddress[];
}) {
  return (
    <div className="addresses">
      <span className="addresses-label">{label}</span>
      <span>
        {addresses.map(({ name, address }, index) => (
          <span key={index}>
            {index > 0 && ', '}
            {name === '' ? (
              address
            ) : (
              <>
                <strong>{name}</strong> <span className="secondary">&lt;{address}&gt;</span>
              </>
            )}
          </span>
        ))}
      </span>
    </div>
  );
}
