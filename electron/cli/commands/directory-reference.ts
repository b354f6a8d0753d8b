import { MailroomError } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { call } from '../call.ts';

/** The id of a responsible group, named by its id or its name, letter case aside. @throws MailroomError `input.notFound` */
export async function findGroupId(engine: Engine, reference: string): Promise<string> {
  return idOf(reference, await call(engine, 'groups.list', {}));
}

/** The id of a ticket type, as {@link findGroupId}. */
export async function findTypeId(engine: Engine, reference: string): Promise<string> {
  return idOf(reference, await call(engine, 'types.list', {}));
}

function idOf(reference: string, entries: readonly { readonly id: string; readonly name: string }[]): string {
  const wanted = reference.toLowerCase();
  // Names are unique in their kind.
  const found =
    entries.find(({ id }) => id === reference) ?? entries.find(({ name }) => name.toLowerCase() === wanted);
  if (found === undefined)
    throw new MailroomError('input.notFound', 'input', { params: { name: reference } });
  return found.id;
}
