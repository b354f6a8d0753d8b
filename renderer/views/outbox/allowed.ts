import type { OutboxState } from '../../../shared/domain/outbound.ts';

/** What the engine lets a person do in which state. */
const allowed = {
  retry: ['deferred', 'failed', 'unknown', 'partlyRefused', 'tooLarge', 'cancelled'],
  cancel: ['queued', 'deferred'],
  confirm: ['unknown'],
  // A message of unknown fate is settled first: it arrived, or it is sent again.
  readdress: ['queued', 'deferred', 'failed', 'partlyRefused', 'tooLarge', 'cancelled'],
  sendThrough: ['queued', 'deferred', 'failed', 'partlyRefused', 'tooLarge', 'cancelled'],
} as const satisfies Record<string, readonly OutboxState[]>;

export function mayDo(action: keyof typeof allowed, state: OutboxState): boolean {
  return (allowed[action] as readonly OutboxState[]).includes(state);
}
