import Asterisk from 'lucide-react/icons/asterisk';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDot from 'lucide-react/icons/circle-dashed';
import Loader from 'lucide-react/icons/clock';
import PenLine from 'lucide-react/icons/pen-line';
import Ticket from 'lucide-react/icons/ticket';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket as TicketValue } from '../../../shared/domain/ticket.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { Page } from '../../components/page.tsx';
import { State, type Meaning } from '../../components/state.tsx';
import { RelativeTime } from '../../components/time.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import { formatCount } from '../../format.ts';
import { useCompose } from '../../stores/compose.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { useTickets } from '../../stores/tickets.ts';
import { TicketDialog } from './ticket-dialog.tsx';

const looks: Readonly<Record<TicketValue['status'], readonly [Meaning, ReactNode]>> = {
  new: ['neutral', <CircleDot key="new" size={16} />],
  processing: ['working', <Loader key="processing" size={16} />],
  completed: ['ok', <CircleCheck key="completed" size={16} />],
};

/** The tickets that mail was made into. */
export function TicketsView() {
  const { t } = useTranslation();
  const { items, loaded, error } = useTickets();
  const go = useNavigation((state) => state.go);
  const shown = useNavigation((state) => state.place.ticket);
  const compose = useCompose((state) => state.open);
  const [selected, setSelected] = useState<string | undefined>(shown);
  const [editing, setEditing] = useState<TicketValue | 'new'>();
  // The way from a message leads here again while the list is open.
  useEffect(() => {
    if (shown !== undefined) setSelected(shown);
  }, [shown]);
  useListKeys({
    count: items.length,
    index: items.findIndex((ticket) => ticket.number === selected),
    select: (index) => setSelected(items[index]?.number),
    open: (index) => setEditing(items[index]),
  });
  const create = (
    <Button kind="primary" icon={<Asterisk size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t('tickets.new')}
    </Button>
  );
  return (
    <Page title={t('nav.tickets')} actions={create}>
      {error !== undefined && <ErrorBox error={error} />}
      {loaded && items.length === 0 && (
        <EmptyState
          icon={<Ticket size={32} />}
          title={t('tickets.emptyTitle')}
          action={<Button onClick={() => go({ view: 'rules' })}>{t('tickets.toRules')}</Button>}
        >
          {t('tickets.emptyText')}
        </EmptyState>
      )}
      {items.length > 0 && (
        <table className="table tickets-table">
          <thead>
            <tr>
              <th>{t('tickets.column.number')}</th>
              <th>{t('fields.title')}</th>
              <th>{t('fields.typeId')}</th>
              <th>{t('fields.groupId')}</th>
              <th>{t('tickets.column.status')}</th>
              <th className="number">{t('tickets.column.messages')}</th>
              <th>{t('tickets.column.updated')}</th>
              <th>
                <span className="hidden">{t('column.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((ticket) => {
              const [meaning, icon] = looks[ticket.status];
              return (
                <tr
                  key={ticket.number}
                  className="row-group"
                  aria-current={ticket.number === selected ? true : undefined}
                  onClick={() => setSelected(ticket.number)}
                  onDoubleClick={() => setEditing(ticket)}
                >
                  <td className="tabular" data-label={t('tickets.column.number')}>
                    {ticket.number}
                  </td>
                  <td data-label={t('fields.title')}>
                    <button type="button" className="row-title" onClick={() => setEditing(ticket)}>
                      {ticket.title}
                    </button>
                  </td>
                  <td data-label={t('fields.typeId')}>{ticket.type ?? '—'}</td>
                  <td data-label={t('fields.groupId')}>{ticket.group ?? '—'}</td>
                  <td data-label={t('tickets.column.status')}>
                    <State meaning={meaning} icon={icon}>
                      {t(`ticketStatus.${ticket.status}`)}
                    </State>
                  </td>
                  <td className="number" data-label={t('tickets.column.messages')}>
                    {formatCount(ticket.messages)}
                  </td>
                  <td data-label={t('tickets.column.updated')}>
                    <RelativeTime at={ticket.updatedAt} />
                  </td>
                  <td className="row-actions">
                    <IconButton
                      label={t('tickets.write', { number: ticket.number })}
                      onClick={() => compose({ ticket: ticket.number })}
                    >
                      <PenLine size={16} aria-hidden />
                    </IconButton>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {editing !== undefined && (
        <TicketDialog
          ticket={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Page>
  );
}
