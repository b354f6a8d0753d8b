import { useTranslation } from 'react-i18next';
import type { Folder, MessageListItem } from '../../../shared/domain/message.ts';
import { ticketInputSchema } from '../../../shared/domain/ticket.ts';
import { invoke } from '../../bridge.ts';
import { SwitchField, TextField } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useContacts } from '../../stores/directory.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';
import {
  noTicketPlace,
  TicketFields,
  ticketPlaceInput,
  type TicketPlaceValues,
} from '../tickets/ticket-fields.tsx';
import { tellAssigned } from './ticket-actions.ts';

interface CreateTicketValues extends TicketPlaceValues {
  title: string;
  createContact: boolean;
}

interface CreateTicketDialogProps {
  readonly folder: Folder;
  /** At least one. */
  readonly messages: readonly MessageListItem[];
  readonly onClose: () => void;
}

/** One new ticket of one message or several. */
export function CreateTicketDialog({ folder, messages, onClose }: CreateTicketDialogProps) {
  const { t } = useTranslation();
  const oldest = messages.reduce<MessageListItem | undefined>(
    (found, message) => (found === undefined || message.id < found.id ? message : found),
    undefined,
  );
  const address = oldest?.from.address ?? '';
  const known = useContacts((state) => state.items).some(({ addresses }) =>
    addresses.some((own) => own.toLowerCase() === address.toLowerCase()),
  );
  const ids = messages.map(({ id }) => id);
  const toInput = ({ title, createContact: _contact, ...place }: CreateTicketValues) => ({
    title,
    ...ticketPlaceInput(place),
  });
  const { form, about, frame } = useDomainForm<CreateTicketValues>({
    defaults: { ...noTicketPlace, title: oldest?.subject.trim() ?? '', createContact: !known },
    schema: ticketInputSchema,
    toInput,
    save: async (values) => {
      const ticket = await invoke('messages.createTicket', {
        ids,
        ...toInput(values),
        createContact: values.createContact && !known && address !== '',
      });
      onClose();
      await tellAssigned(folder, messages, ticket, 'created');
    },
  });
  return (
    <FormDialog
      {...frame}
      title={t('message.ticket.createTitle', { count: messages.length })}
      action={t('message.ticket.createConfirm')}
      onClose={onClose}
    >
      <TextField {...about('title')} required registration={form.register('title')} />
      <TicketFields form={form} about={about} />
      {!known && address !== '' && (
        <SwitchField
          name="createContact"
          label={t('message.ticket.createContact', { address })}
          checked={form.watch('createContact')}
          onChange={(on) => form.setValue('createContact', on, { shouldDirty: true })}
          help={t('message.ticket.createContactHelp')}
        />
      )}
    </FormDialog>
  );
}
