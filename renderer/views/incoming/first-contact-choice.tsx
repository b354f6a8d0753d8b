import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { MailboxLook } from '../../../shared/domain/mailbox.ts';
import { formatCount } from '../../format.ts';
import { dayOf, sinceDay } from './first-contact-day.ts';
import { DAY_MS, messagesFetched, type Choice, type Range } from './look-numbers.ts';
import { rangeText } from './range-text.ts';

const QUICK_DAYS = [7, 30, 365];

interface FirstContactChoiceProps {
  readonly look: MailboxLook;
  readonly account: IncomingAccount;
  /** When the look was taken: ages count from here. */
  readonly now: number;
  /** Told the choice as soon as it is whole. */
  readonly onChange: (choice: Choice | undefined) => void;
}

/** All, newer than a day, or none: each with its number and what it means for the mail on the server. */
export function FirstContactChoice({ look, account, now, onChange }: FirstContactChoiceProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'all' | 'newer' | 'none'>();
  const [since, setSince] = useState('');
  const choose = (next: 'all' | 'newer' | 'none', moment = since): void => {
    setKind(next);
    setSince(moment);
    onChange(next === 'newer' ? (moment === '' ? undefined : moment) : next);
  };
  const fetchWords = (fetched: Range): string =>
    t(`firstContact.then.${account.afterRetrieval}`, {
      count: fetched.most,
      shown: rangeText(fetched, t),
      mailbox: account.moveTo ?? '',
    });
  const stayWords = (fetched: Range): string => {
    const stays = { least: look.found - fetched.most, most: look.found - fetched.least };
    return stays.most === 0 ? '' : t('firstContact.stays', { count: stays.most, shown: rangeText(stays, t) });
  };
  const newer = since === '' ? undefined : messagesFetched(look, since, now);
  return (
    <fieldset className="choices">
      <legend>
        <h3>{t('firstContact.question')}</h3>
      </legend>
      <Option
        checked={kind === 'all'}
        onCheck={() => choose('all')}
        label={t('firstContact.choice.all')}
        words={[
          fetchWords(messagesFetched(look, 'all', now)),
          look.oversize === 0
            ? ''
            : t('firstContact.oversizeStays', { count: look.oversize, shown: formatCount(look.oversize) }),
        ]}
      />
      <Option
        checked={kind === 'newer'}
        onCheck={() => choose('newer')}
        label={t('firstContact.choice.newer')}
        words={
          newer === undefined
            ? [t('firstContact.pickDay')]
            : [
                fetchWords(newer),
                stayWords(newer),
                look.oversize === 0 ? '' : t('firstContact.newerOversize'),
              ]
        }
      >
        <div className="since">
          <input
            type="date"
            className="input"
            aria-label={t('firstContact.since')}
            max={dayOf(now)}
            value={since === '' ? '' : dayOf(Date.parse(since))}
            onChange={(event) => choose('newer', sinceDay(event.target.value))}
          />
          {QUICK_DAYS.map((days) => {
            const moment = new Date(now - days * DAY_MS).toISOString();
            return (
              <button
                key={days}
                type="button"
                className="chip"
                aria-pressed={since === moment}
                onClick={() => choose('newer', moment)}
              >
                {t('firstContact.lastDays', { count: days })}
                <span className="chip-count tabular">{rangeText(messagesFetched(look, moment, now), t)}</span>
              </button>
            );
          })}
        </div>
      </Option>
      <Option
        checked={kind === 'none'}
        onCheck={() => choose('none')}
        label={t('firstContact.choice.none')}
        words={[stayWords({ least: 0, most: 0 }), t('firstContact.onlyNew')]}
      />
    </fieldset>
  );
}

interface OptionProps {
  readonly checked: boolean;
  readonly onCheck: () => void;
  readonly label: string;
  readonly words: readonly string[];
  readonly children?: ReactNode;
}

function Option({ checked, onCheck, label, words, children }: OptionProps) {
  const id = useId();
  return (
    <div className="choice" data-checked={checked || undefined}>
      <input
        type="radio"
        id={id}
        name="first-contact"
        checked={checked}
        onChange={onCheck}
        aria-describedby={`${id}-words`}
      />
      <div className="choice-body">
        <label htmlFor={id}>{label}</label>
        {children}
        <p className="secondary" id={`${id}-words`}>
          {words.filter((word) => word !== '').join(' ')}
        </p>
      </div>
    </div>
  );
}
