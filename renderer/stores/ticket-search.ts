import { useEffect, useState } from 'react';
import type { Ticket } from '../../shared/domain/ticket.ts';
import type { MailroomError } from '../../shared/errors.ts';
import { asMailroomError, invoke } from '../bridge.ts';

const FOUND = 20;
const ASK_AFTER = 200;

interface TicketSearch {
  /** Undefined until the first answer. */
  readonly items: readonly Ticket[] | undefined;
  readonly error: MailroomError | undefined;
}

/** The newest tickets whose number, title or reporter holds the text. Keeps the last answer until the next is here. */
export function useTicketSearch(text: string): TicketSearch {
  const [found, setFound] = useState<TicketSearch>({ items: undefined, error: undefined });
  const wanted = text.trim();
  useEffect(() => {
    let current = true;
    const ask = (): void =>
      void invoke('tickets.list', { limit: FOUND, ...(wanted === '' ? {} : { text: wanted }) }).then(
        ({ items }) => current && setFound({ items, error: undefined }),
        (thrown) => current && setFound({ items: undefined, error: asMailroomError(thrown) }),
      );
    const timer = setTimeout(ask, wanted === '' ? 0 : ASK_AFTER);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  return found;
}
