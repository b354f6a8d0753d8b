import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCountdown, formatExact, formatListDate, formatRelative } from '../format.ts';

/** The present moment, renewed every `every` ms. */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** `3 minutes ago`, with the exact time on hover. */
export function RelativeTime({ at }: { readonly at: number }) {
  useTranslation();
  const now = useNow(30_000);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatExact(at)}>
      {formatRelative(at, Math.max(now, Date.now()))}
    </time>
  );
}

/** The short form lists use, with the exact time on hover. */
export function ListTime({ at }: { readonly at: number }) {
  useTranslation();
  return (
    <time dateTime={new Date(at).toISOString()} title={formatExact(at)}>
      {formatListDate(at)}
    </time>
  );
}

export function ExactTime({ at }: { readonly at: number }) {
  useTranslation();
  return <time dateTime={new Date(at).toISOString()}>{formatExact(at)}</time>;
}

/** What is left until a moment, counting down. */
export function Countdown({ at }: { readonly at: number }) {
  const now = useNow(1000);
  const { t } = useTranslation();
  return (
    <time className="countdown" dateTime={new Date(at).toISOString()} title={formatExact(at)}>
      {at <= now ? t('time.now') : formatCountdown(at, now)}
    </time>
  );
}
