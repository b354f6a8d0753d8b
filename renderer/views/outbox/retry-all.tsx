import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { invoke } from '../../bridge.ts';
import { attempt, notify } from '../../components/toasts.tsx';
import { useOutbox } from '../../stores/outbox.ts';

/** After the cause was mended: everything that waits or failed goes out again, never what may have arrived. */
export function RetryAll() {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const { items, load } = useOutbox();
  if (!items.some(({ state }) => state === 'deferred' || state === 'failed')) return null;
  const retryAll = async (): Promise<void> => {
    setBusy(true);
    const answer = await attempt(invoke('outbox.retryAll', {}));
    await load();
    setBusy(false);
    if (answer !== undefined) notify({ title: t('outbox.retriedAll', { count: answer.count }) });
  };
  return (
    <button
      type="button"
      className="fresh"
      aria-busy={busy || undefined}
      disabled={busy}
      onClick={() => void retryAll()}
    >
      {t('outbox.retryAll')}
    </button>
  );
}
