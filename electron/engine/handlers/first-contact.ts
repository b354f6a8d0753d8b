import { MailroomError } from '../../../shared/errors.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type Served = Extract<EngineChannel, 'incoming.look' | 'incoming.chooseFirstContact'>;

/** The first contact of an account: a look that changes nothing, then the choice. */
export function firstContactHandlers(_parts: Parts): HandlersOf<Served> {
  const unavailable = async (): Promise<never> => {
    throw new MailroomError('internal.unexpected', 'internal');
  };
  return {
    'incoming.look': unavailable,
    'incoming.chooseFirstContact': unavailable,
  };
}
