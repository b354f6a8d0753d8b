import ShieldCheck from 'lucide-react/icons/shield-check';
import { useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { RuleInput } from '../../../shared/domain/rule.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { Loading } from '../../components/loading.tsx';
import { attempt } from '../../components/toasts.tsx';
import { readAsDataUrl } from '../compose/files.ts';
import { RehearsalOutcome } from './rehearsal-outcome.tsx';
import { RehearsalSourceBar } from './rehearsal-source.tsx';
import { useRehearsal, type RehearsalSource } from './use-rehearsal.ts';

interface RehearsalDialogProps {
  readonly account: Pick<IncomingAccount, 'id' | 'name'>;
  /** All rules of the account as they are being edited; left out: today's. */
  readonly edited?: readonly RuleInput[];
  /** The message to begin with; left out: the newest ones. */
  readonly messageId?: number;
  readonly onClose: () => void;
}

const AT_FIRST = 50;

/** What rules would do with messages, and why. Nothing is changed by looking. */
export function RehearsalDialog({ account, edited, messageId, onClose }: RehearsalDialogProps) {
  const { t } = useTranslation();
  const [source, setSource] = useState<RehearsalSource>(() =>
    messageId === undefined ? { kind: 'last', count: AT_FIRST } : { kind: 'message', id: messageId },
  );
  const { outcome, error } = useRehearsal(account.id, edited, source);
  const readFile = async (file: File): Promise<void> => {
    const url = await attempt(readAsDataUrl(file));
    if (url !== undefined)
      setSource({ kind: 'file', name: file.name, content: url.slice(url.indexOf(',') + 1) });
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file !== undefined) void readFile(file);
  };
  return (
    <Dialog
      width="widest"
      focus="select"
      title={t(edited === undefined ? 'rehearsal.title' : 'rehearsal.titleEdited', { name: account.name })}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t('action.close')}</Button>}
    >
      <div className="rehearsal" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <p className="rehearsal-promise">
          <ShieldCheck size={16} aria-hidden />
          {t('rehearsal.nothingChanged')}
        </p>
        <RehearsalSourceBar
          source={source}
          onCount={(count) => setSource({ kind: 'last', count })}
          onFile={(file) => void readFile(file)}
        />
        {error !== undefined && <ErrorBox error={error} />}
        {outcome === undefined && error === undefined && <Loading>{t('rehearsal.loading')}</Loading>}
        {outcome !== undefined && (
          <RehearsalOutcome accountId={account.id} outcome={outcome} edited={edited} />
        )}
      </div>
    </Dialog>
  );
}
