import { randomUUID } from 'node:crypto';
import type { User } from '../../../shared/domain/directory.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { queuePasswordNotice } from '../sending/password-notice.ts';
import { dropEntry } from '../store/rules.ts';
import { inTransaction } from '../store/transaction.ts';
import { deleteUser, findUser, listUsers, saveUser } from '../store/users.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type UserChannel = Extract<EngineChannel, `users.${string}`>;

/** Users, and the notice about a changed password (S53). */
export function userHandlers({ database, events, clock, deliverer }: Parts): HandlersOf<UserChannel> {
  function requireUser(id: string): User {
    const user = findUser(database, id);
    if (user === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return user;
  }

  function save(user: User): User {
    saveUser(database, user);
    events.emit('directory.changed', {});
    return requireUser(user.id);
  }

  return {
    'users.list': async () => listUsers(database),
    'users.create': async (input) => save({ ...input, id: randomUUID() }),
    async 'users.update'({ id, user }) {
      requireUser(id);
      return save({ ...user, id });
    },
    async 'users.remove'({ id }) {
      requireUser(id);
      const rules = inTransaction(database, () => {
        deleteUser(database, id);
        return dropEntry(database, { kind: 'user', id });
      });
      events.emit('directory.changed', {});
      return { rules: rules.map(({ title }) => title) };
    },
    async 'users.notifyPasswordChange'({ id }) {
      const entry = await queuePasswordNotice(database, clock, id);
      events.emit('directory.changed', {});
      events.emit('outbox.changed', { id: entry.id });
      deliverer.kick();
      return entry;
    },
  };
}
