import i18next from 'i18next';
import type { Folder } from '../../../shared/domain/message.ts';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import { invoke } from '../../bridge.ts';
import { attempt, notify } from '../../components/toasts.tsx';
import { useMessages } from '../../stores/messages.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { readFoldersAgain } from './folder-actions.ts';

/** What a person does with messages and tickets by hand, each with the way to undo it. */

type Ids = readonly number[];

/** Says that messages belong to a ticket now. Undone, they are back where they were. */
export async function tellAssigned(
  from: Folder,
  ids: Ids,
  ticket: Ticket,
  made: 'created' | 'assigned',
): Promise<void> {
  useMessages.getState().take(from, from === 'inbox' ? ids : []);
  useMessages.getState().changed();
  notify({
    title: i18next.t(`message.ticket.${made}`, { ticket: ticket.number, count: ids.length }),
    text: ticket.title,
    action: {
      label: i18next.t('message.ticket.show'),
      run: () => useNavigation.getState().go({ view: 'tickets', ticket: ticket.number }),
    },
    second: { label: i18next.t('action.undo'), run: () => void takeOff(from, ids, made === 'created') },
  });
  await readFoldersAgain();
}

async function takeOff(from: Folder, ids: Ids, removeTicket: boolean): Promise<void> {
  await attempt(invoke('messages.unassign', { ids: [...ids], removeTicket }));
  if (from === 'archive') await attempt(invoke('messages.archive', { ids: [...ids] }));
  useMessages.getState().changed();
  await readFoldersAgain();
}

/** Takes a message off its ticket and back to the inbox. */
export async function unassign(id: number, ticket: string): Promise<void> {
  const done = await attempt(invoke('messages.unassign', { ids: [id] }));
  useMessages.getState().changed();
  await readFoldersAgain();
  if (done === undefined) return;
  notify({
    title: i18next.t('message.ticket.unassigned', { ticket }),
    action: {
      label: i18next.t('action.undo'),
      run: async () => {
        await attempt(invoke('messages.assignTicket', { ids: [id], ticket }));
        useMessages.getState().changed();
        await readFoldersAgain();
      },
    },
  });
}
