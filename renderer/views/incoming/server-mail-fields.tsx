import type { UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { RadioField, TextField, type FieldProps } from '../../components/fields.tsx';
import { dayOf } from './first-contact-day.ts';
import type { IncomingFormValues } from './form-values.ts';
import { MailboxField } from './mailbox-field.tsx';

type About = (name: string) => Pick<FieldProps, 'name' | 'label' | 'error' | 'finding'>;

interface ServerMailFieldsProps {
  readonly form: UseFormReturn<IncomingFormValues>;
  readonly about: About;
  /** Whether the mailbox is one that was never read. */
  readonly isFirstContact: boolean;
  readonly onPick: () => void;
}

/** What becomes of mail on the server: of each that was retrieved, and of what lies there already. */
export function ServerMailFields({ form, about, isFirstContact, onPick }: ServerMailFieldsProps) {
  const { t } = useTranslation();
  const { register, watch } = form;
  const pop3 = watch('serverType') === 'pop3';
  return (
    <>
      <RadioField
        {...about('afterRetrieval')}
        stacked
        registration={register('afterRetrieval')}
        options={[
          { value: 'remove', label: t('form.afterRetrieval.remove') },
          { value: 'keep', label: t('form.afterRetrieval.keep') },
          {
            value: 'move',
            label: t('form.afterRetrieval.move'),
            disabled: pop3,
            note: pop3 ? t('form.moveToPop3') : undefined,
          },
        ]}
        help={t('form.afterRetrievalHelp')}
      />
      {watch('afterRetrieval') === 'move' && !pop3 && (
        <MailboxField
          {...about('moveTo')}
          required
          registration={register('moveTo')}
          help={t('form.moveToHelp')}
          onPick={onPick}
        />
      )}
      {isFirstContact && (
        <>
          <RadioField
            {...about('firstContact')}
            stacked
            registration={register('firstContact')}
            options={[
              { value: 'ask', label: t('form.firstContact.ask') },
              { value: 'all', label: t('form.firstContact.all') },
              { value: 'none', label: t('form.firstContact.none') },
              { value: 'newer', label: t('form.firstContact.newer') },
            ]}
            help={t('form.firstContactHelp')}
          />
          {watch('firstContact') === 'newer' && (
            <TextField
              name="firstContactDay"
              label={t('form.firstContact.day')}
              required
              width="short"
              registration={register('firstContactDay', {
                onChange: () => void form.trigger('firstContact'),
              })}
              input={{ type: 'date', max: dayOf(Date.now()) }}
            />
          )}
        </>
      )}
    </>
  );
}
