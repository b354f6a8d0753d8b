import MailOpen from 'lucide-react/icons/mail';
import FlaskConical from 'lucide-react/icons/flask-conical';
import Tickets from 'lucide-react/icons/tickets';
import Unlink from 'lucide-react/icons/unlink';
import Upload from 'lucide-react/icons/upload';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageDetail } from '../../../shared/domain/message.ts';
import { RowMenu } from '../../components/row-menu.tsx';
import { attempt } from '../../components/toasts.tsx';
import { useAccounts } from '../../stores/accounts.ts';
import { useMessages } from '../../stores/messages.ts';
import { RehearsalDialog } from '../rehearsal/rehearsal-dialog.tsx';
import { putOnServer } from './set-aside-actions.ts';
import { unassign } from './ticket-actions.ts';

interface MessageMenuProps {
  readonly message: MessageDetail;
  readonly onAttach: () => void;
}

/** What is seldom done with a message. */
export function MessageMenu({ message, onAttach }: MessageMenuProps) {
  const { t } = useTranslation();
  const { markRead, select } = useMessages();
  const [rehearsing, setRehearsing] = useState(false);
  const account = useAccounts(
    (state) => state.incoming.find((item) => item.account.id === message.accountId)?.account,
  );
  const { folder, id, ticket } = message;
  const reason = useReasonAgainst(message);
  return (
    <>
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
          {
            label: t('message.whichRules'),
            icon: <FlaskConical size={16} aria-hidden />,
            disabled: account === undefined,
            note: account === undefined ? t('message.cannotPut.accountGone') : undefined,
            run: () => setRehearsing(true),
          },
          ...(ticket === undefined || folder === 'deleted'
            ? []
            : [
                {
                  label: t('message.ticket.attachOther'),
                  icon: <Tickets size={16} aria-hidden />,
                  run: onAttach,
                },
                {
                  label: t('message.ticket.unassign', { ticket }),
                  icon: <Unlink size={16} aria-hidden />,
                  run: () => void unassign(id, ticket),
                },
              ]),
        ]}
      />
      {rehearsing && account !== undefined && (
        <RehearsalDialog account={account} messageId={id} onClose={() => setRehearsing(false)} />
      )}
    </>
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
