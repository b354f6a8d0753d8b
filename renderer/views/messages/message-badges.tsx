import { useTranslation } from 'react-i18next';
import type { MessageListItem } from '../../../shared/domain/message.ts';
import { Badge } from '../../components/state.tsx';

/** Shown only where a message is not simply there. */
export function MessageBadges({
  message: { state, spam, held },
}: {
  readonly message: Pick<MessageListItem, 'state' | 'spam' | 'held'>;
}) {
  const { t } = useTranslation();
  return (
    <>
      {state === 'oversize' && <Badge meaning="warning">{t('messageState.oversize')}</Badge>}
      {state === 'quarantined' && <Badge meaning="error">{t('messageState.quarantined')}</Badge>}
      {held === true && <Badge meaning="warning">{t('messageState.held')}</Badge>}
      {spam === true && <Badge meaning="warning">{t('messageState.spam')}</Badge>}
    </>
  );
}
