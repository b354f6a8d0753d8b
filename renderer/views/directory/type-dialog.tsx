import { useTranslation } from 'react-i18next';
import {
  ticketTypeInputSchema,
  type TicketType,
  type TicketTypeInput,
} from '../../../shared/domain/directory.ts';
import { invoke } from '../../bridge.ts';
import { SwitchField, TextField } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useTypes } from '../../stores/directory.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';
import { AccountSelect } from './account-select.tsx';

interface TypeValues {
  name: string;
  active: boolean;
  outgoingAccountId: string;
}

function toInput({ outgoingAccountId, ...values }: TypeValues): TicketTypeInput {
  return { ...values, ...(outgoingAccountId === '' ? {} : { outgoingAccountId }) };
}

interface TypeDialogProps {
  /** Left out for a new type. */
  readonly type: TicketType | undefined;
  readonly onClose: () => void;
}

/** A ticket type and its account (S63). */
export function TypeDialog({ type, onClose }: TypeDialogProps) {
  const { t } = useTranslation();
  const { form, about, frame } = useDomainForm<TypeValues>({
    defaults: {
      name: type?.name ?? '',
      active: type?.active ?? true,
      outgoingAccountId: type?.outgoingAccountId ?? '',
    },
    schema: ticketTypeInputSchema,
    toInput,
    save: async (values) => {
      if (type === undefined) await invoke('types.create', toInput(values));
      else await invoke('types.update', { id: type.id, type: toInput(values) });
      await useTypes.getState().load();
      onClose();
    },
  });
  return (
    <FormDialog {...frame} title={type === undefined ? t('types.new') : t('types.edit')} onClose={onClose}>
      <TextField {...about('name')} label={t('types.name')} required registration={form.register('name')} />
      <AccountSelect
        {...about('outgoingAccountId')}
        registration={form.register('outgoingAccountId')}
        none={t('types.noAccount')}
        help={t('types.accountHelp')}
      />
      <SwitchField
        name="active"
        label={t('fields.active')}
        checked={form.watch('active')}
        onChange={(on) => form.setValue('active', on, { shouldDirty: true })}
        help={t('types.activeHelp')}
      />
    </FormDialog>
  );
}
