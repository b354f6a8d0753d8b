import { useTranslation } from 'react-i18next';
import {
  ticketChangeSchema,
  ticketInputSchema,
  ticketStatuses,
  type Ticket,
} from '../../../shared/domain/ticket.ts';
import { invoke } from '../../bridge.ts';
import { SelectField, TextField } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useGroups, useTypes } from '../../stores/directory.ts';
import { useTickets } from '../../stores/tickets.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';

interface TicketValues {
  title: string;
  status: Ticket['status'];
  /** Empty: none. */
  typeId: string;
  groupId: string;
}

interface TicketDialogProps {
  /** Left out for a new ticket. */
  readonly ticket: Ticket | undefined;
  readonly onClose: () => void;
}

/** A ticket's title, status, type and responsible group. */
export function TicketDialog({ ticket, onClose }: TicketDialogProps) {
  const { t } = useTranslation();
  const types = useTypes((state) => state.items);
  const groups = useGroups((state) => state.items);
  const newInput = ({ title, typeId, groupId }: TicketValues) => ({
    title,
    ...(typeId === '' ? {} : { typeId }),
    ...(groupId === '' ? {} : { groupId }),
  });
  const change = ({ title, status, typeId, groupId }: TicketValues) => ({
    title,
    status,
    typeId: typeId === '' ? null : typeId,
    groupId: groupId === '' ? null : groupId,
  });
  const { form, about, frame } = useDomainForm<TicketValues>({
    defaults: {
      title: ticket?.title ?? '',
      status: ticket?.status ?? 'new',
      typeId: ticket?.typeId ?? '',
      groupId: ticket?.groupId ?? '',
    },
    schema: ticket === undefined ? ticketInputSchema : ticketChangeSchema,
    toInput: ticket === undefined ? newInput : change,
    save: async (values) => {
      if (ticket === undefined) await invoke('tickets.create', newInput(values));
      else await invoke('tickets.update', { number: ticket.number, change: change(values) });
      await useTickets.getState().load();
      onClose();
    },
  });
  const choices = (
    list: readonly { id: string; name: string; active: boolean }[],
    held: string | undefined,
  ) => [
    { value: '', label: t('compose.none') },
    // One that was switched off stays where it is until another is chosen.
    ...list
      .filter(({ id, active }) => active || id === held)
      .map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <FormDialog {...frame} title={ticket === undefined ? t('tickets.new') : ticket.number} onClose={onClose}>
      <TextField {...about('title')} required registration={form.register('title')} />
      <SelectField
        {...about('typeId')}
        registration={form.register('typeId')}
        options={choices(types, ticket?.typeId)}
      />
      <SelectField
        {...about('groupId')}
        registration={form.register('groupId')}
        options={choices(groups, ticket?.groupId)}
      />
      {ticket !== undefined && (
        <SelectField
          {...about('status')}
          label={t('tickets.column.status')}
          registration={form.register('status')}
          options={ticketStatuses.map((value) => ({ value, label: t(`ticketStatus.${value}`) }))}
        />
      )}
    </FormDialog>
  );
}
