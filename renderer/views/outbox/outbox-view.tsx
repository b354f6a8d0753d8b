import Send from 'lucide-react/icons/send';
import RotateCw from 'lucide-react/icons/rotate-cw';
import Ban from 'lucide-react/icons/ban';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import { invoke } from '../../bridge.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox, ServerWords } from '../../components/error-box.tsx';
import { Page } from '../../components/page.tsx';
import { Countdown, ExactTime, ListTime } from '../../components/time.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import { formatSize } from '../../format.ts';
import { useOutbox } from '../../stores/outbox.ts';
import { OutboxState } from './outbox-state.tsx';

/** What the engine lets a person do in which state. */
const retryable = new Set<OutboxEntry['state']>(['failed', 'deferred', 'unknown', 'cancelled']);
const cancellable = new Set<OutboxEntry['state']>(['queued', 'deferred']);

/** Everything that was or is to be sent, with what became of it. */
export function OutboxView() {
  const { t } = useTranslation();
  const { items, loaded, error } = useOutbox();
  const [selected, setSelected] = useState<string>();
  const entry = items.find((item) => item.id === selected);
  useListKeys({
    count: items.length,
    index: items.findIndex((item) => item.id === selected),
    select: (index) => setSelected(items[index]?.id),
    close: () => setSelected(undefined),
  });
  return (
    <Page title={t('nav.outbox')} fixed>
      {error !== undefined && <ErrorBox error={error} />}
      {loaded && items.length === 0 ? (
        <EmptyState icon={<Send size={32} />} title={t('outbox.emptyTitle')}>
          {t('outbox.emptyText')}
        </EmptyState>
      ) : (
        <div className="split" data-open={entry !== undefined || undefined}>
          <ul className="item-list" aria-label={t('nav.outbox')}>
            {items.map((item) => (
              <li key={item.id}>
                <button
                  type="button"
                  className="item"
                  aria-pressed={item.id === selected}
                  onClick={() => setSelected(item.id)}
                >
                  <span className="item-line">
                    <span className="item-main">{item.to.join(', ')}</span>
                    <span className="item-side">
                      <ListTime at={item.createdAt} />
                    </span>
                  </span>
                  <span className="item-line">
                    <span className="item-subject">
                      {item.subject === '' ? t('message.noSubject') : item.subject}
                    </span>
                  </span>
                  <span className="item-line secondary">
                    <OutboxState state={item.state} />
                    <span className="item-side">{item.account}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
          <div className="split-detail">
            {entry === undefined ? (
              <p className="nothing-selected">{t('outbox.nothingSelected')}</p>
            ) : (
              <EntryDetail key={entry.id} entry={entry} onBack={() => setSelected(undefined)} />
            )}
          </div>
        </div>
      )}
    </Page>
  );
}

function EntryDetail({ entry, onBack }: { readonly entry: OutboxEntry; readonly onBack: () => void }) {
  const { t } = useTranslation();
  const load = useOutbox((state) => state.load);
  const [confirming, setConfirming] = useState(false);
  const act = async (channel: 'outbox.retry' | 'outbox.cancel', words: string): Promise<void> => {
    const changed = await attempt(invoke(channel, { id: entry.id }));
    await load();
    if (changed !== undefined) notify({ title: words });
  };
  const retry = (): void => {
    // It may have arrived already: only a person can decide to send it twice.
    if (entry.state === 'unknown') setConfirming(true);
    else void act('outbox.retry', t('outbox.retried'));
  };
  return (
    <article className="detail">
      <header className="detail-header">
        <div className="detail-heading">
          <IconButton className="only-narrow" label={t('action.back')} onClick={onBack}>
            <ArrowLeft size={16} aria-hidden />
          </IconButton>
          <h2>{entry.subject === '' ? t('message.noSubject') : entry.subject}</h2>
        </div>
        <div className="detail-actions">
          {retryable.has(entry.state) && (
            <Button icon={<RotateCw size={16} aria-hidden />} onClick={retry}>
              {entry.state === 'deferred' ? t('outbox.sendNow') : t('outbox.retry')}
            </Button>
          )}
          {cancellable.has(entry.state) && (
            <Button
              icon={<Ban size={16} aria-hidden />}
              onClick={() => void act('outbox.cancel', t('outbox.cancelled'))}
            >
              {t('outbox.cancel')}
            </Button>
          )}
        </div>
      </header>
      <div className="detail-body" data-scrolls>
        <p className="outbox-state-line">
          <OutboxState state={entry.state} />
          {(entry.error === undefined || entry.state === 'deferred') && (
            <span className="secondary">{t(`outboxExplained.${entry.state}`)}</span>
          )}
        </p>
        {entry.error !== undefined && (
          <ErrorBox
            doing="sending"
            meaning={entry.error.transient || entry.state === 'unknown' ? 'warning' : 'error'}
            error={{ ...entry.error, detail: entry.error.detail ?? entry.lastReply }}
          />
        )}
        {entry.charsetFallback && <p className="notice">{t('outbox.charsetFallback')}</p>}
        <dl className="facts">
          <dt>{t('fields.to')}</dt>
          <dd>{entry.to.join(', ')}</dd>
          <dt>{t('outbox.from')}</dt>
          <dd>{entry.from}</dd>
          <dt>{t('outbox.account')}</dt>
          <dd>
            {entry.account} <span className="secondary">({t(`routeReason.${entry.why}`)})</span>
          </dd>
          <dt>{t('outbox.queuedAt')}</dt>
          <dd>
            <ExactTime at={entry.createdAt} />
          </dd>
          <dt>{t('outbox.attempts')}</dt>
          <dd className="tabular">{entry.attempts}</dd>
          {entry.nextAttempt !== undefined && (
            <>
              <dt>{t('outbox.nextAttempt')}</dt>
              <dd className="tabular">
                <Countdown at={entry.nextAttempt} />
              </dd>
            </>
          )}
          <dt>{t('outbox.size')}</dt>
          <dd className="tabular">{formatSize(entry.sizeBytes)}</dd>
          <dt>Message-ID</dt>
          <dd className="technical">
            <code>{entry.messageId}</code>
            <CopyButton text={entry.messageId} />
          </dd>
        </dl>
        {entry.error === undefined && <ServerWords text={entry.lastReply} />}
      </div>
      {confirming && (
        <Confirm
          title={t('outbox.unknownTitle')}
          confirm={t('outbox.unknownConfirm')}
          onCancel={() => setConfirming(false)}
          onConfirm={() => {
            setConfirming(false);
            void act('outbox.retry', t('outbox.retried'));
          }}
        >
          <p>{t('outbox.unknownText')}</p>
        </Confirm>
      )}
    </article>
  );
}
