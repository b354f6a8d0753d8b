import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDot from 'lucide-react/icons/circle-dashed';
import Loader from 'lucide-react/icons/clock';
import Ticket from 'lucide-react/icons/ticket';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket as TicketValue } from '../../../shared/domain/ticket.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { Page } from '../../components/page.tsx';
import { State, type Meaning } from '../../components/state.tsx';
import { RelativeTime } from '../../components/time.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import { formatCount } from '../../format.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { useTickets } from '../../stores/tickets.ts';

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
  const [selected, setSelected] = useState<string>();
  useListKeys({
    count: items.length,
    index: items.findIndex((ticket) => ticket.number === selected),
    select: (index) => setSelected(items[index]?.number),
  });
  return (
    <Page title={t('nav.tickets')}>
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
              <th>{t('tickets.column.status')}</th>
              <th className="number">{t('tickets.column.messages')}</th>
              <th>{t('tickets.column.updated')}</th>
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
                >
                  <td className="tabular" data-label={t('tickets.column.number')}>
                    {ticket.number}
                  </td>
                  <td data-label={t('fields.title')}>{ticket.title}</td>
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
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Page>
  );
}
