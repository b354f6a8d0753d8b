import type { UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { SelectField, TextField } from '../../components/fields.tsx';
import { useAccounts } from '../../stores/accounts.ts';
import { useGroups, useTypes } from '../../stores/directory.ts';
import { useTicketSearch } from '../../stores/ticket-search.ts';
import type { ComposeValues } from './beginning.ts';

interface BelongsToProps {
  readonly form: UseFormReturn<ComposeValues>;
  readonly about: (name: 'ticket' | 'groupId' | 'typeId' | 'accountId') => {
    readonly name: string;
    readonly label: string;
    readonly error: string | undefined;
  };
}

/** What the message belongs to, which decides who sends it. A ticket brings its own group and type. */
export function BelongsTo({ form, about }: BelongsToProps) {
  const { t } = useTranslation();
  const outgoing = useAccounts((state) => state.outgoing).filter(({ account }) => account.active);
  const groups = useGroups((state) => state.items).filter(({ active }) => active);
  const types = useTypes((state) => state.items).filter(({ active }) => active);
  const { items: tickets = [] } = useTicketSearch(form.watch('ticket'));
  const typed = form.watch('ticket').trim();
  const ticket = tickets.find(({ number }) => number.toLowerCase() === typed.toLowerCase());
  const hasTicket = typed !== '';
  const choices = (none: string, list: readonly { id: string; name: string }[]) => [
    { value: '', label: none },
    ...list.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <div className="compose-belongs">
      <TextField
        {...about('ticket')}
        registration={form.register('ticket')}
        input={{ list: 'compose-tickets', placeholder: t('compose.noTicket') }}
        {...(ticket === undefined ? {} : { help: ticket.title })}
      />
      <datalist id="compose-tickets">
        {tickets.map(({ number, title }) => (
          <option key={number} value={number}>
            {title}
          </option>
        ))}
      </datalist>
      <SelectField
        {...about('groupId')}
        registration={form.register('groupId')}
        disabled={hasTicket}
        options={choices(hasTicket ? (ticket?.group ?? t('compose.none')) : t('compose.none'), groups)}
      />
      <SelectField
        {...about('typeId')}
        registration={form.register('typeId')}
        disabled={hasTicket}
        options={choices(hasTicket ? (ticket?.type ?? t('compose.none')) : t('compose.none'), types)}
      />
      <SelectField
        {...about('accountId')}
        label={t('reply.account')}
        registration={form.register('accountId')}
        options={[
          { value: '', label: t('reply.automatic') },
          ...outgoing.map(({ account }) => ({
            value: account.id,
            label: `${account.name} <${account.senderAddress}>`,
          })),
        ]}
      />
    </div>
  );
}
