import { useTranslation } from 'react-i18next';
import { alarmsSchema, type AlarmSettings } from '../../../shared/domain/settings.ts';
import { TextField } from '../../components/fields.tsx';
import { notify } from '../../components/toasts.tsx';
import { parseDecimal } from '../../format.ts';
import { useSettings } from '../../stores/settings.ts';
import { addressesOf } from '../forms/addresses.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';
import { SectionForm } from './section-form.tsx';

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
    <SectionForm title={t('alarms.title')} text={t('alarms.text')} className="alarms-form" frame={frame}>
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
    </SectionForm>
  );
}
