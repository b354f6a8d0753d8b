import Send from 'lucide-react/icons/send';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import { addressField } from '../../../shared/domain/fields.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorBox, ServerWords } from '../../components/error-box.tsx';
import { Field } from '../../components/fields.tsx';
import { problemText } from '../../error-text.ts';
import { OutboxState } from '../outbox/outbox-state.tsx';
import { useOutboxDetail } from '../outbox/use-outbox-detail.ts';

interface SendTestDialogProps {
  readonly account: OutgoingAccount;
  readonly onClose: () => void;
}

/** Sends a test message through one account and shows what became of it. */
export function SendTestDialog({ account, onClose }: SendTestDialogProps) {
  const { t } = useTranslation();
  const form = useId();
  const [to, setTo] = useState(account.senderAddress);
  const [problem, setProblem] = useState<string>();
  const [failure, setFailure] = useState<MailroomError>();
  const [sent, setSent] = useState<OutboxEntry>();
  const [busy, setBusy] = useState(false);
  // The answer comes when the message is queued; the outbox knows how it goes on.
  const { detail } = useOutboxDetail(sent?.id);
  const entry = detail ?? sent;
  const waiting = entry?.state === 'queued' || entry?.state === 'sending';

  const send = async (): Promise<void> => {
    const parsed = addressField.safeParse(to);
    setProblem(parsed.error?.issues[0]?.message);
    if (!parsed.success) return;
    setBusy(true);
    setFailure(undefined);
    setSent(undefined);
    try {
      setSent(await invoke('outgoing.sendTest', { id: account.id, to: parsed.data }));
    } catch (error) {
      setFailure(asMailroomError(error));
    }
    setBusy(false);
  };

  return (
    <Dialog
      title={t('outgoing.sendTestTitle', { name: account.name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.close')}</Button>
          <Button
            kind="primary"
            type="submit"
            form={form}
            icon={<Send size={16} aria-hidden />}
            busy={busy}
            disabled={busy || waiting}
          >
            {t('action.send')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Field
          name="testTo"
          label={t('outgoing.sendTestTo')}
          required
          error={problem === undefined ? undefined : problemText(problem)}
          help={t('outgoing.sendTestHelp')}
        >
          {(control) => (
            <input
              className="input"
              type="email"
              value={to}
              onChange={(event) => setTo(event.target.value)}
              {...control}
            />
          )}
        </Field>
      </form>
      {failure !== undefined && <ErrorBox error={failure} doing="sending" />}
      {entry !== undefined && (
        <div className="test-result" role="status">
          <OutboxState state={entry.state} />
          {entry.error === undefined ? (
            <ServerWords text={entry.lastReply} />
          ) : (
            <ErrorBox
              doing="sending"
              error={{ ...entry.error, detail: entry.error.detail ?? entry.lastReply }}
            />
          )}
        </div>
      )}
    </Dialog>
  );
}
