import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RehearsedMessage } from '../../../shared/domain/rehearsal.ts';
import { Badge } from '../../components/state.tsx';
import { useVirtualRows } from '../../components/use-virtual-rows.ts';
import { errorText } from '../../error-text.ts';
import { decisionText } from './decision-text.ts';

const ROW_HEIGHT = 68;

interface RehearsalListProps {
  readonly messages: readonly RehearsedMessage[];
  readonly selected: number;
  readonly onSelect: (index: number) => void;
}

/** The messages that were tried. Only what is in sight is in the page. */
export function RehearsalList({ messages, selected, onSelect }: RehearsalListProps) {
  const { t } = useTranslation();
  const { scroller, rows, show } = useVirtualRows({
    count: messages.length,
    rowHeight: ROW_HEIGHT,
    keyOf: (row) => row,
    more: undefined,
  });
  const onKey = (event: KeyboardEvent): void => {
    const to = target(event.key, selected, messages.length);
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onSelect(to);
    show(to);
  };
  return (
    <div
      ref={scroller}
      className="message-scroller rehearsal-list"
      role="listbox"
      data-own-keys
      tabIndex={0}
      aria-label={t('rehearsal.messages')}
      aria-activedescendant={messages.length === 0 ? undefined : `rehearsed-${selected}`}
      onKeyDown={onKey}
    >
      <div className="message-rows" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const message = messages[row.index];
          return message === undefined ? null : (
            <div
              key={row.index}
              id={`rehearsed-${row.index}`}
              className="message-row rehearsal-row"
              role="option"
              aria-selected={row.index === selected}
              aria-posinset={row.index + 1}
              aria-setsize={messages.length}
              data-cursor={row.index === selected || undefined}
              style={{ transform: `translateY(${row.start}px)`, height: ROW_HEIGHT }}
              onClick={() => onSelect(row.index)}
            >
              <span className="item-line">
                <span className="item-subject">
                  {message.subject === '' ? t('message.noSubject') : message.subject}
                </span>
                {message.today !== undefined && <Badge meaning="warning">{t('rehearsal.other')}</Badge>}
              </span>
              <span className="item-line secondary">
                <span className="item-snippet">{message.from}</span>
              </span>
              <span className="item-line">
                <span className="item-snippet">
                  <Outcome message={message} />
                </span>
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Before → after, where the two differ. */
function Outcome({ message: { decision, today, error } }: { readonly message: RehearsedMessage }) {
  if (decision === undefined) return error === undefined ? null : <>{errorText(error).title}</>;
  const after = decisionText(decision);
  if (today === undefined) return <>{after}</>;
  return (
    <>
      {decisionText(today)} → <strong>{after}</strong>
    </>
  );
}

function target(key: string, from: number, count: number): number | undefined {
  const to = { ArrowDown: from + 1, j: from + 1, ArrowUp: from - 1, k: from - 1, Home: 0, End: count - 1 }[
    key
  ];
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}
