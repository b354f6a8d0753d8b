import i18next from 'i18next';
import { formatLocale } from './i18n.ts';

const KILO = 1000;
/** Bytes in the MB people type and read here: decimal, as in kB. */
export const BYTES_PER_MB = KILO * KILO;

/** A size in kB or MB with one decimal, such as `14.2 kB`. */
export function formatSize(bytes: number): string {
  const [value, unit] =
    bytes < KILO
      ? [bytes, 'B']
      : bytes < BYTES_PER_MB
        ? [bytes / KILO, 'kB']
        : bytes < BYTES_PER_MB * KILO
          ? [bytes / BYTES_PER_MB, 'MB']
          : [bytes / BYTES_PER_MB / KILO, 'GB'];
  const digits = unit === 'B' ? 0 : 1;
  const number = new Intl.NumberFormat(formatLocale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
  return `${number}\u00a0${unit}`;
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat(formatLocale()).format(count);
}

/** Date and time to the second, for hovering and for receipts. */
export function formatExact(at: number): string {
  return new Intl.DateTimeFormat(formatLocale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
}

/** Short form for lists: the time today, the day this year, else the full date. */
export function formatListDate(at: number, now: number = Date.now()): string {
  const date = new Date(at);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) {
    return new Intl.DateTimeFormat(formatLocale(), { timeStyle: 'short' }).format(at);
  }
  if (date.getFullYear() === today.getFullYear()) {
    return new Intl.DateTimeFormat(formatLocale(), { day: 'numeric', month: 'short' }).format(at);
  }
  return new Intl.DateTimeFormat(formatLocale(), { dateStyle: 'short' }).format(at);
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `3 minutes ago`, `in 2 hours`; under a minute `just now`. */
export function formatRelative(at: number, now: number = Date.now()): string {
  const difference = at - now;
  for (const [unit, length] of steps) {
    if (Math.abs(difference) >= length) {
      return new Intl.RelativeTimeFormat(formatLocale(), { numeric: 'auto' }).format(
        Math.trunc(difference / length),
        unit,
      );
    }
  }
  return difference > 0 ? i18next.t('time.soon') : i18next.t('time.justNow');
}

const durations: readonly (readonly ['day' | 'hour' | 'minute' | 'second', number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** Less than this would be "0 seconds" when rounded. */
const SHORT_MS = 50;

/** A length of time in its largest unit, rounded: `2 hours`, `40 seconds`, `4 milliseconds`. */
export function formatDuration(ms: number): string {
  const [unit, length] =
    durations.find(([, size]) => ms >= size) ??
    (ms < SHORT_MS ? (['millisecond', 1] as const) : (['second', 1000] as const));
  return new Intl.NumberFormat(formatLocale(), {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: unit === 'second' ? 1 : 0,
  }).format(ms / length);
}

/** The day as a date, such as `14 Nov 2023`. */
export function formatDay(at: number): string {
  return new Intl.DateTimeFormat(formatLocale(), { dateStyle: 'medium' }).format(at);
}

/** The time today, the day with its time otherwise. */
export function formatMoment(at: number, now: number = Date.now()): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(
    formatLocale(),
    sameDay ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' },
  ).format(at);
}

/** What is left until a moment, as `2:14` or `1:02:14`; never negative. */
export function formatCountdown(at: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((at - now) / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A number as typed, with point or comma; NaN where it is none. */
export function parseDecimal(text: string): number {
  const trimmed = text.trim().replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** Megabytes as typed to bytes; NaN where it is no number. */
export function megabytesToBytes(text: string): number {
  return Math.round(parseDecimal(text) * BYTES_PER_MB);
}

/** Bytes as megabytes for a field, without needless digits. */
export function bytesToMegabytes(bytes: number): string {
  const text = String(Math.round((bytes / BYTES_PER_MB) * 1e6) / 1e6);
  return i18next.language === 'de' ? text.replace('.', ',') : text;
}
