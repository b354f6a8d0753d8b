import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../components/loading.tsx';
import type { BodyHandle } from './body-handle.ts';
import { PlainEditor } from './plain-editor.tsx';

const RichEditor = lazy(async () => ({ default: (await import('./rich-editor.tsx')).RichEditor }));

export type BodyMode = 'formatted' | 'plain';

interface BodyEditorProps {
  readonly mode: BodyMode;
  /** HTML for formatted text, else plain text. */
  readonly start: string;
  readonly focused: boolean;
  readonly onReady: (handle: BodyHandle) => void;
  readonly onChange: () => void;
  readonly onFiles: (files: readonly File[]) => void;
}

/** The text of the message, in the form that was chosen. */
export function BodyEditor({ mode, ...props }: BodyEditorProps) {
  const { t } = useTranslation();
  const label = t('fields.text');
  if (mode === 'plain') return <PlainEditor {...props} label={label} />;
  return (
    <Suspense fallback={<Loading>{t('compose.loading')}</Loading>}>
      <RichEditor {...props} label={label} />
    </Suspense>
  );
}
