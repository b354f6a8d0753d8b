import type { OutboxEntry, OutboxState } from '../../../shared/domain/outbound.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { queueMessage } from '../sending/queue.ts';
import { changeOutboxState, findOutboxEntry, listOutbox } from '../store/outbox.ts';
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
    'outbox.list': async ({ limit, after }) => listOutbox(database, limit, after),

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
