import type { UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { completedTicketChoices, unknownSenderChoices } from '../../../shared/domain/incoming-account.ts';
import { RadioField, SwitchField, type FieldProps } from '../../components/fields.tsx';
import type { IncomingFormValues } from './form-values.ts';

interface TicketMailFieldsProps {
  readonly form: UseFormReturn<IncomingFormValues>;
  readonly about: (name: string) => Pick<FieldProps, 'name' | 'label' | 'error' | 'finding'>;
}

/** How mail of this account finds its ticket and its sender. */
export function TicketMailFields({ form, about }: TicketMailFieldsProps) {
  const { t } = useTranslation();
  const { register, setValue, watch } = form;
  return (
    <>
      <RadioField
        {...about('unknownSenders')}
        stacked
        registration={register('unknownSenders')}
        options={unknownSenderChoices.map((value) => ({ value, label: t(`form.unknownSenders.${value}`) }))}
        help={t('form.unknownSendersHelp')}
      />
      <SwitchField
        {...about('threadByReferences')}
        checked={watch('threadByReferences')}
        onChange={(on) => setValue('threadByReferences', on, { shouldDirty: true })}
        help={t('form.threadHelp')}
      />
      <RadioField
        {...about('completedTickets')}
        stacked
        registration={register('completedTickets')}
        options={completedTicketChoices.map((value) => ({
          value,
          label: t(`form.completedTickets.${value}`),
        }))}
        help={t('form.completedTicketsHelp')}
      />
    </>
  );
}
