import i18next from 'i18next';
import type { Folder, MessageListItem } from '../../../shared/domain/message.ts';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import { invoke } from '../../bridge.ts';
import { attempt, notify } from '../../components/toasts.tsx';
import { useMessages } from '../../stores/messages.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { readFoldersAgain } from './folder-actions.ts';

/** What a person does with messages and tickets by hand, each with the way to undo it. */

/**
 * Says that messages belong to a ticket now. Undone, they are back where they were.
 *
 * @param messages as they were before, with the ticket that each had
 */
export async function tellAssigned(
  from: Folder,
  messages: readonly MessageListItem[],
  ticket: Ticket,
  made: 'created' | 'assigned',
): Promise<void> {
  useMessages.getState().take(from, from === 'inbox' ? idsOf(messages) : []);
  useMessages.getState().changed();
  // Those that had this ticket already were not touched, and keep it.
  const moved = messages.filter(({ ticket: before }) => before !== ticket.number);
  notify({
    title: i18next.t(`message.ticket.${made}`, { ticket: ticket.number, count: messages.length }),
    text: ticket.title,
    action: {
      label: i18next.t('message.ticket.show'),
      run: () => useNavigation.getState().go({ view: 'tickets', ticket: ticket.number }),
    },
    second: { label: i18next.t('action.undo'), run: () => void takeBack(from, moved, made === 'created') },
  });
  await readFoldersAgain();
}

async function takeBack(
  from: Folder,
  messages: readonly MessageListItem[],
  removeTicket: boolean,
): Promise<void> {
  await putWhereTheyWere(from, messages, removeTicket);
  useMessages.getState().changed();
  await readFoldersAgain();
}

/** All leave the ticket first, so that one made for them is empty and goes. Ends at the first failure. */
async function putWhereTheyWere(
  from: Folder,
  messages: readonly MessageListItem[],
  removeTicket: boolean,
): Promise<void> {
  const ids = idsOf(messages);
  if (ids.length === 0) return;
  if ((await attempt(invoke('messages.unassign', { ids, removeTicket }))) === undefined) return;
  for (const ticket of new Set(messages.map((message) => message.ticket))) {
    if (ticket === undefined) continue;
    const those = messages.filter((message) => message.ticket === ticket);
    if ((await attempt(invoke('messages.assignTicket', { ids: idsOf(those), ticket }))) === undefined) return;
  }
  // Taken off a ticket a message is in the inbox, given one in the archive.
  const astray = messages.filter(({ ticket }) => (ticket === undefined ? 'inbox' : 'archive') !== from);
  if (astray.length === 0) return;
  const by = from === 'inbox' ? 'messages.putBack' : 'messages.archive';
  await attempt(invoke(by, { ids: idsOf(astray) }));
}

function idsOf(messages: readonly MessageListItem[]): number[] {
  return messages.map(({ id }) => id);
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
