import CircleCheck from 'lucide-react/icons/circle-check';
import MailCheck from 'lucide-react/icons/mail-check';
import PenLine from 'lucide-react/icons/pen-line';
import Reply from 'lucide-react/icons/reply';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import StickyNote from 'lucide-react/icons/sticky-note';
import { useTranslation } from 'react-i18next';
import type { TicketDetail } from '../../../shared/domain/conversation.ts';
import { invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { attempt } from '../../components/toasts.tsx';
import { useCompose } from '../../stores/compose.ts';
import { useTickets } from '../../stores/tickets.ts';
import { useViewKeys } from '../../components/use-view-keys.ts';
import { setCompleted } from './change-ticket.ts';
import { noteField } from './note-form.tsx';

/** What can be done with a ticket. */
export function TicketActions({ detail: { ticket, conversation } }: { readonly detail: TicketDetail }) {
  const { t } = useTranslation();
  const compose = useCompose((state) => state.open);
  const last = conversation.findLast((item) => item.kind === 'received');
  const isCompleted = ticket.status === 'completed';
  /** Answers the newest mail that came; writes a new one where none did. */
  const write = async (): Promise<void> => {
    const answered = last === undefined ? undefined : await attempt(invoke('messages.get', { id: last.id }));
    compose({ ticket: ticket.number, ...(answered === undefined ? {} : { answered }) });
  };
  const markRead = async (): Promise<void> => {
    await attempt(invoke('tickets.markRead', { number: ticket.number }));
    useTickets.getState().changed();
    await useTickets.getState().load();
  };
  const note = (): void => document.getElementById(noteField)?.focus();
  useViewKeys({ r: () => void write(), n: note });
  return (
    <div className="detail-actions">
      <Button
        icon={last === undefined ? <PenLine size={16} aria-hidden /> : <Reply size={16} aria-hidden />}
        onClick={() => void write()}
      >
        {t(last === undefined ? 'tickets.writeFirst' : 'message.reply')}
      </Button>
      <Button icon={<StickyNote size={16} aria-hidden />} onClick={note}>
        {t('tickets.addNote')}
      </Button>
      <Button
        icon={isCompleted ? <RotateCcw size={16} aria-hidden /> : <CircleCheck size={16} aria-hidden />}
        onClick={() => void setCompleted(ticket, !isCompleted)}
      >
        {t(isCompleted ? 'tickets.reopen' : 'tickets.complete')}
      </Button>
      {ticket.unread === true && (
        <Button icon={<MailCheck size={16} aria-hidden />} onClick={() => void markRead()}>
          {t('tickets.markRead')}
        </Button>
      )}
    </div>
  );
}
