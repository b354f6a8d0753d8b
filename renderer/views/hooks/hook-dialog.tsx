import { useTranslation } from 'react-i18next';
import {
  hookEvents,
  hookInputSchema,
  hookSecretField,
  type HookEvent,
  type HookInput,
  type HookOverview,
} from '../../../shared/domain/hook.ts';
import { invoke } from '../../bridge.ts';
import { FieldNotes, SecretField, SwitchField, TextField } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useHooks } from '../../stores/hooks.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';

interface HookValues {
  name: string;
  url: string;
  /** Empty: the kept one stays. */
  secret: string;
  events: HookEvent[];
  includeSource: boolean;
  active: boolean;
}

function toInput({ secret: _secret, ...values }: HookValues): HookInput {
  return values;
}

interface HookDialogProps {
  /** Left out for a new receiver. */
  readonly item: HookOverview | undefined;
  readonly onClose: () => void;
}

/** A receiver: where it is, what it is told, and the key of the signature, which is never shown again. */
export function HookDialog({ item, onClose }: HookDialogProps) {
  const { t } = useTranslation();
  const hook = item?.hook;
  const { form, about, frame } = useDomainForm<HookValues>({
    defaults: {
      name: hook?.name ?? '',
      url: hook?.url ?? '',
      secret: '',
      events: hook?.events ?? ['ticketCreated', 'ticketAssigned'],
      includeSource: hook?.includeSource ?? false,
      active: hook?.active ?? true,
    },
    schema: hookInputSchema,
    toInput,
    extra: ({ secret }) => ({
      secret:
        secret === ''
          ? item === undefined
            ? 'required'
            : undefined
          : hookSecretField.safeParse(secret).error?.issues[0]?.message,
    }),
    save: async (values) => {
      const secret = values.secret === '' ? {} : { secret: values.secret };
      if (hook === undefined) await invoke('hooks.create', { hook: toInput(values), secret: values.secret });
      else await invoke('hooks.update', { id: hook.id, hook: toInput(values), ...secret });
      await useHooks.getState().load();
      onClose();
    },
  });
  const chosen = form.watch('events');
  const events = about('events');
  const toggle = (event: HookEvent, on: boolean): void =>
    form.setValue('events', on ? [...chosen, event] : chosen.filter((other) => other !== event), {
      shouldDirty: true,
      shouldValidate: form.formState.isSubmitted,
    });
  return (
    <FormDialog {...frame} title={t(hook === undefined ? 'hooks.new' : 'hooks.edit')} onClose={onClose}>
      <TextField {...about('name')} label={t('hooks.name')} required registration={form.register('name')} />
      <TextField
        {...about('url')}
        required
        registration={form.register('url')}
        input={{ placeholder: 'https://example.com/mail' }}
        help={t('hooks.urlHelp')}
      />
      <SecretField
        {...about('secret')}
        label={t('hooks.secret')}
        required={item === undefined}
        registration={form.register('secret')}
        placeholder={item === undefined ? '' : t('form.secretStored')}
        help={t(item === undefined ? 'hooks.secretHelp' : 'hooks.secretKept')}
      />
      <fieldset className="field radio-field" data-field="events">
        <legend className="field-label">{events.label}</legend>
        <div className="radio-row" data-stacked>
          {hookEvents.map((event) => (
            <label key={event} className="radio">
              <input
                type="checkbox"
                checked={chosen.includes(event)}
                onChange={({ target }) => toggle(event, target.checked)}
              />
              <span>{t(`hookEvent.${event}`)}</span>
            </label>
          ))}
        </div>
        <FieldNotes id="field-events" {...events} />
      </fieldset>
      <SwitchField
        name="includeSource"
        label={t('fields.includeSource')}
        checked={form.watch('includeSource')}
        onChange={(on) => form.setValue('includeSource', on, { shouldDirty: true })}
        help={t('hooks.sourceHelp')}
      />
      <SwitchField
        name="active"
        label={t('fields.active')}
        checked={form.watch('active')}
        onChange={(on) => form.setValue('active', on, { shouldDirty: true })}
      />
    </FormDialog>
  );
}
