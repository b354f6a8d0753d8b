import Asterisk from 'lucide-react/icons/asterisk';
import Ticket from 'lucide-react/icons/ticket';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListError } from '../../components/list-error.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { useNavigation } from '../../stores/navigation.ts';
import { useTickets } from '../../stores/tickets.ts';
import { SearchField } from '../forms/search-field.tsx';
import { TicketDialog } from './ticket-dialog.tsx';
import { TicketFilters } from './ticket-filters.tsx';
import { TicketList } from './ticket-list.tsx';
import { TicketPane } from './ticket-pane.tsx';

/** The tickets that mail was made into: list, and one of them with all its mail. */
export function TicketsView() {
  const { t } = useTranslation();
  const { items, filter, counts, loaded, error, selected, select, narrow, load } = useTickets();
  const go = useNavigation((state) => state.go);
  const place = useNavigation((state) => state.place);
  const [creating, setCreating] = useState(false);
  // The way from a message leads here, also while the list is open.
  useEffect(() => {
    if (place.ticket !== undefined) select(place.ticket);
  }, [place, select]);
  const hasNone = loaded && counts.new + counts.processing + counts.completed === 0;
  const create = (
    <Button kind="primary" icon={<Asterisk size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('tickets.new')}
    </Button>
  );
  return (
    <Page
      title={t('nav.tickets')}
      fixed
      actions={
        <>
          {!hasNone && (
            <SearchField
              label={t('tickets.search')}
              placeholder={t('tickets.search')}
              maxLength={200}
              value={filter.text ?? ''}
              onSearch={(text) => {
                // The filter may have changed while the words were typed.
                const { text: _before, ...others } = useTickets.getState().filter;
                void narrow(text.trim() === '' ? others : { ...others, text });
              }}
            />
          )}
          {create}
        </>
      }
    >
      <ListError error={error} retry={load} />
      {hasNone ? (
        <EmptyState
          icon={<Ticket size={32} />}
          title={t('tickets.emptyTitle')}
          action={<Button onClick={() => go({ view: 'rules' })}>{t('tickets.toRules')}</Button>}
        >
          {t('tickets.emptyText')}
        </EmptyState>
      ) : (
        <>
          <TicketFilters />
          {!loaded && error === undefined && <Loading>{t('tickets.loading')}</Loading>}
          {loaded && (
            <div className="split messages-split" data-open={selected !== undefined || undefined}>
              {items.length === 0 ? (
                <div className="nothing-selected none-fits">
                  <p>{t('tickets.noneFits')}</p>
                  <Button onClick={() => void narrow({})}>{t('tickets.showAll')}</Button>
                </div>
              ) : (
                <TicketList />
              )}
              <div className="split-detail">
                {selected === undefined ? (
                  <p className="nothing-selected">{t('tickets.nothingSelected')}</p>
                ) : (
                  <TicketPane key={selected} number={selected} onBack={() => select(undefined)} />
                )}
              </div>
            </div>
          )}
        </>
      )}
      {creating && (
        <TicketDialog
          onClose={() => setCreating(false)}
          onCreated={({ number }) => {
            setCreating(false);
            select(number);
          }}
        />
      )}
    </Page>
  );
}
