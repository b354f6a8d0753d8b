import { MailroomError } from '../../../shared/errors.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type Served = Extract<EngineChannel, 'archive.verify'>;

/** The check of everything kept here. */
export function verificationHandlers(_parts: Parts): HandlersOf<Served> {
  const unavailable = async (): Promise<never> => {
    throw new MailroomError('internal.unexpected', 'internal');
  };
  return {
    'archive.verify': unavailable,
  };
}
