import Archive from 'lucide-react/icons/archive';
import ArchiveRestore from 'lucide-react/icons/archive-restore';
import TicketPlus from 'lucide-react/icons/ticket-plus';
import Tickets from 'lucide-react/icons/tickets';
import { useTranslation } from 'react-i18next';
import type { Folder } from '../../../shared/domain/message.ts';
import { Button } from '../../components/button.tsx';
import type { ByHand } from './use-by-hand.tsx';

interface FilingButtonsProps {
  readonly folder: Folder;
  readonly hand: ByHand;
  /** Whether the messages can get a ticket. */
  readonly fileable: boolean;
}

export const moveLabels = {
  inbox: 'message.archive',
  archive: 'message.toInbox',
  deleted: 'message.restore',
} as const satisfies Record<Folder, string>;

/** What gets one message or several out of the way: a ticket, or another folder. */
export function FilingButtons({ folder, hand, fileable }: FilingButtonsProps) {
  const { t } = useTranslation();
  const Move = folder === 'inbox' ? Archive : ArchiveRestore;
  return (
    <>
      {fileable && (
        <>
          <Button icon={<TicketPlus size={16} aria-hidden />} onClick={hand.createTicket}>
            {t('message.ticket.create')}
          </Button>
          <Button icon={<Tickets size={16} aria-hidden />} onClick={hand.attach}>
            {t('message.ticket.attach')}
          </Button>
        </>
      )}
      <Button icon={<Move size={16} aria-hidden />} onClick={hand.move}>
        {t(moveLabels[folder])}
      </Button>
    </>
  );
}
