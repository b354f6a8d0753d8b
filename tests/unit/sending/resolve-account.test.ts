import { describe, expect, it } from 'vitest';
import {
  resolveRoute,
  type RouteDirectory,
  type RouteQuery,
} from '../../../electron/engine/sending/resolve-account.ts';
import { routeChanges, routeGrid } from '../../../electron/engine/sending/route-grid.ts';
import type { Group, TicketType } from '../../../shared/domain/directory.ts';
import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { outgoingAccount } from '../../support/store.ts';

const places = ['none', 'unknown', 'noAccount', 'active', 'paused', 'inactive', 'dangling'] as const;
type Place = (typeof places)[number];
const requests = ['none', 'active', 'paused', 'missing'] as const;
const defaults = ['active', 'paused', 'missing'] as const;

function account(name: string, changes: Partial<OutgoingAccount> = {}): OutgoingAccount {
  return outgoingAccount({
    id: name,
    name: `Account ${name}`,
    senderAddress: `${name}@example.com`,
    isDefault: false,
    ...changes,
  });
}

function group(changes: Partial<Group> = {}): Group {
  return { id: 'group', name: 'Group', active: true, signatureEn: '', signatureDe: '', ...changes };
}

function type(changes: Partial<TicketType> = {}): TicketType {
  return { id: 'type', name: 'Type', active: true, ...changes };
}

/** The account that a group or type names in a case of the table. */
function accountOf(place: Place, name: string): { readonly outgoingAccountId?: string } {
  if (place === 'dangling') return { outgoingAccountId: 'deleted' };
  return place === 'noAccount' ? {} : { outgoingAccountId: name };
}

interface Case {
  readonly group: Place;
  readonly type: Place;
  readonly standard: (typeof defaults)[number];
  readonly request: (typeof requests)[number];
}

function setUp(given: Case): { readonly directory: RouteDirectory; readonly query: RouteQuery } {
  const { standard, request } = given;
  return {
    directory: {
      accounts: [
        account('asked', { active: request !== 'paused' }),
        account('ofGroup', { active: given.group !== 'paused' }),
        account('ofType', { active: given.type !== 'paused' }),
        ...(standard === 'missing'
          ? []
          : [account('standard', { isDefault: true, active: standard === 'active' })]),
      ],
      groups: [group({ active: given.group !== 'inactive', ...accountOf(given.group, 'ofGroup') })],
      types: [type({ active: given.type !== 'inactive', ...accountOf(given.type, 'ofType') })],
    },
    query: {
      accountId: { none: undefined, active: 'asked', paused: 'asked', missing: 'gone' }[request],
      groupId: given.group === 'none' ? undefined : given.group === 'unknown' ? 'nowhere' : 'group',
      typeId: given.type === 'none' ? undefined : given.type === 'unknown' ? 'nowhere' : 'type',
    },
  };
}

/** The rules as the manual tells them, written down a second time and in another way. */
function expected(given: Case): unknown {
  if (given.group === 'unknown') return ['input.notFound', 'groupId'];
  if (given.type === 'unknown') return ['input.notFound', 'typeId'];
  if (given.request === 'missing') return ['input.notFound', 'accountId'];
  if (given.request === 'paused') return ['input.invalid', 'accountId'];
  if (given.request === 'active') return 'requested asked | used notNeeded notNeeded notNeeded';
  const word = (place: Place): string => (place === 'dangling' ? 'noAccount' : place);
  if (given.group === 'active') return 'group ofGroup | none used notNeeded notNeeded';
  if (given.type === 'active') return `ticketType ofType | none ${word(given.group)} used notNeeded`;
  if (given.standard === 'active')
    return `default standard | none ${word(given.group)} ${word(given.type)} used`;
  return ['send.noAccount', undefined];
}

function outcome(directory: RouteDirectory, query: RouteQuery): unknown {
  try {
    const { why, accountId, account: name, from, steps } = resolveRoute(directory, query);
    expect([name, from]).toEqual([`Account ${accountId}`, `${accountId}@example.com`]);
    expect(steps.map(({ step }) => step)).toEqual(['requested', 'group', 'ticketType', 'default']);
    return `${why} ${accountId} | ${steps.map((step) => step.outcome).join(' ')}`;
  } catch (error) {
    if (!(error instanceof MailroomError)) throw error;
    return [error.code, error.field];
  }
}

const table: Case[] = places.flatMap((ofGroup) =>
  places.flatMap((ofType) =>
    defaults.flatMap((standard) =>
      requests.map((request) => ({ group: ofGroup, type: ofType, standard, request })),
    ),
  ),
);

describe('the account that sends', () => {
  it(`is found by the order, in all ${table.length} cases`, () => {
    for (const given of table) {
      const { directory, query } = setUp(given);
      expect({ given, outcome: outcome(directory, query) }).toEqual({ given, outcome: expected(given) });
    }
  });

  it('comes with the names of what was asked on the way', () => {
    const { directory, query } = setUp({
      group: 'paused',
      type: 'noAccount',
      standard: 'active',
      request: 'none',
    });
    expect(resolveRoute(directory, query).steps).toEqual([
      { step: 'requested', outcome: 'none' },
      { step: 'group', outcome: 'paused', name: 'Group', account: 'Account ofGroup' },
      { step: 'ticketType', outcome: 'noAccount', name: 'Type' },
      { step: 'default', outcome: 'used', account: 'Account standard' },
    ]);
  });

  it('says which field to look at when the one asked for is paused', () => {
    const { directory, query } = setUp({
      group: 'active',
      type: 'active',
      standard: 'active',
      request: 'paused',
    });
    expect(() => resolveRoute(directory, query)).toThrow(
      expect.objectContaining({ problems: [{ field: 'accountId', problem: 'notActive' }] }),
    );
  });
});

describe('the grid', () => {
  const directory: RouteDirectory = {
    accounts: [
      account('standard', { isDefault: true }),
      account('sales'),
      account('bills', { active: false }),
    ],
    groups: [
      group({ id: 'g1', name: 'Sales', outgoingAccountId: 'sales' }),
      group({ id: 'g2', name: 'Off', active: false, outgoingAccountId: 'sales' }),
      group({ id: 'g3', name: 'Bills', outgoingAccountId: 'bills' }),
    ],
    types: [
      type({ id: 't1', name: 'Request', outgoingAccountId: 'sales' }),
      type({ id: 't2', active: false }),
    ],
  };

  it('has a cell for every active group and type and for none of them, and agrees with each mail', () => {
    const grid = routeGrid(directory);
    expect(grid.map(({ groupId, typeId }) => `${groupId ?? '-'} ${typeId ?? '-'}`)).toEqual([
      '- -',
      '- t1',
      'g1 -',
      'g1 t1',
      'g3 -',
      'g3 t1',
    ]);
    for (const { groupId, typeId, ...cell } of grid) {
      const { accountId, account: name, why } = resolveRoute(directory, { groupId, typeId });
      expect(cell).toEqual({ accountId, account: name, why, warning: groupId === 'g3' });
    }
  });

  it('has empty cells where nobody can send', () => {
    const none = { ...directory, accounts: directory.accounts.filter(({ isDefault }) => !isDefault) };
    expect(routeGrid(none)[0]).toEqual({ warning: false });
    expect(routeGrid(none)[2]).toMatchObject({ groupId: 'g1', accountId: 'sales' });
  });

  it('tells which cells a change touches', () => {
    const paused = directory.accounts.map((one) => (one.id === 'sales' ? { ...one, active: false } : one));
    expect(routeChanges(directory, { ...directory, accounts: paused })).toEqual([
      { type: 'Request', before: 'Account sales', after: 'Account standard' },
      { group: 'Sales', before: 'Account sales', after: 'Account standard' },
      { group: 'Sales', type: 'Request', before: 'Account sales', after: 'Account standard' },
      { group: 'Bills', type: 'Request', before: 'Account sales', after: 'Account standard' },
    ]);
    expect(routeChanges(directory, directory)).toEqual([]);
    const gone = directory.accounts.filter(({ id }) => id !== 'standard');
    expect(routeChanges(directory, { ...directory, accounts: gone })).toEqual([
      { before: 'Account standard' },
      { group: 'Bills', before: 'Account standard' },
    ]);
  });
});
