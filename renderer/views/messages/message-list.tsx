import Paperclip from 'lucide-react/icons/paperclip';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Folder, MessageListItem } from '../../../shared/domain/message.ts';
import { ListTime } from '../../components/time.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import { useVirtualRows } from '../../components/use-virtual-rows.ts';
import { formatSize } from '../../format.ts';
import { useMessages } from '../../stores/messages.ts';
import { MessageBadges } from './message-badges.tsx';

const ROW_HEIGHT = 72;

interface MessageListProps {
  readonly folder: Folder;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** The messages of a folder, newest first. Only what is in sight is in the page. */
export function MessageList({ folder, onOpen, onClose }: MessageListProps) {
  const { t } = useTranslation();
  const { items, fresh, next, total, selected, marked } = useMessages((state) => state[folder]);
  const { select, toggle, markTo, markAll, more, showFresh } = useMessages();
  const index = items.findIndex((item) => item.id === selected);
  const { scroller, rows, show } = useVirtualRows({
    count: items.length,
    rowHeight: ROW_HEIGHT,
    keyOf: (row) => items[row]?.id ?? row,
    more: next === undefined ? undefined : () => void more(folder),
  });

  useListKeys({
    count: items.length,
    index,
    select: (to) => {
      select(folder, items[to]?.id);
      show(to);
    },
    extend: (to) => {
      const item = items[to];
      if (item !== undefined) markTo(folder, item.id);
      show(to);
    },
    all: () => void markAll(folder),
    open: onOpen,
    close: onClose,
  });

  return (
    <div className="message-list">
      {fresh.length > 0 && (
        <button
          type="button"
          className="fresh"
          onClick={() => {
            showFresh(folder);
            rows.scrollToIndex(0);
          }}
        >
          {t('message.fresh', { count: fresh.length })}
        </button>
      )}
      <div
        ref={scroller}
        id="message-list"
        className="message-scroller"
        role="listbox"
        aria-multiselectable
        tabIndex={0}
        aria-label={t(`nav.${folder}`)}
        aria-activedescendant={index >= 0 ? `message-${selected}` : undefined}
      >
        <div className="message-rows" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const item = items[row.index];
            return item === undefined ? null : (
              <Row
                key={item.id}
                item={item}
                top={row.start}
                position={row.index + 1}
                total={Math.max(total, items.length)}
                selected={marked.length > 0 ? marked.includes(item.id) : item.id === selected}
                cursor={item.id === selected}
                onSelect={(event) => {
                  if (event.shiftKey) markTo(folder, item.id);
                  else if (event.ctrlKey || event.metaKey) toggle(folder, item.id);
                  else select(folder, item.id);
                }}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  readonly item: MessageListItem;
  readonly top: number;
  readonly position: number;
  readonly total: number;
  readonly selected: boolean;
  /** Where the keys are, among several selected ones. */
  readonly cursor: boolean;
  readonly onSelect: (event: MouseEvent) => void;
}

function Row({ item, top, position, total, selected, cursor, onSelect }: RowProps) {
  const { t } = useTranslation();
  const sender = item.from.name === '' ? item.from.address : item.from.name;
  return (
    <div
      id={`message-${item.id}`}
      className="message-row"
      role="option"
      aria-selected={selected}
      aria-posinset={position}
      aria-setsize={total}
      data-cursor={cursor || undefined}
      data-unread={!item.read || undefined}
      style={{ transform: `translateY(${top}px)`, height: ROW_HEIGHT }}
      onClick={onSelect}
    >
      <span className="unread-dot">
        {!item.read && <span className="hidden">{t('message.unread')}</span>}
      </span>
      <span className="item-line">
        <span className="item-main">{sender === '' ? t('message.noSender') : sender}</span>
        <span className="item-side tabular">
          <ListTime at={item.date} />
        </span>
      </span>
      <span className="item-line">
        <span className="item-subject">{item.subject === '' ? t('message.noSubject') : item.subject}</span>
      </span>
      <span className="item-line secondary">
        <span className="item-snippet">{item.snippet}</span>
        <span className="item-side">
          <MessageBadges message={item} />
          {item.ticket !== undefined && <span className="tabular">{item.ticket}</span>}
          {item.attachments > 0 && (
            <span title={t('message.attachmentCount', { count: item.attachments })}>
              <Paperclip size={12} aria-label={t('message.attachmentCount', { count: item.attachments })} />
            </span>
          )}
          <span className="tabular">{formatSize(item.sizeBytes)}</span>
        </span>
      </span>
    </div>
  );
}
