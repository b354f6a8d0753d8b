import { useTranslation } from 'react-i18next';
import { ticketInputSchema, type Ticket } from '../../../shared/domain/ticket.ts';
import { invoke } from '../../bridge.ts';
import { TextField } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useTickets } from '../../stores/tickets.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';
import { noTicketPlace, TicketFields, ticketPlaceInput, type TicketPlaceValues } from './ticket-fields.tsx';

interface TicketValues extends TicketPlaceValues {
  title: string;
}

interface TicketDialogProps {
  readonly onClose: () => void;
  readonly onCreated: (ticket: Ticket) => void;
}

/** A new ticket that no mail began. */
export function TicketDialog({ onClose, onCreated }: TicketDialogProps) {
  const { t } = useTranslation();
  const toInput = ({ title, ...place }: TicketValues) => ({ title, ...ticketPlaceInput(place) });
  const { form, about, frame } = useDomainForm<TicketValues>({
    defaults: { ...noTicketPlace, title: '' },
    schema: ticketInputSchema,
    toInput,
    save: async (values) => {
      const ticket = await invoke('tickets.create', toInput(values));
      await useTickets.getState().load();
      onCreated(ticket);
    },
  });
  return (
    <FormDialog {...frame} title={t('tickets.new')} onClose={onClose}>
      <TextField {...about('title')} required registration={form.register('title')} />
      <TicketFields form={form} about={about} />
    </FormDialog>
  );
}
