import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { formatSize } from '../../format.ts';

const SLICE = 64 * 1024;

/** Reads part of a source: one character per byte. Must stay the same function while the source does. */
export type ReadSlice = (
  offset: number,
  limit: number,
) => Promise<{ readonly bytes: string; readonly sizeBytes: number }>;

/** The raw source, byte for byte, read in slices. */
export function SourceTab({ slice: ask }: { readonly slice: ReadSlice }) {
  const { t } = useTranslation();
  const [source, setSource] = useState('');
  const [size, setSize] = useState<number>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<MailroomError>();

  const read = useCallback(
    async (offset: number, isCurrent: () => boolean) => {
      setBusy(true);
      try {
        const slice = await ask(offset, SLICE);
        if (!isCurrent()) return;
        setSource((before) => (offset === 0 ? slice.bytes : before + slice.bytes));
        setSize(slice.sizeBytes);
        setError(undefined);
      } catch (thrown) {
        if (isCurrent()) setError(asMailroomError(thrown));
      }
      if (isCurrent()) setBusy(false);
    },
    [ask],
  );

  useEffect(() => {
    let current = true;
    setSource('');
    setSize(undefined);
    void read(0, () => current);
    return () => {
      current = false;
    };
  }, [read]);

  return (
    <div className="technical-tab">
      <div className="technical-bar">
        <span className="secondary tabular">
          {size !== undefined &&
            t('message.sourceShown', { shown: formatSize(source.length), total: formatSize(size) })}
        </span>
        {source !== '' && <CopyButton text={source.slice(0, 1_000_000)} label={t('message.copySource')} />}
      </div>
      {error !== undefined && <ErrorBox error={error} />}
      <pre className="source" tabIndex={0} data-scrolls aria-label={t('tab.source')}>
        {source.replaceAll('\r\n', '\n')}
      </pre>
      {size !== undefined && source.length < size && (
        <div className="technical-more">
          <Button disabled={busy} onClick={() => void read(source.length, () => true)}>
            {t('message.loadMore')}
          </Button>
        </div>
      )}
    </div>
  );
}
