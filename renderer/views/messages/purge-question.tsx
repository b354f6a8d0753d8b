import { useTranslation } from 'react-i18next';
import type { MessageListItem } from '../../../shared/domain/message.ts';
import { Confirm } from '../../components/dialog.tsx';
import { purgeMessages } from './folder-actions.ts';
import { NamedMessages } from './named-messages.tsx';

interface PurgeQuestionProps {
  readonly messages: readonly MessageListItem[];
  readonly onClose: () => void;
}

/** Names what is destroyed before messages are deleted for good. */
export function PurgeQuestion({ messages, onClose }: PurgeQuestionProps) {
  const { t } = useTranslation();
  return (
    <Confirm
      danger
      title={t('purge.title', { count: messages.length })}
      confirm={t('purge.confirm')}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        void purgeMessages(messages.map(({ id }) => id));
      }}
    >
      <p>{t('purge.text', { count: messages.length })}</p>
      <NamedMessages messages={messages} />
      <p>{t('purge.rest')}</p>
    </Confirm>
  );
}
