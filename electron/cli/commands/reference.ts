import type { IncomingOverview, OutgoingOverview } from '../../../shared/ipc/contract.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/engine.ts';
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
  const byId = accounts.find((account) => account.overview.account.id === reference);
  if (byId !== undefined) return byId;
  const wanted = reference.toLowerCase();
  const byName = accounts.filter((account) => account.overview.account.name.toLowerCase() === wanted);
  const [first, second] = byName;
  if (first === undefined)
    throw new MailroomError('input.notFound', 'input', { params: { name: reference } });
  if (second !== undefined)
    throw new MailroomError('input.ambiguous', 'input', { params: { name: reference } });
  return first;
}
