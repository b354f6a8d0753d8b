import { useTranslation } from 'react-i18next';
import type { OutboxDetail } from '../../../shared/domain/outbound.ts';
import { contract } from '../../../shared/ipc/contract.ts';
import { invoke } from '../../bridge.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { SelectField } from '../../components/fields.tsx';
import { notify } from '../../components/toasts.tsx';
import { useAccounts } from '../../stores/accounts.ts';
import { useOutbox } from '../../stores/outbox.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';

interface SendThroughDialogProps {
  readonly detail: OutboxDetail;
  readonly onClose: () => void;
}

/** Sends the message through another account, under the sender address of that one. */
export function SendThroughDialog({ detail, onClose }: SendThroughDialogProps) {
  const { t } = useTranslation();
  const others = useAccounts((state) => state.outgoing).filter(
    ({ account }) => account.active && account.id !== detail.accountId,
  );
  const { form, about, frame } = useDomainForm<{ accountId: string }>({
    defaults: { accountId: others[0]?.account.id ?? '' },
    schema: contract['outbox.sendThrough'].request,
    toInput: ({ accountId }) => ({ id: detail.id, accountId }),
    save: async ({ accountId }) => {
      const changed = await invoke('outbox.sendThrough', { id: detail.id, accountId });
      onClose();
      useOutbox.getState().changed();
      await useOutbox.getState().load();
      notify({ title: t('outbox.retried'), text: t('compose.queuedText', { account: changed.account }) });
    },
  });
  return (
    <FormDialog
      {...frame}
      saving={frame.saving || others.length === 0}
      title={t('outbox.sendThroughTitle')}
      action={t('action.send')}
      onClose={onClose}
    >
      {others.length === 0 ? (
        <p>{t('outbox.noOtherAccount')}</p>
      ) : (
        <SelectField
          {...about('accountId')}
          registration={form.register('accountId')}
          options={others.map(({ account }) => ({
            value: account.id,
            label: `${account.name} <${account.senderAddress}>`,
          }))}
          help={t('outbox.sendThroughHelp')}
        />
      )}
    </FormDialog>
  );
}
