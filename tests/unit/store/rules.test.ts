import { describe, expect, it } from 'vitest';
import {
  findIncomingAccount,
  saveIncomingAccount,
} from '../../../electron/engine/store/incoming-accounts.ts';
import {
  activeRules,
  deleteRule,
  findRule,
  listRules,
  moveRule,
  nextRank,
  saveRule,
} from '../../../electron/engine/store/rules.ts';
import type { Database } from '../../../electron/engine/store/database.ts';
import { MAX_RANK } from '../../../shared/domain/rule.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { makeVersion1 } from '../../support/version-1.ts';
import { incomingAccount, temporaryDatabase } from '../../support/store.ts';
import { rule } from '../rules/support.ts';

function withAccounts(): Database {
  const database = temporaryDatabase();
  saveIncomingAccount(database, incomingAccount());
  saveIncomingAccount(database, incomingAccount({ id: 'in-2', name: 'Other' }));
  return database;
}

const some = [{ value: 'a' }];

describe('stored rules', () => {
  it('come active only, by rank, and for their own account', () => {
    const database = withAccounts();
    saveRule(database, rule('late', some, { rank: 20 }));
    saveRule(database, rule('early', some, { rank: 3 }));
    saveRule(database, rule('off', some, { rank: 1, active: false }));
    saveRule(database, rule('other', some, { rank: 1, accountId: 'in-2' }));
    expect(activeRules(database, 'in-1').map(({ title }) => title)).toEqual(['early', 'late']);
    expect(listRules(database)).toHaveLength(4);
    expect(deleteRule(database, 'rule-off')).toBe(true);
    expect(deleteRule(database, 'rule-off')).toBe(false);
  });

  it('come back as they were saved', () => {
    const database = withAccounts();
    const full = rule(
      'full',
      [
        { field: 'header', name: 'X-A', operator: 'matches', value: 'b+', negate: true, caseSensitive: true },
        { field: 'sizeBytes', operator: 'above', value: 7 },
      ],
      { match: 'any', continue: true, actions: [{ kind: 'markSpam' }] },
    );
    saveRule(database, full);
    expect(findRule(database, full.id)).toEqual(full);
    const plain = rule('plain', some, { rank: 2 });
    saveRule(database, plain);
    expect(findRule(database, plain.id)).toEqual(plain);
  });

  it('have a rank of their own and an account that exists', () => {
    const database = withAccounts();
    saveRule(database, rule('one', some));
    saveRule(database, rule('one', [{ value: 'b' }]));
    expect(() => saveRule(database, rule('two', some))).toThrow(
      expect.objectContaining({ code: 'input.nameTaken', field: 'rank' }),
    );
    expect(() => saveRule(database, rule('three', some, { accountId: 'nobody' }))).toThrow(
      expect.objectContaining({ code: 'input.notFound' }),
    );
  });

  it('move between two others, and get new ranks where there is no room', () => {
    const database = withAccounts();
    const [a, b, c] = [1, 2, 3].map((rank) => rule(`r${rank}`, some, { rank }));
    const other = rule('other', some, { rank: 2, accountId: 'in-2' });
    for (const each of [a, b, c, other]) if (each !== undefined) saveRule(database, each);
    const order = (): string[] => activeRules(database, 'in-1').map(({ title }) => title);
    if (a === undefined || c === undefined) throw new Error('three rules');
    moveRule(database, c, a.id);
    expect(order()).toEqual(['r1', 'r3', 'r2']);
    expect(activeRules(database, 'in-1').map(({ rank }) => rank)).toEqual([10, 20, 30]);
    moveRule(database, a, 'rule-r2');
    expect(order()).toEqual(['r3', 'r2', 'r1']);
    moveRule(database, a, undefined);
    expect(order()).toEqual(['r1', 'r3', 'r2']);
    expect(activeRules(database, 'in-2').map(({ rank }) => rank)).toEqual([2]);
    expect(nextRank(database, 'in-1')).toBe(40);
    // Behind the last rank that there is.
    saveRule(database, { ...a, rank: MAX_RANK });
    expect(nextRank(database, 'in-1')).toBe(40);
    expect(order()).toEqual(['r3', 'r2', 'r1']);
    expect(activeRules(database, 'in-1').map(({ rank }) => rank)).toEqual([10, 20, 30]);
    expect(() => moveRule(database, a, 'rule-other')).toThrow(
      expect.objectContaining({ code: 'input.notFound', field: 'after' }),
    );
  });
});

it('an account of an older version goes on making tickets of everybody’s mail, by the rules it has', () => {
  const folder = temporaryFolder();
  makeVersion1(folder, 3);
  const database = temporaryDatabase(folder);
  expect(findIncomingAccount(database, 'in-1')).toMatchObject({
    unknownSenders: 'create',
    threadByReferences: true,
    completedTickets: 'flag',
  });
  expect(activeRules(database, 'in-1')).toEqual([
    {
      id: 'rule-in-1',
      accountId: 'in-1',
      title: 'Printers',
      rank: 1,
      active: true,
      conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
      actions: [{ kind: 'createTicket' }],
    },
  ]);
});
