import { useTranslation } from 'react-i18next';
import { recipientKinds, type OutboxDetail, type RecipientKind } from '../../../shared/domain/outbound.ts';
import { contract } from '../../../shared/ipc/contract.ts';
import { invoke } from '../../bridge.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { TextField } from '../../components/fields.tsx';
import { notify } from '../../components/toasts.tsx';
import { useOutbox } from '../../stores/outbox.ts';
import { addressesOf } from '../forms/addresses.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';

interface ReaddressDialogProps {
  readonly detail: OutboxDetail;
  readonly onClose: () => void;
}

const schema = contract['outbox.readdress'].request.pick({ recipients: true });

/** Other recipients for those who did not get the message. Who got it keeps it and is not asked about. */
export function ReaddressDialog({ detail, onClose }: ReaddressDialogProps) {
  const { t } = useTranslation();
  const open = detail.recipients.filter(({ state }) => state !== 'accepted');
  const reached = detail.recipients.filter(({ state }) => state === 'accepted');
  const lineOf = (kind: RecipientKind): string =>
    open
      .filter((recipient) => recipient.kind === kind)
      .map(({ address }) => address)
      .join(', ');
  const toInput = (values: Record<RecipientKind, string>) => ({
    recipients: recipientKinds.flatMap((kind) =>
      addressesOf(values[kind]).map((address) => ({ address, kind })),
    ),
  });
  const { form, about, frame } = useDomainForm<Record<RecipientKind, string>>({
    defaults: { to: lineOf('to'), cc: lineOf('cc'), bcc: lineOf('bcc') },
    schema,
    toInput,
    extra: problemsByLine,
    save: async (values) => {
      await invoke('outbox.readdress', { id: detail.id, ...toInput(values) });
      onClose();
      useOutbox.getState().changed();
      await useOutbox.getState().load();
      notify({ title: t('outbox.readdressed') });
    },
  });
  return (
    <FormDialog
      {...frame}
      title={t('outbox.readdressTitle')}
      action={t('action.send')}
      width="wide"
      onClose={onClose}
    >
      {reached.length > 0 && (
        <p className="notice">
          {t('outbox.reached', { addresses: reached.map(({ address }) => address).join(', ') })}
        </p>
      )}
      {recipientKinds.map((kind) => (
        <TextField key={kind} {...about(kind)} registration={form.register(kind)} />
      ))}
      <p className="secondary">{t('outbox.readdressHelp')}</p>
    </FormDialog>
  );
}

/** The schema speaks of one list; the form has a line for each kind. */
function problemsByLine(values: Record<RecipientKind, string>): Record<string, string | undefined> {
  const entries = recipientKinds.map((kind): [string, string | undefined] => {
    const recipients = addressesOf(values[kind]).map((address) => ({ address, kind }));
    const parsed = schema.safeParse({ recipients });
    return [kind, recipients.length === 0 ? undefined : parsed.error?.issues[0]?.message];
  });
  const isEmpty = recipientKinds.every((kind) => addressesOf(values[kind]).length === 0);
  return { ...Object.fromEntries(entries), ...(isEmpty ? { to: 'required' } : {}) };
}
