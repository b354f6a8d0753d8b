import type { Database, Statement } from 'better-sqlite3';

const cache = new WeakMap<Database, Map<string, Statement>>();

/** A value that can be bound. Booleans can't; see `flag`. */
export type Bound = string | number | bigint | Buffer | null;

/**
 * How many rows, as a value to be bound. Of a bare `LIMIT ?` the planner reads the value, and then SQLite plans the
 * statement anew at the first step after every binding (https://sqlite.org/c3ref/prepare.html): half the work of a page.
 */
export const LIMIT = 'LIMIT +?';

/** Prepares each text once per database. */
export function statement(database: Database, sql: string): Statement {
  let statements = cache.get(database);
  if (statements === undefined) {
    statements = new Map();
    cache.set(database, statements);
  }
  let prepared = statements.get(sql);
  if (prepared === undefined) {
    prepared = database.prepare(sql);
    statements.set(sql, prepared);
  }
  return prepared;
}

export function one<Row>(database: Database, sql: string, ...values: readonly Bound[]): Row | undefined {
  return statement(database, sql).get(...values) as Row | undefined;
}

export function all<Row>(database: Database, sql: string, ...values: readonly Bound[]): Row[] {
  return statement(database, sql).all(...values) as Row[];
}

/** Runs a change and returns how many rows it touched. */
export function run(database: Database, sql: string, ...values: readonly Bound[]): number {
  return statement(database, sql).run(...values).changes;
}

/** Inserts one row and returns its rowid. */
export function insert(database: Database, sql: string, ...values: readonly Bound[]): number {
  return Number(statement(database, sql).run(...values).lastInsertRowid);
}

export function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

export function orNull<T extends Bound>(value: T | undefined): T | null {
  return value ?? null;
}
