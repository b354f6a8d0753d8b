import Loader from 'lucide-react/icons/loader-circle';
import type { TFunction } from 'i18next';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailboxLook } from '../../../shared/domain/mailbox.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import type { IncomingOverview } from '../../../shared/ipc/contract.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { notify } from '../../components/toasts.tsx';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { FirstContactChoice } from './first-contact-choice.tsx';
import { FirstContactReport } from './first-contact-report.tsx';
import { messagesFetched, type Choice } from './look-numbers.ts';
import { rangeText } from './range-text.ts';

interface FirstContactDialogProps {
  readonly overview: IncomingOverview;
  readonly onClose: () => void;
}

type State =
  | { readonly phase: 'looking' }
  | { readonly phase: 'failed'; readonly error: MailroomError }
  | { readonly phase: 'seen'; readonly look: MailboxLook; readonly at: number };

/** Shows what lies in a new mailbox and asks what shall become of it. Looking changes nothing on the server. */
export function FirstContactDialog({ overview, onClose }: FirstContactDialogProps) {
  const { t } = useTranslation();
  const formId = useId();
  const { account } = overview;
  const go = useNavigation((state) => state.go);
  const putIncoming = useAccounts((state) => state.putIncoming);
  const [state, setState] = useState<State>({ phase: 'looking' });
  const [turn, setTurn] = useState(0);
  const [choice, setChoice] = useState<Choice>();
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<MailroomError>();

  useEffect(() => {
    let current = true;
    setState({ phase: 'looking' });
    invoke('incoming.look', { id: account.id }).then(
      (look) => current && setState({ phase: 'seen', look, at: Date.now() }),
      (error) => current && setState({ phase: 'failed', error: asMailroomError(error) }),
    );
    return () => {
      current = false;
    };
  }, [account.id, turn]);

  const confirm = async (chosen: Choice): Promise<void> => {
    setSaving(true);
    setFailure(undefined);
    try {
      putIncoming(await invoke('incoming.chooseFirstContact', { id: account.id, choice: chosen }));
      onClose();
      notify({
        title: t('firstContact.decided', { name: account.name }),
        text: chosen === 'none' ? t('firstContact.decidedNone') : t('firstContact.decidedFetch'),
      });
    } catch (error) {
      setFailure(asMailroomError(error));
      setSaving(false);
    }
  };
  const showField = (field: string): void => go({ view: 'incoming', form: { id: account.id, field } });

  return (
    <Dialog
      width="widest"
      keepsInput
      title={t('firstContact.title', { name: account.name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>
            {state.phase === 'looking' ? t('action.cancel') : t('firstContact.later')}
          </Button>
          {state.phase === 'failed' && (
            <Button kind="primary" onClick={() => setTurn(turn + 1)}>
              {t('action.tryAgain')}
            </Button>
          )}
          {state.phase === 'seen' && (
            <Button
              kind="primary"
              type="submit"
              form={formId}
              busy={saving}
              disabled={saving || choice === undefined}
            >
              {confirmText(state.look, choice, state.at, t)}
            </Button>
          )}
        </>
      }
    >
      {state.phase === 'looking' && (
        <p className="asking" role="status">
          <Loader className="spin" size={16} aria-hidden />
          {t('firstContact.looking', { mailbox: account.mailbox, host: account.host })}
        </p>
      )}
      {state.phase === 'failed' && (
        <ErrorBox error={state.error}>
          {state.error.field !== undefined && (
            <p>
              <Button kind="quiet" onClick={() => showField(state.error.field ?? '')}>
                {t('tester.showField', { field: t(`fields.${state.error.field}`) })}
              </Button>
            </p>
          )}
        </ErrorBox>
      )}
      {state.phase === 'seen' && (
        <form
          id={formId}
          className="first-contact"
          onSubmit={(event) => {
            event.preventDefault();
            if (choice !== undefined) void confirm(choice);
          }}
        >
          <FirstContactReport look={state.look} account={account} />
          <FirstContactChoice
            look={state.look}
            account={account}
            now={state.at}
            onChange={(next) => {
              setChoice(next);
              setFailure(undefined);
            }}
          />
          {failure !== undefined && <ErrorBox error={failure} />}
        </form>
      )}
    </Dialog>
  );
}

/** The button says what it does, with the number. */
function confirmText(look: MailboxLook, choice: Choice | undefined, now: number, t: TFunction): string {
  if (choice === undefined) return t('firstContact.choose');
  const fetched = messagesFetched(look, choice, now);
  return fetched.most === 0
    ? t('firstContact.confirmNone')
    : t('firstContact.confirmFetch', { count: fetched.most, shown: rangeText(fetched, t) });
}
