import type { UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { TextField, type FieldProps } from '../../components/fields.tsx';
import type { OutgoingFormValues } from './form-values.ts';

export interface OutgoingPartProps {
  readonly form: UseFormReturn<OutgoingFormValues>;
  readonly about: (name: string) => Pick<FieldProps, 'name' | 'label' | 'error' | 'finding'>;
}

/** How much a server is asked to take at a time. */
export function SubmissionLimits({ form, about }: OutgoingPartProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextField
        {...about('maxConnections')}
        registration={form.register('maxConnections')}
        width="short"
        input={{ inputMode: 'numeric' }}
        help={t('form.maxConnectionsHelp')}
      />
      <TextField
        {...about('maxPerMinute')}
        registration={form.register('maxPerMinute')}
        width="short"
        input={{ inputMode: 'numeric' }}
        help={t('form.maxPerMinuteHelp')}
      />
    </>
  );
}
