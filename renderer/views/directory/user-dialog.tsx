import { useTranslation } from 'react-i18next';
import {
  mailLanguages,
  userInputSchema,
  type User,
  type UserInput,
} from '../../../shared/domain/directory.ts';
import { invoke } from '../../bridge.ts';
import { SelectField, SwitchField, TextField } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useGroups, useUsers } from '../../stores/directory.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';

interface UserDialogProps {
  /** Left out for a new user. */
  readonly user: User | undefined;
  readonly onClose: () => void;
}

/** A person who works on tickets, and the groups they belong to. */
export function UserDialog({ user, onClose }: UserDialogProps) {
  const { t } = useTranslation();
  const groups = useGroups((state) => state.items);
  const { form, about, frame } = useDomainForm<UserInput>({
    defaults: {
      login: user?.login ?? '',
      name: user?.name ?? '',
      email: user?.email ?? '',
      language: user?.language ?? 'en',
      active: user?.active ?? true,
      groupIds: user?.groupIds ?? [],
    },
    schema: userInputSchema,
    toInput: (values) => values,
    save: async (values) => {
      if (user === undefined) await invoke('users.create', values);
      else await invoke('users.update', { id: user.id, user: values });
      await useUsers.getState().load();
      onClose();
    },
  });
  const chosen = form.watch('groupIds');
  const toggle = (id: string, on: boolean): void =>
    form.setValue('groupIds', on ? [...chosen, id] : chosen.filter((other) => other !== id), {
      shouldDirty: true,
    });
  return (
    <FormDialog {...frame} title={user === undefined ? t('users.new') : t('users.edit')} onClose={onClose}>
      <TextField {...about('login')} required registration={form.register('login')} />
      <TextField {...about('name')} label={t('users.name')} required registration={form.register('name')} />
      <TextField
        {...about('email')}
        required
        registration={form.register('email')}
        input={{ type: 'email' }}
      />
      <SelectField
        {...about('language')}
        registration={form.register('language')}
        options={mailLanguages.map((value) => ({ value, label: t(`mailLanguage.${value}`) }))}
        help={t('users.languageHelp')}
      />
      {groups.length > 0 && (
        <fieldset className="field radio-field">
          <legend className="field-label">{t('fields.groupIds')}</legend>
          <div className="radio-row" data-stacked>
            {groups.map(({ id, name }) => (
              <label key={id} className="radio">
                <input
                  type="checkbox"
                  checked={chosen.includes(id)}
                  onChange={(event) => toggle(id, event.target.checked)}
                />
                <span>{name}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <SwitchField
        name="active"
        label={t('fields.active')}
        checked={form.watch('active')}
        onChange={(on) => form.setValue('active', on, { shouldDirty: true })}
        help={t('users.activeHelp')}
      />
    </FormDialog>
  );
}
