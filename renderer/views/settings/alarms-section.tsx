import { useTranslation } from 'react-i18next';
import { alarmsSchema, type AlarmSettings } from '../../../shared/domain/settings.ts';
import { Button } from '../../components/button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { TextField } from '../../components/fields.tsx';
import { notify } from '../../components/toasts.tsx';
import { parseDecimal } from '../../format.ts';
import { useSettings } from '../../stores/settings.ts';
import { addressesOf } from '../forms/addresses.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';

interface AlarmValues {
  recipients: string;
  afterMinutes: string;
}

function toInput({ recipients, afterMinutes }: AlarmValues): AlarmSettings {
  return { recipients: addressesOf(recipients), afterMinutes: parseDecimal(afterMinutes) };
}

/** Who gets a mail when an account stays broken or silent. */
export function AlarmsSection() {
  const { t } = useTranslation();
  const { change, settings } = useSettings();
  const { alarms } = settings;
  const { form, about, frame } = useDomainForm<AlarmValues>({
    defaults: {
      recipients: alarms.recipients.join(', '),
      afterMinutes: String(alarms.afterMinutes),
    },
    schema: alarmsSchema,
    toInput,
    save: async (values) => {
      await change({ alarms: toInput(values) });
      form.reset(values);
      notify({ title: t('alarms.saved') });
    },
  });
  return (
    <section>
      <h2>{t('alarms.title')}</h2>
      <p className="secondary">{t('alarms.text')}</p>
      <form className="alarms-form stack" onSubmit={frame.onSubmit} noValidate>
        {frame.failure !== undefined && <ErrorBox error={frame.failure} />}
        <TextField
          {...about('recipients')}
          label={t('alarms.recipients')}
          registration={form.register('recipients')}
          help={t('alarms.recipientsHelp')}
        />
        <TextField
          {...about('afterMinutes')}
          registration={form.register('afterMinutes')}
          width="short"
          unit={t('unit.minutes')}
          input={{ inputMode: 'numeric' }}
        />
        <div>
          <Button kind="primary" type="submit" disabled={frame.saving || !frame.dirty}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </section>
  );
}
