import type { ResponseOf } from '../../../shared/ipc/contract.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command } from './command.ts';
import { findAccount, findPlace } from './reference.ts';

/** `mailroom route [--group G] [--type X] [--ticket T] [--account A]`: who would send, and why. */
export const route: Command = async ({ engine, output, options }) => {
  const { account, ticket } = options;
  const found = await call(engine, 'routes.resolve', {
    ...(await findPlace(engine, options)),
    ...(ticket === undefined ? {} : { ticket }),
    ...(account === undefined
      ? {}
      : { accountId: (await findAccount(engine, account, 'outgoing')).overview.account.id }),
  });
  output.result(found, [
    `"${found.account}" <${found.from}> (${found.why})`,
    ...table(
      found.steps.map(({ step, outcome, name = '', account: sender = '' }) => [step, outcome, name, sender]),
    ),
  ]);
  return exitCodes.ok;
};

/** `mailroom route grid`: every active group, and none, with every active type, and none. */
export const routeGrid: Command = async ({ engine, output }) => {
  const [cells, groups, types] = await Promise.all([
    call(engine, 'routes.grid', {}),
    call(engine, 'groups.list', {}),
    call(engine, 'types.list', {}),
  ]);
  const named = cells.map((cell) => ({
    ...nameIn(groups, 'group', cell.groupId),
    ...nameIn(types, 'type', cell.typeId),
    ...cell,
  }));
  output.result({ items: named }, table([['GROUP', 'TYPE', 'ACCOUNT', 'WHY', ''], ...named.map(row)]));
  return exitCodes.ok;
};

function nameIn<K extends string>(
  entries: readonly { readonly id: string; readonly name: string }[],
  key: K,
  id: string | undefined,
): { readonly [P in K]?: string } {
  const name = entries.find((entry) => entry.id === id)?.name;
  return (name === undefined ? {} : { [key]: name }) as { readonly [P in K]?: string };
}

type NamedCell = ResponseOf<'routes.grid'>[number] & { readonly group?: string; readonly type?: string };

function row({ group = '-', type = '-', account = 'nobody', why, warning }: NamedCell): string[] {
  return [group, type, account, why ?? '', warning ? 'a paused account was passed over' : ''];
}
