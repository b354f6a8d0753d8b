import type { Database } from 'better-sqlite3';
import { all, one, orNull, run } from './statement.ts';

/** Mail that a rule wants sent about a message. */
export interface RuleMail {
  readonly kind: 'forward' | 'confirm' | 'notify';
  readonly recipient: string;
  /** Title of the rule; undefined for word to the owner of a ticket, which needs none. */
  readonly rule: string | undefined;
  /** The text that a confirmation is written with; undefined for the built-in one. It may be deleted before it goes out. */
  readonly templateId?: string | undefined;
}

export interface StoredRuleMail extends RuleMail {
  readonly id: number;
  readonly messageId: number;
}

/** Remembers what is to be sent. The same mail about the same message to the same person once. */
export function insertRuleMail(database: Database, messageId: number, mail: RuleMail): void {
  run(
    database,
    `INSERT INTO rule_mails (message_id, kind, recipient, rule, template_id) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    messageId,
    mail.kind,
    mail.recipient,
    orNull(mail.rule),
    orNull(mail.templateId),
  );
}

/** The next one to send behind `after`, in the order in which they came up. */
export function nextRuleMail(database: Database, after: number): StoredRuleMail | undefined {
  const row = one<
    Omit<StoredRuleMail, 'rule' | 'templateId'> & {
      readonly rule: string | null;
      readonly templateId: string | null;
    }
  >(
    database,
    `SELECT id, message_id AS messageId, kind, recipient, rule, template_id AS templateId
     FROM rule_mails WHERE id > ? ORDER BY id LIMIT 1`,
    after,
  );
  if (row === undefined) return undefined;
  return { ...row, rule: row.rule ?? undefined, templateId: row.templateId ?? undefined };
}

/** Returns false when it is gone: somebody has dealt with it. */
export function deleteRuleMail(database: Database, id: number): boolean {
  return run(database, 'DELETE FROM rule_mails WHERE id = ?', id) === 1;
}

/** Addresses of the active users of a group. */
export function addressesOfGroup(database: Database, groupId: string): string[] {
  return all<{ email: string }>(
    database,
    `SELECT email FROM users JOIN user_groups ON user_id = users.id WHERE group_id = ? AND active = 1
     ORDER BY login_key`,
    groupId,
  ).map(({ email }) => email);
}

/** Address of a user who is active, as a list of one or none. */
export function addressOfUser(database: Database, userId: string): string[] {
  return all<{ email: string }>(database, 'SELECT email FROM users WHERE id = ? AND active = 1', userId).map(
    ({ email }) => email,
  );
}

/** Address of the user who owns the ticket of a message, as a list of one or none. */
export function addressOfOwner(database: Database, messageId: number): string[] {
  return all<{ email: string }>(
    database,
    `SELECT email FROM users WHERE active = 1 AND id = (SELECT owner_id FROM tickets
       WHERE id = (SELECT ticket_id FROM messages WHERE messages.id = ?))`,
    messageId,
  ).map(({ email }) => email);
}
