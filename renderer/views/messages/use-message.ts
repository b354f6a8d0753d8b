import { useEffect, useState } from 'react';
import type { MessageDetail } from '../../../shared/domain/message.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { useMessages } from '../../stores/messages.ts';

interface Opened {
  readonly message: MessageDetail | undefined;
  readonly error: MailroomError | undefined;
}

/** The message with this id, read again when messages change. Keeps the last one until the next is here. */
export function useMessage(id: number): Opened {
  const revision = useMessages((state) => state.revision);
  const [opened, setOpened] = useState<Opened>({ message: undefined, error: undefined });
  useEffect(() => {
    let current = true;
    invoke('messages.get', { id }).then(
      (message) => current && setOpened({ message, error: undefined }),
      (thrown) => {
        if (!current) return;
        const error = asMailroomError(thrown);
        // Fetched whole, deleted on the server: its entry here has gone meanwhile.
        if (error.code === 'input.notFound') useMessages.getState().forget(id);
        else setOpened({ message: undefined, error });
      },
    );
    return () => {
      current = false;
    };
  }, [id, revision]);
  return opened;
}
