import { useTranslation } from 'react-i18next';
import type { MessageListItem } from '../../../shared/domain/message.ts';
import { ExactTime } from '../../components/time.tsx';
import { formatSize } from '../../format.ts';

const MOST_NAMED = 5;

/** Names the messages that a question is about, the first few of many. */
export function NamedMessages({ messages }: { readonly messages: readonly MessageListItem[] }) {
  const { t } = useTranslation();
  const more = messages.length - MOST_NAMED;
  return (
    <>
      <ul className="lost">
        {messages.slice(0, MOST_NAMED).map((message) => (
          <li key={message.id}>
            <strong>{message.subject === '' ? t('message.noSubject') : message.subject}</strong>
            <span className="secondary">
              {message.from.name === '' ? message.from.address : message.from.name} ·{' '}
              <ExactTime at={message.date} /> · {formatSize(message.sizeBytes)}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p>{t('setAside.deleteMore', { count: more })}</p>}
    </>
  );
}
