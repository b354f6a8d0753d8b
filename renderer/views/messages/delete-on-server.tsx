import { useTranslation } from 'react-i18next';
import type { MessageListItem } from '../../../shared/domain/message.ts';
import { Confirm } from '../../components/dialog.tsx';
import { ExactTime } from '../../components/time.tsx';
import { formatSize } from '../../format.ts';
import { decide } from './set-aside-actions.ts';

const MOST_NAMED = 5;

interface DeleteOnServerProps {
  readonly messages: readonly MessageListItem[];
  readonly onClose: () => void;
}

/** Names what is lost before messages that were never fetched are deleted on the server. */
export function DeleteOnServer({ messages, onClose }: DeleteOnServerProps) {
  const { t } = useTranslation();
  const more = messages.length - MOST_NAMED;
  return (
    <Confirm
      danger
      title={t('setAside.deleteTitle', { count: messages.length })}
      confirm={t('setAside.deleteConfirm')}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        void decide(
          messages.map(({ id }) => id),
          'delete',
        );
      }}
    >
      <p>{t('setAside.deleteText', { count: messages.length })}</p>
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
      <p>{t('setAside.deleteUndo')}</p>
    </Confirm>
  );
}
