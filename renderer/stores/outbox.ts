import type { OutboxEntry, OutboxFilter } from '../../shared/domain/outbound.ts';
import type { ResponseOf } from '../../shared/ipc/contract.ts';
import { invoke } from '../bridge.ts';
import { createPagedStore } from './paged.ts';

/** The outbox. Its counts are of all messages, whatever the filter says. */
export const useOutbox = createPagedStore<
  OutboxEntry,
  OutboxFilter,
  ResponseOf<'outbox.list'>['counts'],
  string
>({
  filter: 'all',
  counts: { all: 0, waiting: 0, problems: 0, done: 0 },
  read: (filter, limit, after) =>
    invoke('outbox.list', { filter, limit, ...(after === undefined ? {} : { after }) }),
  keyOf: ({ id }) => id,
  keepsItems: false,
});

/** Shows one message of the outbox, whatever the list was narrowed to. */
export async function showInOutbox(id: string): Promise<void> {
  const { filter, narrow, select } = useOutbox.getState();
  if (filter !== 'all') await narrow('all');
  select(id);
}
