import { useTranslation } from 'react-i18next';
import type { MessageListItem } from '../../../shared/domain/message.ts';
import { Confirm } from '../../components/dialog.tsx';
import { NamedMessages } from './named-messages.tsx';
import { decide } from './set-aside-actions.ts';

interface DeleteOnServerProps {
  readonly messages: readonly MessageListItem[];
  readonly onClose: () => void;
}

/** Names what is lost before messages that were never fetched are deleted on the server. */
export function DeleteOnServer({ messages, onClose }: DeleteOnServerProps) {
  const { t } = useTranslation();
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
      <NamedMessages messages={messages} />
      <p>{t('setAside.deleteUndo')}</p>
    </Confirm>
  );
}
