import ArrowLeft from 'lucide-react/icons/arrow-left';
import Pencil from 'lucide-react/icons/pencil';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketDetail } from '../../../shared/domain/conversation.ts';
import { IconButton } from '../../components/button.tsx';
import { EmptyPane } from '../../components/empty-pane.tsx';
import { ExactTime } from '../../components/time.tsx';
import { Conversation } from './conversation.tsx';
import { NoteForm } from './note-form.tsx';
import { TicketActions } from './ticket-actions.tsx';
import { TicketProperties } from './ticket-properties.tsx';
import { TicketTitleDialog } from './ticket-title-dialog.tsx';
import { useTicket } from './use-ticket.ts';

interface TicketPaneProps {
  readonly number: string;
  readonly onBack: () => void;
}

/** One ticket: what it is, and everything that was written about it. */
export function TicketPane({ number, onBack }: TicketPaneProps) {
  const { detail, error } = useTicket(number);
  if (error !== undefined || detail === undefined) return <EmptyPane error={error} />;
  return <OpenTicket detail={detail} onBack={onBack} />;
}

function OpenTicket({ detail, onBack }: { readonly detail: TicketDetail; readonly onBack: () => void }) {
  const { t } = useTranslation();
  const [renaming, setRenaming] = useState(false);
  const { ticket } = detail;
  return (
    <article className="detail ticket-pane" aria-label={`${ticket.number} ${ticket.title}`} data-scrolls>
      <header className="detail-header">
        <div className="detail-heading">
          <IconButton className="only-narrow" label={t('action.back')} onClick={onBack}>
            <ArrowLeft size={16} aria-hidden />
          </IconButton>
          <h2 tabIndex={-1} id="ticket-title">
            {ticket.title}
          </h2>
          <IconButton
            label={t('tickets.rename', { number: ticket.number })}
            onClick={() => setRenaming(true)}
          >
            <Pencil size={16} aria-hidden />
          </IconButton>
        </div>
        <TicketActions detail={detail} />
        <p className="secondary ticket-facts">
          <span className="tabular">{ticket.number}</span>
          {ticket.reporter !== undefined && (
            <> · {t('tickets.reportedBy', { name: ticket.reporter })}</>
          )} ·{' '}
          {t('tickets.createdAt')} <ExactTime at={ticket.createdAt} />
          {ticket.completedAt !== undefined && (
            <>
              {' '}
              · {t('tickets.completedAt')} <ExactTime at={ticket.completedAt} />
            </>
          )}
        </p>
        <TicketProperties ticket={ticket} />
      </header>
      <Conversation items={detail.conversation} />
      <NoteForm number={ticket.number} />
      {renaming && <TicketTitleDialog ticket={ticket} onClose={() => setRenaming(false)} />}
    </article>
  );
}
