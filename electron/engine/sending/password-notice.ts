import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { findUser, recordPasswordNotice } from '../store/users.ts';
import { writtenDate, writtenTime } from './mail-language.ts';
import { queueSystemMail } from './system-mail.ts';

/**
 * Tells a user that the password was changed or reset, when, and whom to ask (S53): always through the default account,
 * in the user's language, and never with the password, which this program does not know.
 *
 * @throws MailroomError `input.notFound` for an unknown user, `input.invalid` (field `active`) for one that is switched
 *   off, `send.noAccount`
 */
export async function queuePasswordNotice(
  database: Database,
  clock: Clock,
  userId: string,
): Promise<OutboxEntry> {
  const user = findUser(database, userId);
  if (user === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: userId } });
  if (!user.active) {
    const field = 'active';
    throw new MailroomError('input.invalid', 'input', { field, problems: [{ field, problem: 'notActive' }] });
  }
  const at = clock.now();
  return queueSystemMail(database, clock, {
    kind: 'passwordChange',
    to: [user.email],
    language: user.language,
    variables: {
      'user.name': user.name,
      'user.login': user.login,
      date: writtenDate(at, user.language),
      time: writtenTime(at, user.language),
    },
    within: () => recordPasswordNotice(database, user.id, at),
  });
}
