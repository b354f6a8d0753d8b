import type { OutboxEntry, OutboxState } from '../../../shared/domain/outbound.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { queueMessage } from '../sending/queue.ts';
import { changeOutboxState, findOutboxEntry, listOutbox, outboxCounts } from '../store/outbox.ts';
import { notBuilt } from './not-built.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type OutboxChannel = Extract<EngineChannel, `outbox.${string}`>;

/** `unknown` is among them: sending it again is a person's decision, made here. */
const retryable: readonly OutboxState[] = ['failed', 'deferred', 'unknown', 'cancelled'];
const cancellable: readonly OutboxState[] = ['queued', 'deferred'];

/** The outbox: queue, look, retry, cancel. */
export function outboxHandlers(parts: Parts): HandlersOf<OutboxChannel> {
  const { database, clock, events, deliverer } = parts;

  function change(
    id: string,
    from: readonly OutboxState[],
    to: OutboxState,
    dueAt: number | undefined,
  ): OutboxEntry {
    const before = findOutboxEntry(database, id);
    if (before === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    if (!changeOutboxState(database, id, from, to, dueAt)) {
      throw new MailroomError('input.invalid', 'input', { field: 'state', params: { value: before.state } });
    }
    events.emit('outbox.changed', { id });
    return findOutboxEntry(database, id) ?? before;
  }

  return {
    async 'outbox.list'(query) {
      // One more than asked for tells whether there is a next page.
      const found = listOutbox(database, { ...query, limit: query.limit + 1 });
      const items = found.slice(0, query.limit);
      const next = found.length > query.limit ? items.at(-1)?.id : undefined;
      return { items, counts: outboxCounts(database), ...(next === undefined ? {} : { next }) };
    },

    'outbox.get': notBuilt,
    'outbox.source': notBuilt,
    'outbox.retryAll': notBuilt,
    'outbox.readdress': notBuilt,
    'outbox.sendThrough': notBuilt,
    'outbox.confirmSent': notBuilt,

    async 'outbox.send'(request) {
      const entry = await queueMessage(database, clock, request);
      events.emit('outbox.changed', { id: entry.id });
      deliverer.kick();
      return entry;
    },

    async 'outbox.retry'({ id }) {
      const entry = change(id, retryable, 'queued', clock.now());
      deliverer.kick();
      return entry;
    },

    async 'outbox.cancel'({ id }) {
      return change(id, cancellable, 'cancelled', undefined);
    },
  };
}
