import { describe, expect, it } from 'vitest';
import { firstMatch } from '../../../electron/engine/rules/evaluate.ts';
import { saveRule, activeRules, deleteRule, listRules } from '../../../electron/engine/store/rules.ts';
import { saveIncomingAccount } from '../../../electron/engine/store/incoming-accounts.ts';
import type { Rule } from '../../../shared/domain/rule.ts';
import { incomingAccount, temporaryDatabase } from '../../support/store.ts';

function rule(title: string, values: readonly string[], changes: Partial<Rule> = {}): Rule {
  return {
    id: `rule-${title}`,
    accountId: 'in-1',
    title,
    rank: 1,
    active: true,
    conditions: values.map((value) => ({ field: 'subject', operator: 'contains', value })),
    actions: [{ kind: 'createTicket' }],
    ...changes,
  };
}

describe('a rule', () => {
  it.each([
    ['Drucker kaputt', ['drucker'], true],
    ['DRUCKER KAPUTT', ['drucker', 'kaputt'], true],
    ['Drucker', ['drucker', 'kaputt'], false],
    ['Störung im Büro', ['STÖRUNG'], true],
    ['Sto\u0308rung', ['störung'], true],
    ['a.b', ['a.b'], true],
    ['axb', ['a.b'], false],
    ['', ['x'], false],
  ])('%j against %j: %s', (subject, values, matches) => {
    expect(firstMatch([rule('r', values)], { subject }) !== undefined).toBe(matches);
  });

  it('is the first in order that matches', () => {
    const rules = [rule('never', ['zzz']), rule('first', ['a']), rule('second', ['a'])];
    expect(firstMatch(rules, { subject: 'abc' })?.title).toBe('first');
    expect(firstMatch([], { subject: 'abc' })).toBeUndefined();
  });
});

describe('stored rules', () => {
  it('come active only, by rank, and for their own account', () => {
    const database = temporaryDatabase();
    saveIncomingAccount(database, incomingAccount());
    saveIncomingAccount(database, incomingAccount({ id: 'in-2', name: 'Other' }));
    saveRule(database, rule('late', ['a'], { rank: 20 }));
    saveRule(database, rule('early', ['a'], { rank: 3 }));
    saveRule(database, rule('off', ['a'], { rank: 1, active: false }));
    saveRule(database, rule('other', ['a'], { rank: 1, accountId: 'in-2' }));
    expect(activeRules(database, 'in-1').map(({ title }) => title)).toEqual(['early', 'late']);
    expect(listRules(database)).toHaveLength(4);
    expect(deleteRule(database, 'rule-off')).toBe(true);
    expect(deleteRule(database, 'rule-off')).toBe(false);
  });

  it('have a rank of their own and an account that exists', () => {
    const database = temporaryDatabase();
    saveIncomingAccount(database, incomingAccount());
    saveRule(database, rule('one', ['a']));
    saveRule(database, rule('one', ['b']));
    expect(() => saveRule(database, rule('two', ['a']))).toThrow(
      expect.objectContaining({ code: 'input.nameTaken', field: 'rank' }),
    );
    expect(() => saveRule(database, rule('three', ['a'], { accountId: 'nobody' }))).toThrow(
      expect.objectContaining({ code: 'input.notFound' }),
    );
  });
});
