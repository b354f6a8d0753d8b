import CircleAlert from 'lucide-react/icons/circle-alert';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorCode, PlainError } from '../../shared/errors.ts';
import { errorText, type Doing } from '../error-text.ts';
import { CopyButton } from './copy-button.tsx';

interface ErrorBoxProps {
  readonly error: Pick<PlainError, 'code' | 'params'> & { readonly detail?: string | undefined };
  readonly children?: ReactNode;
  readonly doing?: Doing;
  /** A warning where nothing failed for good. */
  readonly meaning?: 'error' | 'warning';
}

/** A failure in full: title, meaning, next step and the server's own words. */
export function ErrorBox({ error, children, doing, meaning = 'error' }: ErrorBoxProps) {
  const { title, text, remedy } = errorText(error, doing);
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
        <ServerWords text={error.detail} code={error.code} />
        {children}
      </div>
    </div>
  );
}

interface ServerWordsProps {
  readonly text: string | undefined;
  /** The failure the text belongs to; left out where the server certainly said it. */
  readonly code?: ErrorCode;
}

/** Failures that the system notices before or without any word of the server. */
const SYSTEM_FAILURE = /^(?:input|dns|connect|tls|store|engine|secret|internal)\./;

/** What the server or the system said, word for word. */
export function ServerWords({ text, code }: ServerWordsProps) {
  const { t } = useTranslation();
  if (text === undefined || text === '') return null;
  const label =
    code !== undefined && SYSTEM_FAILURE.test(code) ? t('error.technicalText') : t('error.serverWords');
  return (
    <div className="server-words">
      <span className="server-words-label">{label}</span>
      <code>{text}</code>
      <CopyButton text={text} />
    </div>
  );
}
