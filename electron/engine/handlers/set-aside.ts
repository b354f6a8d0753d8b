import { MailroomError } from '../../../shared/errors.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type Served = Extract<
  EngineChannel,
  'messages.decide' | 'messages.notifySender' | 'messages.retry' | 'messages.release' | 'messages.putOnServer'
>;

/** What a person can do with messages that were set aside, and with those kept here. */
export function setAsideHandlers(_parts: Parts): HandlersOf<Served> {
  const unavailable = async (): Promise<never> => {
    throw new MailroomError('internal.unexpected', 'internal');
  };
  return {
    'messages.decide': unavailable,
    'messages.notifySender': unavailable,
    'messages.retry': unavailable,
    'messages.release': unavailable,
    'messages.putOnServer': unavailable,
  };
}
