import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import type { FormFrame } from '../forms/use-domain-form.ts';

interface SectionFormProps {
  readonly title: string;
  readonly text: string;
  readonly className: string;
  readonly frame: FormFrame;
  readonly children: ReactNode;
}

/** A section of the settings that is saved as a whole. */
export function SectionForm({ title, text, className, frame, children }: SectionFormProps) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{title}</h2>
      <p className="secondary">{text}</p>
      <form className={`${className} stack`} onSubmit={frame.onSubmit} noValidate>
        {frame.failure !== undefined && <ErrorBox error={frame.failure} />}
        {children}
        <div>
          <Button kind="primary" type="submit" disabled={frame.saving || !frame.dirty}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </section>
  );
}
