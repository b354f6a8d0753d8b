import { randomUUID } from 'node:crypto';
import type { Group } from '../../../shared/domain/directory.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { deleteGroup, findGroup, listGroups, saveGroup } from '../store/groups.ts';
import { dropEntry } from '../store/rules.ts';
import { inTransaction } from '../store/transaction.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type GroupChannel = Extract<EngineChannel, `groups.${string}`>;

/** Responsible groups, their accounts and signatures (S63, S64). */
export function groupHandlers({ database, events }: Parts): HandlersOf<GroupChannel> {
  function requireGroup(id: string): void {
    if (findGroup(database, id) === undefined)
      throw new MailroomError('input.notFound', 'input', { params: { name: id } });
  }

  function save(group: Group): Group {
    saveGroup(database, group);
    events.emit('directory.changed', {});
    return group;
  }

  return {
    'groups.list': async () => listGroups(database),
    'groups.create': async (input) => save({ ...input, id: randomUUID() }),
    async 'groups.update'({ id, group }) {
      requireGroup(id);
      return save({ ...group, id });
    },
    async 'groups.remove'({ id }) {
      requireGroup(id);
      const { tickets, rules } = inTransaction(database, () => ({
        tickets: deleteGroup(database, id),
        rules: dropEntry(database, { kind: 'group', id }),
      }));
      events.emit('directory.changed', {});
      if (tickets > 0) events.emit('tickets.changed', {});
      return { tickets, rules: rules.map(({ title }) => title) };
    },
  };
}
