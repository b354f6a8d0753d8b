import { ticketNumber } from '../../../shared/domain/ticket-number.ts';
import { useSettings } from '../../stores/settings.ts';

const COUNTER = 123;

/** What a ticket number looks like here, for places where somebody types one or reads about one. */
export function useExampleNumber(): string {
  const pattern = useSettings((state) => state.settings.ticketNumbers);
  return ticketNumber(pattern, COUNTER, Date.now());
}
