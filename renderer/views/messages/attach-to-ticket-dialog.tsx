import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Folder, MessageListItem } from '../../../shared/domain/message.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { ErrorBox } from '../../components/error-box.tsx';
import { Field } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Loading } from '../../components/loading.tsx';
import { useTicketSearch } from '../../stores/ticket-search.ts';
import { useExampleNumber } from '../tickets/example-number.ts';
import { TicketState } from '../tickets/ticket-state.tsx';
import { tellAssigned } from './ticket-actions.ts';

interface AttachToTicketDialogProps {
  readonly folder: Folder;
  /** At least one. */
  readonly messages: readonly MessageListItem[];
  readonly onClose: () => void;
}

/** Finds a ticket by its number or title; the messages belong to it from then on. */
export function AttachToTicketDialog({ folder, messages, onClose }: AttachToTicketDialogProps) {
  const { t } = useTranslation();
  const example = useExampleNumber();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<MailroomError>();
  const { items, error } = useTicketSearch(text);
  const index = Math.min(chosen, (items?.length ?? 0) - 1);
  const ticket = items?.[index];

  const attach = async (): Promise<void> => {
    if (ticket === undefined) return;
    setSaving(true);
    setFailure(undefined);
    try {
      const ids = messages.map(({ id }) => id);
      const assigned = await invoke('messages.assignTicket', { ids, ticket: ticket.number });
      onClose();
      await tellAssigned(folder, messages, assigned, 'assigned');
    } catch (thrown) {
      setFailure(asMailroomError(thrown));
      setSaving(false);
    }
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || items === undefined || items.length === 0) return;
    event.preventDefault();
    const to = (index + step + items.length) % items.length;
    setChosen(to);
    document.getElementById(`found-${items[to]?.number}`)?.scrollIntoView?.({ block: 'nearest' });
  };
  return (
    <FormDialog
      title={t('message.ticket.attachTitle', { count: messages.length })}
      action={
        ticket === undefined
          ? t('message.ticket.attachConfirm')
          : t('message.ticket.attachTo', { ticket: ticket.number })
      }
      failure={failure}
      saving={saving}
      dirty={false}
      onSubmit={(event) => {
        event?.preventDefault();
        void attach();
      }}
      onClose={onClose}
    >
      <Field name="ticketSearch" label={t('message.ticket.find')} help={t('message.ticket.findHelp')}>
        {(control) => (
          <input
            className="input"
            type="text"
            role="combobox"
            autoComplete="off"
            spellCheck={false}
            aria-expanded
            aria-controls="found-tickets"
            aria-activedescendant={ticket === undefined ? undefined : `found-${ticket.number}`}
            placeholder={example}
            {...control}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setChosen(0);
            }}
            onKeyDown={onKey}
          />
        )}
      </Field>
      {error !== undefined && <ErrorBox error={error} />}
      {items === undefined && error === undefined && <Loading>{t('message.ticket.searching')}</Loading>}
      {items?.length === 0 && <p className="secondary">{t('message.ticket.nothing')}</p>}
      <ul className="found-tickets" id="found-tickets" role="listbox" aria-label={t('nav.tickets')}>
        {items?.map((item, row) => (
          <li
            key={item.number}
            id={`found-${item.number}`}
            role="option"
            aria-selected={row === index}
            onClick={() => setChosen(row)}
          >
            <span className="tabular secondary">{item.number}</span>
            <span className="found-title" title={item.title}>
              {item.title}
            </span>
            <TicketState status={item.status} />
          </li>
        ))}
      </ul>
    </FormDialog>
  );
}
