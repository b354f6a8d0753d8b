import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import Clock from 'lucide-react/icons/clock';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxDetail } from '../../../shared/domain/outbound.ts';
import { State, type Meaning } from '../../components/state.tsx';
import { errorText } from '../../error-text.ts';

const looks: Readonly<Record<NonNullable<OutboxDetail['sentCopy']>, readonly [Meaning, ReactNode]>> = {
  waiting: ['neutral', <Clock key="waiting" size={14} />],
  done: ['ok', <CircleCheck key="done" size={14} />],
  failed: ['warning', <CircleAlert key="failed" size={14} />],
};

/** What became of the copy in the Sent mailbox; a missing copy never means that the message was not sent. */
export function SentCopy({ detail }: { readonly detail: OutboxDetail }) {
  const { t } = useTranslation();
  const { sentCopy, sentCopyError } = detail;
  if (sentCopy === undefined) return null;
  const [meaning, icon] = looks[sentCopy];
  return (
    <>
      <dt>{t('outbox.sentCopy')}</dt>
      <dd>
        <State meaning={meaning} icon={icon}>
          {t(`sentCopyState.${sentCopy}`)}
        </State>
        {sentCopyError !== undefined && (
          <p className="secondary">
            {errorText(sentCopyError, 'sending').title}. {errorText(sentCopyError, 'sending').remedy}
          </p>
        )}
      </dd>
    </>
  );
}
