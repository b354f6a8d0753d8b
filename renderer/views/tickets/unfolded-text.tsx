import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError } from '../../bridge.ts';
import { ErrorBox } from '../../components/error-box.tsx';
import { TextBody } from '../messages/text-body.tsx';

interface UnfoldedTextProps {
  /** What is shown while the whole is not; can be empty. */
  readonly beginning: string;
  readonly read: () => Promise<string>;
}

/** The text of a message of a ticket, read when it is wanted. */
export function UnfoldedText({ beginning, read }: UnfoldedTextProps) {
  const { t } = useTranslation();
  const [text, setText] = useState<string>();
  const [failure, setFailure] = useState<MailroomError>();
  const unfold = async (): Promise<void> => {
    setFailure(undefined);
    try {
      setText(await read());
    } catch (thrown) {
      setFailure(asMailroomError(thrown));
    }
  };
  return (
    <>
      {failure !== undefined && <ErrorBox error={failure} />}
      {text === undefined ? (
        beginning !== '' && <p className="conversation-snippet secondary">{beginning}</p>
      ) : (
        <TextBody text={text} />
      )}
      <button
        type="button"
        className="link conversation-unfold"
        aria-expanded={text !== undefined}
        onClick={() => (text === undefined ? void unfold() : setText(undefined))}
      >
        {t(text === undefined ? 'tickets.unfold' : 'tickets.fold')}
      </button>
    </>
  );
}
