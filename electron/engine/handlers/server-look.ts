import { MailroomError } from '../../../shared/errors.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type Served = Extract<EngineChannel, 'incoming.folders' | 'incoming.certificate' | 'outgoing.certificate'>;

/** What a person wants to see of a server before deciding: its mailboxes and its certificate. */
export function serverLookHandlers(_parts: Parts): HandlersOf<Served> {
  const unavailable = async (): Promise<never> => {
    throw new MailroomError('internal.unexpected', 'internal');
  };
  return {
    'incoming.folders': unavailable,
    'incoming.certificate': unavailable,
    'outgoing.certificate': unavailable,
  };
}
