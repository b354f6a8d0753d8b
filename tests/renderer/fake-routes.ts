import type { Group, TicketType } from '../../shared/domain/directory.ts';
import type { Route, RouteStep } from '../../shared/domain/outbound.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import { MailroomError } from '../../shared/errors.ts';
import type { RequestOf, ResponseOf } from '../../shared/ipc/contract.ts';
import type { StoredOutgoing } from './sample-data.ts';

/** Who sends what, as the engine would answer: asked for, group, type, default. */

export interface RouteState {
  readonly outgoing: readonly StoredOutgoing[];
  readonly groups: readonly Group[];
  readonly types: readonly TicketType[];
  readonly tickets: readonly Ticket[];
}

type Query = RequestOf<'routes.resolve'>;
type Cell = ResponseOf<'routes.grid'>[number];

function stepOf(
  state: RouteState,
  step: RouteStep['step'],
  owner: { name?: string; active: boolean; accountId: string | undefined } | undefined,
  decided: boolean,
): RouteStep & { accountId?: string } {
  if (owner === undefined) return { step, outcome: decided ? 'notNeeded' : 'none' };
  const named = { step, ...(owner.name === undefined ? {} : { name: owner.name }) };
  if (decided) return { ...named, outcome: 'notNeeded' };
  if (!owner.active) return { ...named, outcome: 'inactive' };
  const account = state.outgoing.find((item) => item.account.id === owner.accountId)?.account;
  if (account === undefined) return { ...named, outcome: 'noAccount' };
  return account.active
    ? { ...named, outcome: 'used', account: account.name, accountId: account.id }
    : { ...named, outcome: 'paused', account: account.name };
}

/** @throws MailroomError `send.noAccount` */
export function resolveFake(state: RouteState, query: Query): Route {
  const ticket = state.tickets.find((item) => item.number === query.ticket);
  const groupId = ticket === undefined ? query.groupId : ticket.groupId;
  const typeId = ticket === undefined ? query.typeId : ticket.typeId;
  const owner = (item: Group | TicketType | undefined) =>
    item === undefined
      ? undefined
      : { name: item.name, active: item.active, accountId: item.outgoingAccountId };
  const owners = [
    ['requested', query.accountId === undefined ? undefined : { active: true, accountId: query.accountId }],
    ['group', owner(state.groups.find((item) => item.id === groupId))],
    ['ticketType', owner(state.types.find((item) => item.id === typeId))],
    [
      'default',
      { active: true, accountId: state.outgoing.find((item) => item.account.isDefault)?.account.id },
    ],
  ] as const;
  const found: (RouteStep & { accountId?: string })[] = [];
  for (const [step, of] of owners)
    found.push(
      stepOf(
        state,
        step,
        of,
        found.some(({ outcome }) => outcome === 'used'),
      ),
    );
  const used = found.find(({ outcome }) => outcome === 'used');
  const account = state.outgoing.find((item) => item.account.id === used?.accountId)?.account;
  if (used === undefined || account === undefined) throw new MailroomError('send.noAccount', 'submit');
  return {
    accountId: account.id,
    account: account.name,
    from: account.senderAddress,
    why: used.step,
    steps: found.map(({ accountId: _id, ...step }) => step),
  };
}

export function gridFake(state: RouteState): Cell[] {
  const groups = [undefined, ...state.groups.filter(({ active }) => active)];
  const types = [undefined, ...state.types.filter(({ active }) => active)];
  return groups.flatMap((group) =>
    types.map((type): Cell => {
      const ids = {
        ...(group === undefined ? {} : { groupId: group.id }),
        ...(type === undefined ? {} : { typeId: type.id }),
      };
      try {
        const { accountId, account, why, steps } = resolveFake(state, ids);
        return {
          ...ids,
          accountId,
          account,
          why,
          warning: steps.some(({ outcome }) => outcome === 'paused'),
        };
      } catch {
        return { ...ids, warning: true };
      }
    }),
  );
}

/** What changes in the grid when an account no longer sends. */
export function afterChangeFake(
  state: RouteState,
  { accountId }: RequestOf<'routes.afterChange'>,
): ResponseOf<'routes.afterChange'> {
  const after = {
    ...state,
    outgoing: state.outgoing.map((item) =>
      item.account.id === accountId ? { ...item, account: { ...item.account, active: false } } : item,
    ),
  };
  const later = gridFake(after);
  const names = <T extends { name: string; outgoingAccountId?: string | undefined }>(list: readonly T[]) =>
    list.filter((item) => item.outgoingAccountId === accountId).map(({ name }) => name);
  return {
    cells: gridFake(state).flatMap((before, index) => {
      const now = later[index];
      if (before.account === now?.account) return [];
      const group = state.groups.find(({ id }) => id === before.groupId)?.name;
      const type = state.types.find(({ id }) => id === before.typeId)?.name;
      return [
        {
          ...(group === undefined ? {} : { group }),
          ...(type === undefined ? {} : { type }),
          ...(before.account === undefined ? {} : { before: before.account }),
          ...(now?.account === undefined ? {} : { after: now.account }),
        },
      ];
    }),
    groups: names(state.groups),
    types: names(state.types),
    waiting: state.outgoing.find((item) => item.account.id === accountId)?.waiting ?? 0,
  };
}
