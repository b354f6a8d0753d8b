import type { Group, TicketType } from '../../../shared/domain/directory.ts';
import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import type { Route, RouteReason, RouteStep } from '../../../shared/domain/outbound.ts';
import { MailroomError } from '../../../shared/errors.ts';

/** All that decides who sends. */
export interface RouteDirectory {
  readonly accounts: readonly OutgoingAccount[];
  readonly groups: readonly Group[];
  readonly types: readonly TicketType[];
}

/** The mail for which an account is looked for, by ids. */
export interface RouteQuery {
  readonly accountId?: string | undefined;
  readonly groupId?: string | undefined;
  readonly typeId?: string | undefined;
}

/** What one step of the order found; `account` only where it can send. */
interface Finding {
  readonly outcome: Exclude<RouteStep['outcome'], 'used' | 'notNeeded'> | 'usable';
  readonly name?: string | undefined;
  readonly account?: OutgoingAccount | undefined;
}

/**
 * Which account sends: the one asked for, else the responsible group's, else the ticket type's, else the default (S64).
 * A group or type that is switched off, names no account or names a paused one is passed over (S66). An account asked
 * for is never exchanged for another one.
 *
 * @throws MailroomError `input.notFound` (field `accountId`, `groupId` or `typeId`), `input.invalid` (field `accountId`)
 *   when the account asked for is paused, `send.noAccount` when nothing is left to send with
 */
export function resolveRoute(directory: RouteDirectory, query: RouteQuery): Route {
  const group = named('groupId', directory.groups, query.groupId);
  const type = named('typeId', directory.types, query.typeId);
  const { accounts } = directory;
  const findings: readonly (readonly [RouteReason, Finding])[] = [
    ['requested', requested(accounts, query.accountId)],
    ['group', through(accounts, group)],
    ['ticketType', through(accounts, type)],
    ['default', usable(accounts.find(({ isDefault }) => isDefault))],
  ];
  const decisive = findings.findIndex(([, { outcome }]) => outcome === 'usable');
  const [why, finding] = findings[decisive] ?? [];
  if (why === undefined || finding?.account === undefined)
    throw new MailroomError('send.noAccount', 'submit');
  const { id, name, senderAddress } = finding.account;
  return {
    accountId: id,
    account: name,
    from: senderAddress,
    why,
    steps: findings.map(([step, found], index) => describe(step, found, index > decisive)),
  };
}

function requested(accounts: readonly OutgoingAccount[], id: string | undefined): Finding {
  if (id === undefined) return { outcome: 'none' };
  const account = named('accountId', accounts, id);
  if (account?.active === false) {
    const field = 'accountId';
    throw new MailroomError('input.invalid', 'input', { field, problems: [{ field, problem: 'notActive' }] });
  }
  return usable(account);
}

function through(accounts: readonly OutgoingAccount[], place: Group | TicketType | undefined): Finding {
  if (place === undefined) return { outcome: 'none' };
  const { name, active, outgoingAccountId } = place;
  if (!active) return { outcome: 'inactive', name };
  const account = accounts.find(({ id }) => id === outgoingAccountId);
  return account === undefined ? { outcome: 'noAccount', name } : { ...usable(account), name };
}

function usable(account: OutgoingAccount | undefined): Finding {
  if (account === undefined) return { outcome: 'none' };
  return { outcome: account.active ? 'usable' : 'paused', account };
}

function describe(step: RouteReason, { outcome, name, account }: Finding, isBehind: boolean): RouteStep {
  const names = {
    ...(name === undefined ? {} : { name }),
    ...(account === undefined ? {} : { account: account.name }),
  };
  if (isBehind) return { step, outcome: 'notNeeded', ...names };
  return { step, outcome: outcome === 'usable' ? 'used' : outcome, ...names };
}

function named<T extends { readonly id: string }>(
  field: string,
  entries: readonly T[],
  id: string | undefined,
): T | undefined {
  if (id === undefined) return undefined;
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry === undefined)
    throw new MailroomError('input.notFound', 'input', { field, params: { name: id } });
  return entry;
}
