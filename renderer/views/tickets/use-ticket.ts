import { useEffect, useState } from 'react';
import type { TicketDetail } from '../../../shared/domain/conversation.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { useMessages } from '../../stores/messages.ts';
import { useOutbox } from '../../stores/outbox.ts';
import { useTickets } from '../../stores/tickets.ts';

interface Opened {
  readonly detail: TicketDetail | undefined;
  readonly error: MailroomError | undefined;
}

/** A ticket with its conversation, read again when it or mail of any kind changes. */
export function useTicket(number: string): Opened {
  const own = useTickets((state) => state.revision);
  const received = useMessages((state) => state.revision);
  const sent = useOutbox((state) => state.revision);
  const [opened, setOpened] = useState<Opened>({ detail: undefined, error: undefined });
  useEffect(() => {
    let current = true;
    invoke('tickets.get', { number }).then(
      (detail) => current && setOpened({ detail, error: undefined }),
      (thrown) => current && setOpened({ detail: undefined, error: asMailroomError(thrown) }),
    );
    return () => {
      current = false;
    };
  }, [number, own, received, sent]);
  return opened;
}
