import { useTranslation } from 'react-i18next';
import { groupInputSchema, type Group, type GroupInput } from '../../../shared/domain/directory.ts';
import { templateVariables, unknownVariable } from '../../../shared/domain/template.ts';
import { invoke } from '../../bridge.ts';
import { SwitchField, TextAreaField, TextField } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useGroups } from '../../stores/directory.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';
import { AccountSelect } from './account-select.tsx';
import { useVariables } from './use-variables.ts';
import { VariableList } from './variable-list.tsx';

interface GroupValues {
  name: string;
  active: boolean;
  outgoingAccountId: string;
  signatureEn: string;
  signatureDe: string;
}

function toInput({ outgoingAccountId, ...values }: GroupValues): GroupInput {
  return { ...values, ...(outgoingAccountId === '' ? {} : { outgoingAccountId }) };
}

interface GroupDialogProps {
  /** Left out for a new group. */
  readonly group: Group | undefined;
  readonly onClose: () => void;
}

/** A responsible group: its account and its signatures. */
export function GroupDialog({ group, onClose }: GroupDialogProps) {
  const { t } = useTranslation();
  const known = templateVariables.signature;
  const { form, about, frame } = useDomainForm<GroupValues>({
    defaults: {
      name: group?.name ?? '',
      active: group?.active ?? true,
      outgoingAccountId: group?.outgoingAccountId ?? '',
      signatureEn: group?.signatureEn ?? '',
      signatureDe: group?.signatureDe ?? '',
    },
    schema: groupInputSchema,
    toInput,
    extra: ({ signatureEn, signatureDe }) => ({
      signatureEn: unknownVariable(signatureEn, known) === undefined ? undefined : 'unknownVariable',
      signatureDe: unknownVariable(signatureDe, known) === undefined ? undefined : 'unknownVariable',
    }),
    save: async (values) => {
      if (group === undefined) await invoke('groups.create', toInput(values));
      else await invoke('groups.update', { id: group.id, group: toInput(values) });
      await useGroups.getState().load();
      onClose();
    },
  });
  const variables = useVariables(form, ['signatureEn', 'signatureDe']);
  return (
    <FormDialog
      {...frame}
      width="wide"
      title={group === undefined ? t('groups.new') : t('groups.edit')}
      onClose={onClose}
    >
      <TextField {...about('name')} label={t('groups.name')} required registration={form.register('name')} />
      <AccountSelect
        {...about('outgoingAccountId')}
        registration={form.register('outgoingAccountId')}
        none={t('groups.noAccount')}
        help={t('groups.accountHelp')}
      />
      <div className="stack" onFocus={variables.onFocus}>
        <div className="side-by-side">
          <TextAreaField {...about('signatureDe')} rows={5} registration={form.register('signatureDe')} />
          <TextAreaField {...about('signatureEn')} rows={5} registration={form.register('signatureEn')} />
        </div>
        <VariableList names={known} onInsert={variables.insert} />
      </div>
      <SwitchField
        name="active"
        label={t('fields.active')}
        checked={form.watch('active')}
        onChange={(on) => form.setValue('active', on, { shouldDirty: true })}
        help={t('groups.activeHelp')}
      />
    </FormDialog>
  );
}
