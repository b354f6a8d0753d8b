import { MailroomError, fromPlain } from '../shared/errors.ts';
import type { Channel, EventName } from '../shared/ipc/channels.ts';
import { contract, type RequestInput, type ResponseOf } from '../shared/ipc/contract.ts';
import { events, type EventPayload } from '../shared/ipc/events.ts';
import { envelopeSchema } from '../shared/ipc/result.ts';

/** What the preload script puts on the window. Everything else of the outside world is out of reach. */
export interface Bridge {
  invoke(channel: string, request: unknown): Promise<unknown>;
  subscribe(event: string, listener: (payload: unknown) => void): () => void;
  readonly platform: string;
  readonly locale: string;
}

declare global {
  interface Window {
    mailroom: Bridge;
  }
}

/**
 * Asks the engine. Request and response are parsed with the contract, so that neither side can hand the
 * other something it does not expect.
 *
 * @throws MailroomError with the code, field and problems the engine answered
 */
export async function invoke<C extends Channel>(
  channel: C,
  request: RequestInput<C>,
): Promise<ResponseOf<C>> {
  const schemas = contract[channel];
  const parsed = schemas.request.safeParse(request);
  if (!parsed.success) {
    throw new MailroomError('input.invalid', 'input', {
      problems: parsed.error.issues.map((issue) => ({
        field: issue.path.map(String).join('.'),
        problem: issue.message,
      })),
    });
  }
  const envelope = envelopeSchema.safeParse(await window.mailroom.invoke(channel, parsed.data));
  if (!envelope.success) throw unreadable(channel, envelope.error);
  if (!envelope.data.ok) throw fromPlain(envelope.data.error);
  const value = schemas.response.safeParse(envelope.data.value);
  if (!value.success) throw unreadable(channel, value.error);
  return value.data as ResponseOf<C>;
}

function unreadable(channel: string, error: Error): MailroomError {
  return new MailroomError('internal.unexpected', 'internal', { detail: `${channel}: ${error.message}` });
}

/** Listens to one event; a payload that does not fit its schema is dropped. Returns the way to stop. */
export function subscribe<E extends EventName>(
  event: E,
  listener: (payload: EventPayload<E>) => void,
): () => void {
  return window.mailroom.subscribe(event, (payload) => {
    const parsed = events[event].safeParse(payload);
    if (parsed.success) listener(parsed.data as EventPayload<E>);
  });
}

/** Any thrown value as a MailroomError. */
export function asMailroomError(error: unknown): MailroomError {
  if (error instanceof MailroomError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new MailroomError('internal.unexpected', 'internal', { detail, cause: error });
}
