import Mail from 'lucide-react/icons/mail';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import { ListTime } from '../../components/time.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import { useVirtualRows } from '../../components/use-virtual-rows.ts';
import { formatCount } from '../../format.ts';
import { useTickets } from '../../stores/tickets.ts';
import { PriorityBadge } from './priority-badge.tsx';
import { TicketState } from './ticket-state.tsx';

const ROW_HEIGHT = 72;

/** The tickets, newest first. Only what is in sight is in the page. */
export function TicketList() {
  const { t } = useTranslation();
  const { items, next, selected, select, more } = useTickets();
  const index = items.findIndex(({ number }) => number === selected);
  const { scroller, rows, show } = useVirtualRows({
    count: items.length,
    rowHeight: ROW_HEIGHT,
    keyOf: (row) => items[row]?.number ?? row,
    more: next === undefined ? undefined : () => void more(),
  });
  useListKeys({
    count: items.length,
    index,
    select: (to) => {
      select(items[to]?.number);
      show(to);
    },
    open: () => document.getElementById('ticket-title')?.focus(),
    close: () => select(undefined),
  });
  return (
    <div className="message-list">
      <div
        ref={scroller}
        className="message-scroller"
        role="listbox"
        tabIndex={0}
        aria-label={t('nav.tickets')}
        aria-activedescendant={index >= 0 ? `ticket-${selected}` : undefined}
      >
        <div className="message-rows" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const ticket = items[row.index];
            return ticket === undefined ? null : (
              <Row
                key={ticket.number}
                ticket={ticket}
                top={row.start}
                position={row.index + 1}
                total={items.length}
                selected={ticket.number === selected}
                onSelect={() => select(ticket.number)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  readonly ticket: Ticket;
  readonly top: number;
  readonly position: number;
  readonly total: number;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

function Row({ ticket, top, position, total, selected, onSelect }: RowProps) {
  const { t } = useTranslation();
  const { number, title, status, unread, reporter, type, group, owner } = ticket;
  return (
    <div
      id={`ticket-${number}`}
      className="message-row"
      role="option"
      aria-selected={selected}
      aria-posinset={position}
      aria-setsize={total}
      data-cursor={selected || undefined}
      data-unread={unread || undefined}
      style={{ transform: `translateY(${top}px)`, height: ROW_HEIGHT }}
      onClick={onSelect}
    >
      <span className="unread-dot">
        {unread === true && <span className="hidden">{t('message.unread')}</span>}
      </span>
      <span className="item-line">
        <span className="item-subject">{title}</span>
        <span className="item-side tabular">
          <ListTime at={ticket.updatedAt} />
        </span>
      </span>
      <span className="item-line secondary">
        <span className="item-snippet">
          {[reporter, type, group, owner].filter((part) => part !== undefined).join(' · ')}
        </span>
        <span className="item-side">
          <PriorityBadge priority={ticket.priority} />
        </span>
      </span>
      <span className="item-line secondary">
        <TicketState status={status} />
        <span className="item-side tabular">
          {number}
          <span className="ticket-mail" title={t('tickets.messageCount', { count: ticket.messages })}>
            <Mail size={12} aria-hidden />
            <span aria-hidden>{formatCount(ticket.messages)}</span>
            <span className="hidden">{t('tickets.messageCount', { count: ticket.messages })}</span>
          </span>
        </span>
      </span>
    </div>
  );
}
