import MailOpen from 'lucide-react/icons/mail';
import Upload from 'lucide-react/icons/upload';
import { useTranslation } from 'react-i18next';
import type { MessageDetail } from '../../../shared/domain/message.ts';
import { RowMenu } from '../../components/row-menu.tsx';
import { attempt } from '../../components/toasts.tsx';
import { useAccounts } from '../../stores/accounts.ts';
import { useMessages } from '../../stores/messages.ts';
import { putOnServer } from './set-aside-actions.ts';

/** What is seldom done with a message. */
export function MessageMenu({ message }: { readonly message: MessageDetail }) {
  const { t } = useTranslation();
  const { markRead, select } = useMessages();
  const { folder, id } = message;
  const reason = useReasonAgainst(message);
  return (
    <RowMenu
      label={t('message.more')}
      actions={[
        {
          label: t('message.markUnread'),
          icon: <MailOpen size={16} aria-hidden />,
          run: () => {
            // An open message would be marked as read again.
            select(folder, undefined);
            void attempt(markRead(folder, [id], false));
          },
        },
        {
          label: t('message.putOnServer'),
          icon: <Upload size={16} aria-hidden />,
          disabled: !message.canPutOnServer,
          note: message.canPutOnServer ? undefined : t(`message.cannotPut.${reason}`),
          run: () => void putOnServer([id]),
        },
      ]}
    />
  );
}

type Reason = 'noSource' | 'accountGone' | 'pop3' | 'other';

/** Why no copy can be put back. */
function useReasonAgainst({ hasSource, accountId }: MessageDetail): Reason {
  const account = useAccounts(
    (state) => state.incoming.find((item) => item.account.id === accountId)?.account,
  );
  if (!hasSource) return 'noSource';
  if (account === undefined) return 'accountGone';
  return account.serverType === 'pop3' ? 'pop3' : 'other';
}
