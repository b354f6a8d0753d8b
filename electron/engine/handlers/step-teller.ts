import type { TestStep } from '../../../shared/domain/connection-test.ts';
import type { EngineEvents } from '../events.ts';

/** Tells the steps of a running connection test to whoever asked for them with a token. */
export function stepTeller(events: EngineEvents, token: string | undefined): (step: TestStep) => void {
  if (token === undefined) return () => {};
  return (step) => events.emit('check.step', { token, step });
}
