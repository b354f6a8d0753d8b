import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { invoke } from '../bridge.ts';
import { IconButton } from './button.tsx';
import { notifyFailure } from './toasts.tsx';

/** Copies technical text; shows a tick for a moment. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      className="copy"
      label={copied ? t('action.copied') : (label ?? t('action.copy'))}
      onClick={() => {
        invoke('files.copyText', { text }).then(() => setCopied(true), notifyFailure);
      }}
    >
      {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
    </IconButton>
  );
}
