import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { FieldNotes, type FieldProps } from '../../components/fields.tsx';

interface TrustFieldProps extends FieldProps {
  /** What is trusted, in words. */
  readonly text: string;
  /** Technical: the fingerprint. */
  readonly code?: string | undefined;
  readonly onRemove: () => void;
}

/** What an account accepts beyond the usual checks of a certificate, and the way back. */
export function TrustField({ text, code, onRemove, ...field }: TrustFieldProps) {
  const { t } = useTranslation();
  const id = `field-${field.name}`;
  const bad = field.error !== undefined || field.finding !== undefined;
  return (
    <div
      className="field"
      role="group"
      aria-labelledby={`${id}-label`}
      data-field={field.name}
      data-bad={bad || undefined}
    >
      <span className="field-label" id={`${id}-label`}>
        {field.label}
      </span>
      <div className="control-row trust-row">
        <span>
          {text} {code !== undefined && <code className="technical-line">{code}</code>}
        </span>
        <Button id={id} onClick={onRemove}>
          {t('trust.remove')}
        </Button>
      </div>
      <FieldNotes id={id} {...field} />
    </div>
  );
}
