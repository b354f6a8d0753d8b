import CircleAlert from 'lucide-react/icons/circle-alert';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlainError } from '../../shared/errors.ts';
import { errorText } from '../error-text.ts';
import { CopyButton } from './copy-button.tsx';

interface ErrorBoxProps {
  readonly error: Pick<PlainError, 'code' | 'params'> & { readonly detail?: string | undefined };
  readonly children?: ReactNode;
  /** A warning where nothing failed for good. */
  readonly meaning?: 'error' | 'warning';
}

/** A failure in full: title, meaning, next step and the server's own words. */
export function ErrorBox({ error, children, meaning = 'error' }: ErrorBoxProps) {
  const { title, text, remedy } = errorText(error);
  return (
    <div className="error-box" data-meaning={meaning} role="alert">
      {meaning === 'error' ? (
        <CircleAlert className="error-box-icon" size={16} aria-hidden />
      ) : (
        <TriangleAlert className="error-box-icon" size={16} aria-hidden />
      )}
      <div className="error-box-words">
        <strong>{title}</strong>
        <p>{text}</p>
        <p>{remedy}</p>
        <ServerWords text={error.detail} />
        {children}
      </div>
    </div>
  );
}

/** What the server or the system said, word for word. */
export function ServerWords({ text }: { readonly text: string | undefined }) {
  const { t } = useTranslation();
  if (text === undefined || text === '') return null;
  return (
    <div className="server-words">
      <span className="server-words-label">{t('error.serverWords')}</span>
      <code>{text}</code>
      <CopyButton text={text} />
    </div>
  );
}
