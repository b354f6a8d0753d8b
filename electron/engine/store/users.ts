import type { Database } from 'better-sqlite3';
import { userSchema, type User } from '../../../shared/domain/directory.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { nameKey } from './name-key.ts';
import { all, flag, one, run } from './statement.ts';
import { inTransaction } from './transaction.ts';

interface Row {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly language: string;
  readonly active: number;
  readonly password_notice_at: number | null;
  /** JSON array of ids. */
  readonly group_ids: string;
}

const SELECT = `SELECT users.*,
  (SELECT json_group_array(group_id ORDER BY name_key)
    FROM user_groups JOIN groups ON groups.id = group_id WHERE user_id = users.id) AS group_ids
  FROM users`;

function fromRow(row: Row): User {
  return userSchema.parse({
    id: row.id,
    login: row.login,
    name: row.name,
    email: row.email,
    language: row.language,
    active: row.active === 1,
    groupIds: JSON.parse(row.group_ids),
    ...(row.password_notice_at === null ? {} : { passwordNoticeAt: row.password_notice_at }),
  });
}

/** All users by name, then by login. */
export function listUsers(database: Database): User[] {
  return all<Row>(database, `${SELECT} ORDER BY name COLLATE NOCASE, login_key`).map(fromRow);
}

export function findUser(database: Database, id: string): User | undefined {
  const row = one<Row>(database, `${SELECT} WHERE users.id = ?`, id);
  return row === undefined ? undefined : fromRow(row);
}

/**
 * Inserts or replaces a user. When the last notice was queued is not changed by this.
 *
 * @throws MailroomError `input.nameTaken` (field `login`), `input.notFound` (field `groupIds`)
 */
export function saveUser(database: Database, user: User): void {
  inTransaction(database, () => {
    const { id, login } = user;
    const key = nameKey(login);
    if (one(database, 'SELECT 1 FROM users WHERE login_key = ? AND id <> ?', key, id) !== undefined)
      throw new MailroomError('input.nameTaken', 'input', { field: 'login', params: { name: login } });
    run(
      database,
      `INSERT INTO users (id, login, login_key, name, email, language, active) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET login = excluded.login, login_key = excluded.login_key, name = excluded.name,
         email = excluded.email, language = excluded.language, active = excluded.active`,
      id,
      login,
      key,
      user.name,
      user.email,
      user.language,
      flag(user.active),
    );
    run(database, 'DELETE FROM user_groups WHERE user_id = ?', id);
    for (const groupId of new Set(user.groupIds)) addToGroup(database, id, groupId);
  });
}

function addToGroup(database: Database, userId: string, groupId: string): void {
  if (one(database, 'SELECT 1 FROM groups WHERE id = ?', groupId) === undefined)
    throw new MailroomError('input.notFound', 'input', { field: 'groupIds', params: { name: groupId } });
  run(database, 'INSERT INTO user_groups (user_id, group_id) VALUES (?, ?)', userId, groupId);
}

/** @param at when the notice about a changed password was queued, UTC ms */
export function recordPasswordNotice(database: Database, id: string, at: number): void {
  run(database, 'UPDATE users SET password_notice_at = ? WHERE id = ?', at, id);
}

export function deleteUser(database: Database, id: string): boolean {
  return run(database, 'DELETE FROM users WHERE id = ?', id) === 1;
}
