import { MailroomError } from '../../../shared/errors.ts';

export async function notBuilt(): Promise<never> {
  throw new MailroomError('internal.unexpected', 'internal', { detail: 'not built yet' });
}
