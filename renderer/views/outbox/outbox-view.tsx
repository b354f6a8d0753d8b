import PenLine from 'lucide-react/icons/pen-line';
import RotateCw from 'lucide-react/icons/rotate-cw';
import Send from 'lucide-react/icons/send';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { outboxFilters } from '../../../shared/domain/outbound.ts';
import { invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { Page } from '../../components/page.tsx';
import { Segments } from '../../components/segments.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { shortcut } from '../../keys.ts';
import { useCompose } from '../../stores/compose.ts';
import { useOutbox } from '../../stores/outbox.ts';
import { EntryPane, type EntryTab } from './entry-pane.tsx';
import { OutboxList } from './outbox-list.tsx';

/** Everything that was or is to be sent, with what became of it. */
export function OutboxView() {
  const { t } = useTranslation();
  const { items, counts, filter, loaded, error, selected, narrow, select } = useOutbox();
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
            <RetryAll />
            {write}
          </>
        )
      }
    >
      {error !== undefined && <ErrorBox error={error} />}
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

/** After the cause was mended: everything that waits or failed goes out again, never what may have arrived. */
function RetryAll() {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const { counts, items, load } = useOutbox();
  const worthIt =
    counts.waiting + counts.problems > 0 &&
    items.some(({ state }) => state === 'deferred' || state === 'failed');
  if (!worthIt) return null;
  const retryAll = async (): Promise<void> => {
    setBusy(true);
    const answer = await attempt(invoke('outbox.retryAll', {}));
    await load();
    setBusy(false);
    if (answer !== undefined) notify({ title: t('outbox.retriedAll', { count: answer.count }) });
  };
  return (
    <Button
      icon={<RotateCw size={16} aria-hidden />}
      busy={busy}
      disabled={busy}
      onClick={() => void retryAll()}
    >
      {t('outbox.retryAll')}
    </Button>
  );
}
