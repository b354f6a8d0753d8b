import Ticket from 'lucide-react/icons/ticket';
import { useTranslation } from 'react-i18next';
import { useNavigation } from '../../stores/navigation.ts';

/** The way from a message to its ticket; nothing where it has none. */
export function TicketLink({ number }: { readonly number: string | undefined }) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  if (number === undefined) return null;
  return (
    <button
      type="button"
      className="link ticket-link"
      title={t('message.ticket.open', { ticket: number })}
      onClick={() => go({ view: 'tickets', ticket: number })}
    >
      <Ticket size={14} aria-hidden />
      {number}
    </button>
  );
}
