import { useState, type ReactNode } from 'react';
import type { Folder, MessageListItem } from '../../../shared/domain/message.ts';
import { AttachToTicketDialog } from './attach-to-ticket-dialog.tsx';
import { CreateTicketDialog } from './create-ticket-dialog.tsx';
import { moveMessages, removeMessages } from './folder-actions.ts';
import { PurgeQuestion } from './purge-question.tsx';
import { useViewKeys } from '../../components/use-view-keys.ts';

export interface ByHand {
  readonly createTicket: () => void;
  readonly attach: () => void;
  /** Archives, puts back or restores. */
  readonly move: () => void;
  /** Deletes; in the folder of deleted messages for good, after a question. */
  readonly remove: () => void;
  /** The dialog that is open. */
  readonly dialog: ReactNode;
}

/** What a person can do with one message or several: a ticket, another folder, the bin. With its keys. */
export function useByHand(folder: Folder, messages: readonly MessageListItem[]): ByHand {
  const [open, setOpen] = useState<'create' | 'attach' | 'purge'>();
  const close = (): void => setOpen(undefined);
  const ids = messages.map(({ id }) => id);
  const isDeleted = folder === 'deleted';
  const move = (): void => void moveMessages(folder, ids);
  const remove = (): void => (isDeleted ? setOpen('purge') : void removeMessages(folder, ids));
  const createTicket = (): void => setOpen('create');
  useViewKeys({
    e: move,
    Delete: remove,
    t: isDeleted || messages.some(({ ticket }) => ticket !== undefined) ? undefined : createTicket,
  });
  return {
    createTicket,
    attach: () => setOpen('attach'),
    move,
    remove,
    dialog: (
      <>
        {open === 'create' && <CreateTicketDialog folder={folder} messages={messages} onClose={close} />}
        {open === 'attach' && <AttachToTicketDialog folder={folder} messages={messages} onClose={close} />}
        {open === 'purge' && <PurgeQuestion messages={messages} onClose={close} />}
      </>
    ),
  };
}
