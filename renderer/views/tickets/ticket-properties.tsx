import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ticketPriorities,
  ticketStatuses,
  type Ticket,
  type TicketChange,
} from '../../../shared/domain/ticket.ts';
import type { Option } from '../../components/fields.tsx';
import { useGroups, useTypes, useUsers } from '../../stores/directory.ts';
import { entryOptions } from '../forms/entry-options.ts';
import { changeTicket } from './change-ticket.ts';

/** Status, priority, type, group and owner of a ticket; a choice takes effect at once. */
export function TicketProperties({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation();
  const types = useTypes((state) => state.items);
  const groups = useGroups((state) => state.items);
  const users = useUsers((state) => state.items);
  const none = t('compose.none');
  const change = (values: TicketChange): void => void changeTicket(ticket.number, values);
  const reference = (id: string): string | null => (id === '' ? null : id);
  return (
    <div className="ticket-properties">
      <Choice
        label={t('fields.status')}
        value={ticket.status}
        options={ticketStatuses.map((value) => ({ value, label: t(`ticketStatus.${value}`) }))}
        onChange={(value) => change({ status: value as Ticket['status'] })}
      />
      <Choice
        label={t('fields.priority')}
        value={ticket.priority ?? 'normal'}
        options={ticketPriorities.map((value) => ({ value, label: t(`ticketPriority.${value}`) }))}
        onChange={(value) => change({ priority: value as Ticket['priority'] })}
      />
      <Choice
        label={t('fields.typeId')}
        value={ticket.typeId ?? ''}
        options={entryOptions(types, ticket.typeId, none)}
        onChange={(value) => change({ typeId: reference(value) })}
      />
      <Choice
        label={t('fields.groupId')}
        value={ticket.groupId ?? ''}
        options={entryOptions(groups, ticket.groupId, none)}
        onChange={(value) => change({ groupId: reference(value) })}
      />
      <Choice
        label={t('fields.ownerId')}
        value={ticket.ownerId ?? ''}
        options={entryOptions(users, ticket.ownerId, none)}
        onChange={(value) => change({ ownerId: reference(value) })}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div>
      <label className="ticket-property" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="input select"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
