import type { FirstContact } from '../../../shared/domain/incoming-account.ts';

/** Days as a date field holds them (`2026-01-31`), in the time zone of this computer. */

/** The day a moment lies in. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The moment a day begins here, UTC ms; NaN for what is no day. */
export function startOfDay(day: string): number {
  return new Date(`${day}T00:00:00`).getTime();
}

/** A day as the account keeps it: the exact moment, so that the engine's time zone does not matter. */
export function sinceDay(day: string): string {
  const at = startOfDay(day);
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

/** The day of a stored choice; empty where it is none. */
export function dayOfChoice(choice: FirstContact): string {
  if (choice === 'ask' || choice === 'all' || choice === 'none') return '';
  return choice.includes('T') ? dayOf(Date.parse(choice)) : choice;
}
