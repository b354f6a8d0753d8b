import { useTranslation } from 'react-i18next';
import type { TicketPriority } from '../../../shared/domain/ticket.ts';
import { Badge } from '../../components/state.tsx';

/** The priority of a ticket, where it is not the usual one. */
export function PriorityBadge({ priority = 'normal' }: { readonly priority: TicketPriority | undefined }) {
  const { t } = useTranslation();
  if (priority === 'normal') return null;
  const meaning = priority === 'urgent' ? 'error' : priority === 'high' ? 'warning' : 'neutral';
  return <Badge meaning={meaning}>{t(`ticketPriority.${priority}`)}</Badge>;
}
