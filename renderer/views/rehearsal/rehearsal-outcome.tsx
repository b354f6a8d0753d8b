import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rehearsal } from '../../../shared/domain/rehearsal.ts';
import type { RuleInput } from '../../../shared/domain/rule.ts';
import { Segments } from '../../components/segments.tsx';
import { formatCount } from '../../format.ts';
import { useRules } from '../../stores/rules.ts';
import { RehearsalList } from './rehearsal-list.tsx';
import { RehearsedDetail } from './rehearsed-detail.tsx';

interface RehearsalOutcomeProps {
  readonly accountId: string;
  readonly outcome: Rehearsal;
  readonly edited: readonly RuleInput[] | undefined;
}

/** The messages and what would become of them; on the right one of them in full. */
export function RehearsalOutcome({ accountId, outcome, edited }: RehearsalOutcomeProps) {
  const { t } = useTranslation();
  const stored = useRules((state) => state.items);
  const [onlyChanged, setOnlyChanged] = useState(false);
  const [selected, setSelected] = useState(0);
  const { messages, changed } = outcome;
  const shown = onlyChanged ? messages.filter(({ today }) => today !== undefined) : messages;
  const message = shown[Math.min(selected, shown.length - 1)];
  if (messages.length === 0) return <p className="rehearsal-none">{t('rehearsal.noMessages')}</p>;
  return (
    <>
      <div className="rehearsal-counts">
        <strong role="status">
          {t('rehearsal.tried', { count: messages.length, shown: formatCount(messages.length) })}
          {edited !== undefined && (
            <> · {t('rehearsal.changed', { count: changed, shown: formatCount(changed) })}</>
          )}
        </strong>
        {edited !== undefined && messages.length > 1 && (
          <Segments
            label={t('message.scope.label')}
            value={onlyChanged}
            options={[
              { value: false, label: t('message.scope.all'), count: messages.length },
              { value: true, label: t('rehearsal.onlyChanged'), count: changed },
            ]}
            onChange={(value) => {
              setOnlyChanged(value);
              setSelected(0);
            }}
          />
        )}
      </div>
      <div className="rehearsal-split" data-single={messages.length === 1 || undefined}>
        {messages.length > 1 && (
          <RehearsalList
            key={String(onlyChanged)}
            messages={shown}
            selected={Math.min(selected, shown.length - 1)}
            onSelect={setSelected}
          />
        )}
        <div
          className="rehearsal-detail"
          data-scrolls
          tabIndex={0}
          role="region"
          aria-label={t('rehearsal.detail')}
        >
          {message === undefined ? (
            <p className="secondary">{t('rehearsal.nothingChanges')}</p>
          ) : (
            <RehearsedDetail
              message={message}
              rules={edited ?? stored.filter((rule) => rule.accountId === accountId)}
              isEdited={edited !== undefined}
            />
          )}
        </div>
      </div>
    </>
  );
}
