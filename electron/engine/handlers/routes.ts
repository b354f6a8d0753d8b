import { MailroomError } from '../../../shared/errors.ts';
import { mailContext, routeDirectory } from '../sending/mail-context.ts';
import { resolveRoute } from '../sending/resolve-account.ts';
import { routeChanges, routeGrid } from '../sending/route-grid.ts';
import { waitingThrough } from '../store/outbox.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type RouteChannel = Extract<EngineChannel, `routes.${string}`>;

/** Which account sends what, and what a change of an account would do to that (S64 to S67). */
export function routeHandlers({ database }: Parts): HandlersOf<RouteChannel> {
  return {
    'routes.resolve': async (query) =>
      resolveRoute(routeDirectory(database), mailContext(database, query).query),

    'routes.grid': async () => routeGrid(routeDirectory(database)),

    async 'routes.afterChange'({ accountId, change }) {
      const before = routeDirectory(database);
      const names = ({ outgoingAccountId }: { readonly outgoingAccountId?: string | undefined }): boolean =>
        outgoingAccountId === accountId;
      if (!before.accounts.some(({ id }) => id === accountId))
        throw new MailroomError('input.notFound', 'input', {
          field: 'accountId',
          params: { name: accountId },
        });
      const accounts =
        change === 'remove'
          ? before.accounts.filter(({ id }) => id !== accountId)
          : before.accounts.map((account) =>
              account.id === accountId ? { ...account, active: false } : account,
            );
      return {
        cells: routeChanges(before, { ...before, accounts }),
        groups: before.groups.filter(names).map(({ name }) => name),
        types: before.types.filter(names).map(({ name }) => name),
        waiting: waitingThrough(database, accountId),
      };
    },
  };
}
