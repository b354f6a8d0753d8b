import type { RouteReason } from '../../../shared/domain/outbound.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { resolveRoute, type RouteDirectory, type RouteQuery } from './resolve-account.ts';

/** Who sends for one responsible group (or none) and one ticket type (or none). */
export interface RouteCell {
  readonly groupId?: string | undefined;
  readonly typeId?: string | undefined;
  /** Left out when nobody can send. */
  readonly accountId?: string | undefined;
  readonly account?: string | undefined;
  readonly why?: RouteReason | undefined;
  /** An account on the way was passed over because it is paused. */
  readonly warning: boolean;
}

/** A cell for which another account would send, in names. */
export interface RouteChange {
  readonly group?: string | undefined;
  readonly type?: string | undefined;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** Every active group, and none, with every active type, and none. */
export function routeGrid(directory: RouteDirectory): RouteCell[] {
  const groups = [undefined, ...directory.groups.filter(({ active }) => active)];
  const types = [undefined, ...directory.types.filter(({ active }) => active)];
  return groups.flatMap((group) =>
    types.map((type) => {
      const place = {
        ...(group === undefined ? {} : { groupId: group.id }),
        ...(type === undefined ? {} : { typeId: type.id }),
      };
      return { ...place, ...cell(directory, place) };
    }),
  );
}

/** The cells that send through another account afterwards, or through none. Groups and types are the same in both. */
export function routeChanges(before: RouteDirectory, after: RouteDirectory): RouteChange[] {
  const grid = routeGrid(after);
  return routeGrid(before).flatMap((old, index) => {
    const now = grid[index];
    if (now === undefined || now.accountId === old.accountId) return [];
    const group = before.groups.find(({ id }) => id === old.groupId)?.name;
    const type = before.types.find(({ id }) => id === old.typeId)?.name;
    return [
      {
        ...(group === undefined ? {} : { group }),
        ...(type === undefined ? {} : { type }),
        ...(old.account === undefined ? {} : { before: old.account }),
        ...(now.account === undefined ? {} : { after: now.account }),
      },
    ];
  });
}

function cell(directory: RouteDirectory, place: RouteQuery): Omit<RouteCell, 'groupId' | 'typeId'> {
  try {
    const { accountId, account, why, steps } = resolveRoute(directory, place);
    return { accountId, account, why, warning: steps.some(({ outcome }) => outcome === 'paused') };
  } catch (error) {
    if (!(error instanceof MailroomError) || error.code !== 'send.noAccount') throw error;
    return { warning: false };
  }
}
