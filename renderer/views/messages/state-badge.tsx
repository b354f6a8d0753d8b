import { useTranslation } from 'react-i18next';
import type { MessageState } from '../../../shared/domain/message.ts';
import { Badge } from '../../components/state.tsx';

/** Shown only where a message is not simply there. */
export function MessageStateBadge({ state }: { readonly state: MessageState }) {
  const { t } = useTranslation();
  if (state === 'oversize') return <Badge meaning="warning">{t('messageState.oversize')}</Badge>;
  if (state === 'quarantined') return <Badge meaning="error">{t('messageState.quarantined')}</Badge>;
  return null;
}
