import type { OutboxState } from '../../../shared/domain/outbound.ts';

/** What the engine lets a person do in which state. */
const allowed = {
  retry: ['failed', 'deferred', 'unknown', 'cancelled', 'tooLarge'],
  cancel: ['queued', 'deferred'],
  confirm: ['unknown'],
  readdress: ['queued', 'deferred', 'failed', 'partlyRefused', 'cancelled'],
  sendThrough: ['queued', 'deferred', 'failed', 'tooLarge', 'cancelled'],
} as const satisfies Record<string, readonly OutboxState[]>;

export function mayDo(action: keyof typeof allowed, state: OutboxState): boolean {
  return (allowed[action] as readonly OutboxState[]).includes(state);
}
