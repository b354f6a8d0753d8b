import { useTranslation } from 'react-i18next';
import { Segments } from '../../components/segments.tsx';
import { useGroups, useTypes, useUsers } from '../../stores/directory.ts';
import { useTickets } from '../../stores/tickets.ts';

/** Of a reference: tickets that have none. Ids are never empty and never this. */
const NONE = '-';

/** What the ticket list is narrowed to. */
export function TicketFilters() {
  const { t } = useTranslation();
  const { filter, counts } = useTickets();
  const narrow = (change: Partial<typeof filter>): void =>
    void useTickets.getState().narrow({ ...useTickets.getState().filter, ...change });
  return (
    <div className="ticket-filters">
      <Segments
        label={t('tickets.show')}
        value={filter.status ?? 'all'}
        options={[
          { value: 'open', label: t('tickets.open'), count: counts.new + counts.processing },
          { value: 'new', label: t('ticketStatus.new'), count: counts.new },
          { value: 'processing', label: t('ticketStatus.processing'), count: counts.processing },
          { value: 'completed', label: t('ticketStatus.completed'), count: counts.completed },
          { value: 'all', label: t('message.scope.all') },
        ]}
        onChange={(value) => narrow({ status: value === 'all' ? undefined : value })}
      />
      <label className="inline-check">
        <input
          type="checkbox"
          checked={filter.unread === true}
          onChange={(event) => narrow({ unread: event.target.checked ? true : undefined })}
        />
        {t('tickets.unreadOnly', { count: counts.unread })}
      </label>
      <References />
    </div>
  );
}

function References() {
  const { t } = useTranslation();
  const filter = useTickets((state) => state.filter);
  const lists = {
    groupId: useGroups((state) => state.items),
    typeId: useTypes((state) => state.items),
    ownerId: useUsers((state) => state.items),
  };
  return (['groupId', 'typeId', 'ownerId'] as const).map((name) => (
    <select
      key={name}
      className="input select filter"
      aria-label={t(`fields.${name}`)}
      value={filter[name] === null ? NONE : (filter[name] ?? '')}
      onChange={({ target: { value } }) =>
        void useTickets.getState().narrow({
          ...useTickets.getState().filter,
          [name]: value === '' ? undefined : value === NONE ? null : value,
        })
      }
    >
      <option value="">{t(`tickets.any.${name}`)}</option>
      <option value={NONE}>{t(`tickets.no.${name}`)}</option>
      {lists[name].map(({ id, name: label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </select>
  ));
}
