import { useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../components/fields.tsx';
import type { ComposeValues } from './beginning.ts';

interface AddressFieldsProps {
  readonly form: UseFormReturn<ComposeValues>;
  readonly about: (name: 'to' | 'cc' | 'bcc' | 'subject') => {
    readonly name: string;
    readonly label: string;
    readonly error: string | undefined;
  };
}

/** Who gets it, and the subject. Copies are unfolded by whoever needs them. */
export function AddressFields({ form, about }: AddressFieldsProps) {
  const { t } = useTranslation();
  const [copies, setCopies] = useState(form.getValues('cc') !== '' || form.getValues('bcc') !== '');
  return (
    <>
      <TextField
        {...about('to')}
        required
        registration={form.register('to')}
        {...(copies
          ? {}
          : {
              unit: (
                <button type="button" className="link" onClick={() => setCopies(true)}>
                  {t('compose.copies')}
                </button>
              ),
            })}
      />
      {copies && (
        <div className="compose-copies">
          <TextField {...about('cc')} registration={form.register('cc')} />
          <TextField {...about('bcc')} registration={form.register('bcc')} />
        </div>
      )}
      <TextField {...about('subject')} registration={form.register('subject')} input={{ spellCheck: true }} />
    </>
  );
}
