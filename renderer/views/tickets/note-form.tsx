import { useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { shortcut } from '../../keys.ts';
import { useTickets } from '../../stores/tickets.ts';

export const noteField = 'ticket-note';
const MOST = 20_000;

/** A note for those who work on the ticket; nobody outside gets it. */
export function NoteForm({ number }: { readonly number: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<MailroomError>();
  const save = async (event: FormEvent | KeyboardEvent): Promise<void> => {
    event.preventDefault();
    if (text.trim() === '' || saving) return;
    setSaving(true);
    setFailure(undefined);
    try {
      await invoke('tickets.addNote', { number, text });
      setText('');
      useTickets.getState().changed();
    } catch (thrown) {
      setFailure(asMailroomError(thrown));
    }
    setSaving(false);
  };
  return (
    <form className="note-form" onSubmit={(event) => void save(event)}>
      {failure !== undefined && <ErrorBox error={failure} />}
      <label className="field-label" htmlFor={noteField}>
        {t('tickets.note')}
      </label>
      <textarea
        id={noteField}
        className="input"
        rows={2}
        maxLength={MOST}
        value={text}
        aria-describedby="ticket-note-help"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save(event);
        }}
      />
      <div className="note-form-end">
        <span className="field-help" id="ticket-note-help">
          {t('tickets.noteHelp')}
        </span>
        <Button type="submit" disabled={text.trim() === '' || saving} busy={saving} title={shortcut('Enter')}>
          {t('tickets.saveNote')}
        </Button>
      </div>
    </form>
  );
}
