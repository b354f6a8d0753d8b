import ArrowDownLeft from 'lucide-react/icons/arrow-down-left';
import ArrowUpRight from 'lucide-react/icons/arrow-up-right';
import Paperclip from 'lucide-react/icons/paperclip';
import StickyNote from 'lucide-react/icons/sticky-note';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationItem } from '../../../shared/domain/conversation.ts';
import { invoke } from '../../bridge.ts';
import { Badge } from '../../components/state.tsx';
import { ExactTime } from '../../components/time.tsx';
import { useMessages } from '../../stores/messages.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { showInOutbox } from '../../stores/outbox.ts';
import { OutboxState } from '../outbox/outbox-state.tsx';
import { UnfoldedText } from './unfolded-text.tsx';

/** Everything that was written about a ticket, oldest first. */
export function Conversation({ items }: { readonly items: readonly ConversationItem[] }) {
  const { t } = useTranslation();
  if (items.length === 0) return <p className="conversation-none">{t('tickets.noConversation')}</p>;
  return (
    <ol className="conversation" aria-label={t('tickets.conversation')}>
      {items.map((item) => (
        <li key={`${item.kind}-${item.id}`} className="conversation-item" data-kind={item.kind}>
          <Item item={item} />
        </li>
      ))}
    </ol>
  );
}

function Item({ item }: { readonly item: ConversationItem }) {
  switch (item.kind) {
    case 'received':
      return <Received item={item} />;
    case 'sent':
      return <Sent item={item} />;
    case 'note':
      return <Note item={item} />;
  }
}

type Of<K extends ConversationItem['kind']> = { readonly item: Extract<ConversationItem, { kind: K }> };

interface HeadProps {
  readonly icon: ReactNode;
  readonly who: string;
  readonly at: number;
  readonly children?: ReactNode;
}

function Head({ icon, who, at, children }: HeadProps) {
  return (
    <div className="conversation-head">
      {icon}
      <strong>{who}</strong>
      {children}
      <span className="secondary tabular conversation-time">
        <ExactTime at={at} />
      </span>
    </div>
  );
}

function Received({ item }: Of<'received'>) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  const select = useMessages((state) => state.select);
  const { id, from, folder, subject } = item;
  return (
    <>
      <Head
        icon={<ArrowDownLeft size={16} aria-label={t('tickets.kind.received')} />}
        who={from.name === '' ? from.address : from.name}
        at={item.at}
      >
        {!item.read && <Badge meaning="warning">{t('tickets.unread')}</Badge>}
        {item.attachments > 0 && (
          <span className="secondary conversation-attachments">
            <Paperclip size={12} aria-hidden /> {t('message.attachmentCount', { count: item.attachments })}
          </span>
        )}
      </Head>
      <Subject text={subject} />
      <UnfoldedText beginning={item.snippet} read={async () => (await invoke('messages.get', { id })).text} />
      <button
        type="button"
        className="link"
        onClick={() => {
          go({ view: folder });
          select(folder, id);
        }}
      >
        {t(`tickets.openIn.${folder}`)}
      </button>
    </>
  );
}

function Sent({ item }: Of<'sent'>) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  const { id } = item;
  return (
    <>
      <Head
        icon={<ArrowUpRight size={16} aria-label={t('tickets.kind.sent')} />}
        who={t('tickets.sentTo', { to: item.to.join(', ') })}
        at={item.at}
      >
        <OutboxState state={item.state} />
        {item.automatic && <span className="secondary">{t('outbox.automatic')}</span>}
      </Head>
      <Subject text={item.subject} />
      <UnfoldedText beginning="" read={async () => (await invoke('outbox.get', { id })).text} />
      <button
        type="button"
        className="link"
        onClick={() => {
          void showInOutbox(id);
          go({ view: 'outbox' });
        }}
      >
        {t('tickets.openIn.outbox')}
      </button>
    </>
  );
}

function Note({ item }: Of<'note'>) {
  const { t } = useTranslation();
  return (
    <>
      <Head icon={<StickyNote size={16} aria-hidden />} who={t('tickets.kind.note')} at={item.at} />
      <p className="note-text">{item.text}</p>
    </>
  );
}

function Subject({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  return <p className="conversation-subject">{text === '' ? t('message.noSubject') : text}</p>;
}
