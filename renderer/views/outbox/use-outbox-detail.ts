import { useEffect, useState } from 'react';
import type { OutboxDetail } from '../../../shared/domain/outbound.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { useOutbox } from '../../stores/outbox.ts';

interface Opened {
  readonly detail: OutboxDetail | undefined;
  readonly error: MailroomError | undefined;
}

const nothing: Opened = { detail: undefined, error: undefined };

/** Everything about one message of the outbox, read again whenever the outbox changes. */
export function useOutboxDetail(id: string | undefined): Opened {
  const revision = useOutbox((state) => state.revision);
  const [opened, setOpened] = useState<Opened>(nothing);
  useEffect(() => {
    if (id === undefined) return setOpened(nothing);
    let current = true;
    invoke('outbox.get', { id }).then(
      (detail) => current && setOpened({ detail, error: undefined }),
      (thrown) => current && setOpened({ detail: undefined, error: asMailroomError(thrown) }),
    );
    return () => {
      current = false;
    };
  }, [id, revision]);
  return opened;
}
