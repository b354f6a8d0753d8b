import type { Database } from 'better-sqlite3';
import type { PlainError } from '../../../shared/errors.ts';
import { run } from './statement.ts';

/** Keeps a message in the inbox for a person, with the reason (S30). */
export function holdMessage(database: Database, id: number, reason: PlainError): void {
  run(database, 'UPDATE messages SET reason = ? WHERE id = ?', JSON.stringify(reason), id);
}

/**
 * Gives the rules the messages of an address that waited for its contact, once more.
 *
 * @returns how many there are
 */
export function releaseHeld(database: Database, address: string): number {
  return run(
    database,
    `UPDATE messages SET processed = 0, reason = NULL
     WHERE from_address = ? COLLATE NOCASE AND reason IS NOT NULL AND state = 'new'
       AND json_extract(reason, '$.code') = 'rule.unknownSender'`,
    address,
  );
}

/** The message waits for no contact any more: its sender has become one. */
export function settleHeld(database: Database, id: number): void {
  run(
    database,
    `UPDATE messages SET reason = NULL WHERE id = ? AND json_extract(reason, '$.code') = 'rule.unknownSender'`,
    id,
  );
}

/** Marks a message as spam, or takes the mark off. */
export function setSpam(database: Database, id: number, spam: boolean): void {
  run(database, 'UPDATE messages SET spam = ? WHERE id = ?', spam ? 1 : 0, id);
}
