import { useTranslation } from 'react-i18next';
import { settingsSchema, type Settings } from '../../../shared/domain/settings.ts';
import { defaultTicketPattern, ticketNumber } from '../../../shared/domain/ticket-number.ts';
import { TextField } from '../../components/fields.tsx';
import { notify } from '../../components/toasts.tsx';
import { useSettings } from '../../stores/settings.ts';
import { useStatus } from '../../stores/status.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';
import { SectionForm } from './section-form.tsx';

type NumberValues = Pick<Settings, 'ticketNumbers'>;

const numberSchema = settingsSchema.pick({ ticketNumbers: true });

/** What the numbers of new tickets look like, shown on the next one. */
export function TicketsSection() {
  const { t } = useTranslation();
  const { settings, change } = useSettings();
  const next = useStatus(({ overall }) => overall?.nextTicket);
  const { form, about, frame } = useDomainForm<NumberValues>({
    defaults: { ticketNumbers: settings.ticketNumbers },
    schema: numberSchema,
    toInput: (values) => values,
    save: async (values) => {
      const wanted = numberSchema.parse(values);
      await change(wanted);
      form.reset(wanted);
      notify({ title: t('ticketNumbers.saved') });
    },
  });
  const typed = numberSchema.safeParse({ ticketNumbers: form.watch('ticketNumbers') });
  const example =
    typed.success && next !== undefined
      ? t('ticketNumbers.next', { number: ticketNumber(typed.data.ticketNumbers, next, Date.now()) })
      : undefined;
  return (
    <SectionForm
      title={t('ticketNumbers.title')}
      text={t('ticketNumbers.text')}
      className="ticket-numbers-form"
      frame={frame}
    >
      <TextField
        {...about('ticketNumbers')}
        required
        registration={form.register('ticketNumbers')}
        input={{ placeholder: defaultTicketPattern }}
        help={example}
      />
    </SectionForm>
  );
}
