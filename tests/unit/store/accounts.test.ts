import * as fc from 'fast-check';
import { noCounts } from '../../../electron/engine/receiving/counts.ts';
import { describe, expect, it } from 'vitest';
import { MailroomError } from '../../../shared/errors.ts';
import {
  deleteIncomingAccount,
  findIncomingAccount,
  listIncomingAccounts,
  saveIncomingAccount,
} from '../../../electron/engine/store/incoming-accounts.ts';
import { findMessage } from '../../../electron/engine/store/messages.ts';
import {
  deleteOutgoingAccount,
  findOutgoingAccount,
  listOutgoingAccounts,
  saveOutgoingAccount,
} from '../../../electron/engine/store/outgoing-accounts.ts';
import { clearPollError, readPollState, recordPollRun } from '../../../electron/engine/store/poll-states.ts';
import { listRules, saveRule } from '../../../electron/engine/store/rules.ts';
import type { PollRun } from '../../../shared/domain/poll.ts';
import { incomingAccount, outgoingAccount, storedMessage, temporaryDatabase } from '../../support/store.ts';

describe('incoming accounts', () => {
  it('come back as they were saved', () => {
    const database = temporaryDatabase();
    const account = incomingAccount({
      serverType: 'pop3',
      mailbox: 'Fälle/2026',
      caFile: '/etc/company.pem',
      maxSizeBytes: 5_000_000,
      imagesAsAttachments: true,
      afterRetrieval: 'keep',
      active: false,
    });
    saveIncomingAccount(database, account);
    expect(findIncomingAccount(database, account.id)).toEqual(account);
    const changed = { ...incomingAccount({ name: 'Other' }), updatedAt: 2 };
    saveIncomingAccount(database, changed);
    expect(listIncomingAccounts(database)).toEqual([changed]);
  });

  it.each([
    ['support', 'SUPPORT'],
    ['Fälle', 'fäLLE'],
    ['Fälle', 'Fa\u0308lle'],
  ])('refuse %s beside %s', (one, other) => {
    const database = temporaryDatabase();
    saveIncomingAccount(database, incomingAccount({ name: one }));
    expect(() => saveIncomingAccount(database, incomingAccount({ id: 'in-2', name: other }))).toThrow(
      expect.objectContaining({ code: 'input.nameTaken', field: 'name' }),
    );
    expect(listIncomingAccounts(database)).toHaveLength(1);
    // Its own name in other letters is no collision.
    saveIncomingAccount(database, incomingAccount({ name: other }));
  });

  it('go with their rules and poll state, and leave their mail', () => {
    const database = temporaryDatabase();
    saveIncomingAccount(database, incomingAccount());
    saveRule(database, {
      id: 'rule-1',
      accountId: 'in-1',
      title: 'All',
      rank: 1,
      active: true,
      conditions: [{ field: 'subject', operator: 'contains', value: 'x' }],
      actions: [{ kind: 'createTicket' }],
    });
    recordPollRun(database, pollRun(), 5);
    const message = storedMessage(database);
    expect(deleteIncomingAccount(database, 'in-1')).toBe(true);
    expect(listRules(database)).toEqual([]);
    expect(readPollState(database, 'in-1')).toBeUndefined();
    expect(findMessage(database, message)?.account).toBe('Support');
    expect(deleteIncomingAccount(database, 'in-1')).toBe(false);
  });
});

function pollRun(error?: MailroomError): PollRun {
  return {
    account: 'Support',
    accountId: 'in-1',
    startedAt: 1,
    ...noCounts(),
    ms: 1,
    connectMs: 0,
    ...(error === undefined ? {} : { error: error.toPlain() }),
  };
}

describe('poll states', () => {
  const refused = new MailroomError('login.refused', 'login');

  it('count failures since the last success and remember when they began', () => {
    const database = temporaryDatabase();
    saveIncomingAccount(database, incomingAccount());
    recordPollRun(database, pollRun(), 10);
    expect(readPollState(database, 'in-1')).toMatchObject({ lastSuccessAt: 10, failures: 0 });
    recordPollRun(database, pollRun(refused), 20);
    recordPollRun(database, pollRun(refused), 30);
    expect(readPollState(database, 'in-1')).toMatchObject({
      lastRunAt: 30,
      lastSuccessAt: 10,
      failures: 2,
      failingSince: 20,
      error: { code: 'login.refused' },
    });
    recordPollRun(database, pollRun(), 40);
    expect(readPollState(database, 'in-1')).toMatchObject({
      lastSuccessAt: 40,
      failures: 0,
      failingSince: undefined,
      error: undefined,
    });
  });

  it('are not changed by a run that a person ended', () => {
    const database = temporaryDatabase();
    saveIncomingAccount(database, incomingAccount());
    recordPollRun(database, pollRun(refused), 20);
    recordPollRun(database, pollRun(new MailroomError('poll.cancelled', 'fetch')), 30);
    expect(readPollState(database, 'in-1')).toMatchObject({
      lastRunAt: 30,
      failures: 1,
      failingSince: 20,
      error: { code: 'login.refused' },
    });
  });

  it('pass over an account that was deleted meanwhile, and forget on request', () => {
    const database = temporaryDatabase();
    recordPollRun(database, pollRun(), 10);
    expect(readPollState(database, 'in-1')).toBeUndefined();
    saveIncomingAccount(database, incomingAccount());
    recordPollRun(database, pollRun(refused), 20);
    clearPollError(database, 'in-1');
    expect(readPollState(database, 'in-1')).toMatchObject({ error: undefined, failures: 0 });
  });
});

describe('outgoing accounts', () => {
  it('come back as they were saved', () => {
    const database = temporaryDatabase();
    const account = outgoingAccount({ bodyCharset: 'windows-1252', caFile: '/ca.pem', description: 'd' });
    saveOutgoingAccount(database, account);
    expect(findOutgoingAccount(database, account.id)).toEqual(account);
  });

  it('make the first one the default, and hand over in one step', () => {
    const database = temporaryDatabase();
    saveOutgoingAccount(database, outgoingAccount({ isDefault: false }));
    expect(findOutgoingAccount(database, 'out-1')?.isDefault).toBe(true);
    saveOutgoingAccount(database, outgoingAccount({ id: 'out-2', name: 'B', isDefault: true }));
    expect(listOutgoingAccounts(database).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      ['out-2', true],
      ['out-1', false],
    ]);
  });

  it('refuse to be left without a default', () => {
    const database = temporaryDatabase();
    saveOutgoingAccount(database, outgoingAccount());
    saveOutgoingAccount(database, outgoingAccount({ id: 'out-2', name: 'B', isDefault: false }));
    const lastDefault = (field: string) => expect.objectContaining({ code: 'input.lastDefault', field });
    expect(() => saveOutgoingAccount(database, outgoingAccount({ isDefault: false }))).toThrow(
      lastDefault('isDefault'),
    );
    expect(() => saveOutgoingAccount(database, outgoingAccount({ active: false }))).toThrow(
      lastDefault('active'),
    );
    expect(() => deleteOutgoingAccount(database, 'out-1')).toThrow(lastDefault('isDefault'));
    expect(deleteOutgoingAccount(database, 'out-2')).toBe(true);
    expect(deleteOutgoingAccount(database, 'out-1')).toBe(true);
  });

  it('have exactly one active default and unique names through any operations', () => {
    const ids = ['a', 'b', 'c', 'd'] as const;
    const names = ['One', 'one', 'Two', 'TWO', 'Straße', 'Three'] as const;
    const operation = fc.oneof(
      fc.record({
        kind: fc.constant('save' as const),
        id: fc.constantFrom(...ids),
        name: fc.constantFrom(...names),
        isDefault: fc.boolean(),
        active: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('delete' as const), id: fc.constantFrom(...ids) }),
    );
    const database = temporaryDatabase();
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 25 }), (operations) => {
        database.exec('DELETE FROM outgoing_accounts');
        for (const step of operations) {
          const before = listOutgoingAccounts(database);
          let refused = false;
          try {
            if (step.kind === 'delete') deleteOutgoingAccount(database, step.id);
            else saveOutgoingAccount(database, outgoingAccount(withoutKind(step)));
          } catch (error) {
            if (!(error instanceof MailroomError)) throw error;
            refused = true;
          }
          const after = listOutgoingAccounts(database);
          expect(after).toEqual(refused ? before : after);
          expect(after.filter((account) => account.isDefault && account.active)).toHaveLength(
            after.length === 0 ? 0 : 1,
          );
          expect(new Set(after.map(({ name }) => name.toLowerCase())).size).toBe(after.length);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function withoutKind<T extends { kind: unknown }>({ kind: _kind, ...rest }: T): Omit<T, 'kind'> {
  return rest;
}
