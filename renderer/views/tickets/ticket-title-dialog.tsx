import { useTranslation } from 'react-i18next';
import { ticketChangeSchema, type Ticket } from '../../../shared/domain/ticket.ts';
import { invoke } from '../../bridge.ts';
import { TextField } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useTickets } from '../../stores/tickets.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';

interface TicketTitleDialogProps {
  readonly ticket: Ticket;
  readonly onClose: () => void;
}

/** Another title for a ticket. */
export function TicketTitleDialog({ ticket, onClose }: TicketTitleDialogProps) {
  const { t } = useTranslation();
  const { form, about, frame } = useDomainForm<{ title: string }>({
    defaults: { title: ticket.title },
    schema: ticketChangeSchema,
    toInput: (values) => values,
    save: async (change) => {
      await invoke('tickets.update', { number: ticket.number, change });
      const store = useTickets.getState();
      store.changed();
      await store.load();
      onClose();
    },
  });
  return (
    <FormDialog {...frame} title={t('tickets.rename', { number: ticket.number })} onClose={onClose}>
      <TextField {...about('title')} required registration={form.register('title')} />
    </FormDialog>
  );
}
