import PenLine from 'lucide-react/icons/pen-line';
import Send from 'lucide-react/icons/send';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { outboxFilters } from '../../../shared/domain/outbound.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListError } from '../../components/list-error.tsx';
import { Page } from '../../components/page.tsx';
import { Segments } from '../../components/segments.tsx';
import { shortcut } from '../../keys.ts';
import { useCompose } from '../../stores/compose.ts';
import { useOutbox } from '../../stores/outbox.ts';
import { EntryPane, type EntryTab } from './entry-pane.tsx';
import { OutboxList } from './outbox-list.tsx';

/** Everything that was or is to be sent, with what became of it. */
export function OutboxView() {
  const { t } = useTranslation();
  const { items, counts, filter, loaded, error, selected, narrow, select, load } = useOutbox();
  const compose = useCompose((state) => state.open);
  const [tab, setTab] = useState<EntryTab>('overview');
  const isEmpty = loaded && counts.all === 0;
  const write = (
    <Button
      kind="primary"
      icon={<PenLine size={16} aria-hidden />}
      title={shortcut('Shift+M')}
      onClick={() => compose({})}
    >
      {t('compose.new')}
    </Button>
  );
  return (
    <Page
      title={t('nav.outbox')}
      fixed
      actions={
        !isEmpty && (
          <>
            <Segments
              label={t('outbox.show')}
              value={filter}
              options={outboxFilters.map((value) => ({
                value,
                label: t(`outboxFilter.${value}`),
                count: counts[value],
              }))}
              onChange={(value) => void narrow(value)}
            />
            {write}
          </>
        )
      }
    >
      <ListError error={error} retry={load} />
      {isEmpty ? (
        <EmptyState icon={<Send size={32} />} title={t('outbox.emptyTitle')} action={write}>
          {t('outbox.emptyText')}
        </EmptyState>
      ) : loaded && items.length === 0 ? (
        <EmptyState icon={<Send size={32} />} title={t(`outboxNone.${filter}`)} />
      ) : (
        <div className="split messages-split" data-open={selected !== undefined || undefined}>
          <OutboxList />
          <div className="split-detail">
            {selected === undefined ? (
              <p className="nothing-selected">{t('outbox.nothingSelected')}</p>
            ) : (
              <EntryPane
                key={selected}
                id={selected}
                tab={tab}
                onTab={setTab}
                onBack={() => select(undefined)}
              />
            )}
          </div>
        </div>
      )}
    </Page>
  );
}
