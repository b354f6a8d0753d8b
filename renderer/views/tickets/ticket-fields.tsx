import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { ticketPriorities, type TicketPriority } from '../../../shared/domain/ticket.ts';
import { SelectField, type FieldProps } from '../../components/fields.tsx';
import { useGroups, useTypes, useUsers } from '../../stores/directory.ts';
import { entryOptions } from '../forms/entry-options.ts';

/** What a new ticket can be given; empty: none. */
export interface TicketPlaceValues {
  typeId: string;
  groupId: string;
  ownerId: string;
  priority: TicketPriority;
}

export const noTicketPlace: TicketPlaceValues = { typeId: '', groupId: '', ownerId: '', priority: 'normal' };

export function ticketPlaceInput({ typeId, groupId, ownerId, priority }: TicketPlaceValues) {
  return {
    ...(typeId === '' ? {} : { typeId }),
    ...(groupId === '' ? {} : { groupId }),
    ...(ownerId === '' ? {} : { ownerId }),
    ...(priority === 'normal' ? {} : { priority }),
  };
}

interface TicketFieldsProps<V extends FieldValues & TicketPlaceValues> {
  readonly form: UseFormReturn<V>;
  readonly about: (name: keyof TicketPlaceValues) => Pick<FieldProps, 'name' | 'label' | 'error'>;
}

/** Type, group, owner and priority of a new ticket. */
export function TicketFields<V extends FieldValues & TicketPlaceValues>({
  form,
  about,
}: TicketFieldsProps<V>) {
  const { t } = useTranslation();
  const types = useTypes((state) => state.items);
  const groups = useGroups((state) => state.items);
  const users = useUsers((state) => state.items);
  const none = t('compose.none');
  const field = (name: keyof TicketPlaceValues) => ({
    ...about(name),
    registration: form.register(name as FieldPath<V>),
  });
  return (
    <div className="side-by-side">
      <SelectField {...field('typeId')} options={entryOptions(types, undefined, none)} />
      <SelectField {...field('groupId')} options={entryOptions(groups, undefined, none)} />
      <SelectField {...field('ownerId')} options={entryOptions(users, undefined, none)} />
      <SelectField
        {...field('priority')}
        options={ticketPriorities.map((value) => ({ value, label: t(`ticketPriority.${value}`) }))}
      />
    </div>
  );
}
