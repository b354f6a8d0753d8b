import { describe, expect, it } from 'vitest';
import type { Database } from '../../../electron/engine/store/database.ts';
import {
  deleteOutgoingAccount,
  listOutgoingAccounts,
  saveOutgoingAccount,
} from '../../../electron/engine/store/outgoing-accounts.ts';
import { outgoingAccount, temporaryDatabase } from '../../support/store.ts';

/** Three accounts, `out-1` being the default. */
function three(): Database {
  const database = temporaryDatabase();
  for (const id of ['out-1', 'out-2', 'out-3'])
    saveOutgoingAccount(database, outgoingAccount({ id, name: id, isDefault: id === 'out-1' }));
  return database;
}

const defaults = (database: Database): unknown =>
  database.prepare('SELECT id FROM outgoing_accounts WHERE is_default = 1').pluck().all();

describe('the database itself', () => {
  it.each([
    ["DELETE FROM outgoing_accounts WHERE id = 'out-1'"],
    ["UPDATE outgoing_accounts SET is_default = 0 WHERE id = 'out-1'"],
    ['UPDATE outgoing_accounts SET is_default = 0'],
    ["UPDATE outgoing_accounts SET is_default = 1 WHERE id = 'out-2'"],
    ["UPDATE outgoing_accounts SET active = 0 WHERE id = 'out-1'"],
    [
      "UPDATE outgoing_accounts SET is_default = 0 WHERE id = 'out-1'; DELETE FROM outgoing_accounts WHERE id = 'out-2'",
    ],
    [
      `UPDATE outgoing_accounts SET is_default = 0 WHERE id = 'out-1';
       UPDATE outgoing_accounts SET is_default = 1, active = 0 WHERE id = 'out-2'`,
    ],
    ["UPDATE outgoing_accounts SET port = 25 WHERE id = 'out-2'"],
  ])('refuses what would leave none, two or a paused default account: %s', (sql) => {
    const database = three();
    const before = listOutgoingAccounts(database);
    expect(() => database.transaction(() => database.exec(sql))()).toThrow(
      /constraint failed|must be active/,
    );
    expect(listOutgoingAccounts(database)).toEqual(before);
    expect(defaults(database)).toEqual(['out-1']);
  });

  it('lets the default change hands, and the last account go', () => {
    const database = three();
    database.transaction(() =>
      database.exec(`UPDATE outgoing_accounts SET is_default = 0 WHERE id = 'out-1';
        UPDATE outgoing_accounts SET is_default = 1 WHERE id = 'out-3'`),
    )();
    expect(defaults(database)).toEqual(['out-3']);
    saveOutgoingAccount(database, outgoingAccount({ id: 'out-2', name: 'out-2', isDefault: true }));
    expect(defaults(database)).toEqual(['out-2']);
    for (const id of ['out-1', 'out-3', 'out-2']) expect(deleteOutgoingAccount(database, id)).toBe(true);
    expect(listOutgoingAccounts(database)).toEqual([]);
    saveOutgoingAccount(database, outgoingAccount({ isDefault: false }));
    expect(defaults(database)).toEqual(['out-1']);
    database.exec('DELETE FROM outgoing_accounts');
    expect(defaults(database)).toEqual([]);
  });
});
