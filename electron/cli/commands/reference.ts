import type { IncomingOverview, OutgoingOverview } from '../../../shared/ipc/contract.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { nameKey } from '../../engine/store/name-key.ts';
import { usage } from '../arguments.ts';
import { call } from '../call.ts';

export type AnyAccount =
  | { readonly direction: 'incoming'; readonly overview: IncomingOverview }
  | { readonly direction: 'outgoing'; readonly overview: OutgoingOverview };

export async function allAccounts(engine: Engine): Promise<AnyAccount[]> {
  const [incoming, outgoing] = await Promise.all([
    call(engine, 'incoming.list', {}),
    call(engine, 'outgoing.list', {}),
  ]);
  return [
    ...incoming.map((overview) => ({ direction: 'incoming' as const, overview })),
    ...outgoing.map((overview) => ({ direction: 'outgoing' as const, overview })),
  ];
}

/**
 * Finds an account by id or by its unique name, letter case aside.
 *
 * @throws MailroomError `input.notFound`, `input.ambiguous`
 */
export async function findAccount(
  engine: Engine,
  reference: string | undefined,
  direction?: AnyAccount['direction'],
): Promise<AnyAccount> {
  if (reference === undefined) throw usage('name the account by its id or its name');
  const accounts = (await allAccounts(engine)).filter(
    (account) => direction === undefined || account.direction === direction,
  );
  return pick(accounts, reference, ({ overview: { account } }) => account);
}

/**
 * The entry with this id, else the only one with this name, letter case aside.
 *
 * @throws MailroomError `input.notFound`, `input.ambiguous`
 */
export function pick<T>(
  entries: readonly T[],
  reference: string,
  namesOf: (entry: T) => { readonly id: string; readonly name: string },
): T {
  const byId = entries.find((entry) => namesOf(entry).id === reference);
  if (byId !== undefined) return byId;
  const wanted = nameKey(reference);
  const [first, second] = entries.filter((entry) => nameKey(namesOf(entry).name) === wanted);
  if (first === undefined)
    throw new MailroomError('input.notFound', 'input', { params: { name: reference } });
  if (second !== undefined)
    throw new MailroomError('input.ambiguous', 'input', { params: { name: reference } });
  return first;
}

/** Ids of a group, a ticket type and a user given by id, name or login. @throws MailroomError `input.notFound` */
export async function findPlace(
  engine: Engine,
  {
    group,
    type,
    owner,
  }: {
    readonly group?: string | undefined;
    readonly type?: string | undefined;
    readonly owner?: string | undefined;
  },
): Promise<{ readonly groupId?: string; readonly typeId?: string; readonly ownerId?: string }> {
  return {
    ...(owner === undefined
      ? {}
      : {
          ownerId: pick(await call(engine, 'users.list', {}), owner, ({ id, login }) => ({ id, name: login }))
            .id,
        }),
    ...(group === undefined
      ? {}
      : { groupId: pick(await call(engine, 'groups.list', {}), group, (entry) => entry).id }),
    ...(type === undefined
      ? {}
      : { typeId: pick(await call(engine, 'types.list', {}), type, (entry) => entry).id }),
  };
}
