import { useTranslation } from 'react-i18next';
import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import { ListTime } from '../../components/time.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import { useVirtualRows } from '../../components/use-virtual-rows.ts';
import { useOutbox } from '../../stores/outbox.ts';
import { OutboxState } from './outbox-state.tsx';
import { RetryAll } from './retry-all.tsx';

const ROW_HEIGHT = 72;

/** The messages of the outbox, newest first. Only what is in sight is in the page. */
export function OutboxList() {
  const { t } = useTranslation();
  const { items, next, selected, counts, filter, select, more } = useOutbox();
  const index = items.findIndex(({ id }) => id === selected);
  const { scroller, rows, show } = useVirtualRows({
    count: items.length,
    rowHeight: ROW_HEIGHT,
    keyOf: (row) => items[row]?.id ?? row,
    more: next === undefined ? undefined : () => void more(),
  });
  useListKeys({
    count: items.length,
    index,
    select: (to) => {
      select(items[to]?.id);
      show(to);
    },
    open: () => document.getElementById('outbox-title')?.focus(),
    close: () => select(undefined),
  });
  return (
    <div className="message-list">
      <RetryAll />
      <div
        ref={scroller}
        className="message-scroller"
        role="listbox"
        tabIndex={0}
        aria-label={t('nav.outbox')}
        aria-activedescendant={index >= 0 ? `outbox-${selected}` : undefined}
      >
        <div className="message-rows" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const entry = items[row.index];
            return entry === undefined ? null : (
              <Row
                key={entry.id}
                entry={entry}
                top={row.start}
                position={row.index + 1}
                total={Math.max(counts[filter], items.length)}
                selected={entry.id === selected}
                onSelect={() => select(entry.id)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  readonly entry: OutboxEntry;
  readonly top: number;
  readonly position: number;
  readonly total: number;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

function Row({ entry, top, position, total, selected, onSelect }: RowProps) {
  const { t } = useTranslation();
  return (
    <div
      id={`outbox-${entry.id}`}
      className="message-row outbox-row"
      role="option"
      aria-selected={selected}
      aria-posinset={position}
      aria-setsize={total}
      data-cursor={selected || undefined}
      style={{ transform: `translateY(${top}px)`, height: ROW_HEIGHT }}
      onClick={onSelect}
    >
      <span className="item-line">
        <span className="item-main">{entry.to.join(', ')}</span>
        <span className="item-side tabular">
          <ListTime at={entry.createdAt} />
        </span>
      </span>
      <span className="item-line">
        <span className="item-subject">{entry.subject === '' ? t('message.noSubject') : entry.subject}</span>
        {entry.ticket !== undefined && <span className="item-side tabular">{entry.ticket}</span>}
      </span>
      <span className="item-line secondary">
        <OutboxState state={entry.state} />
        <span className="item-snippet">
          {entry.account}
          {entry.accountState !== 'ready' && ` · ${t(`outboxAccount.${entry.accountState}`)}`}
        </span>
      </span>
    </div>
  );
}
