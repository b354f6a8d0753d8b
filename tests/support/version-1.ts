import SQLite from 'better-sqlite3';
import { openDatabase } from '../../electron/engine/store/database.ts';
import { migrations } from '../../electron/engine/store/migrations/index.ts';

/** A closed database of schema version 1 with accounts, rules, mail, receipts, a ticket and an outbox. */
export function makeVersion1(folder: string, messages: number): void {
  const database = openDatabase(folder, { steps: migrations.slice(0, 1) });
  database.transaction(() => {
    for (const id of ['in-1', 'in-2']) {
      database
        .prepare(
          `INSERT INTO incoming_accounts VALUES (?, ?, ?, 'imap4', 'd', 1, 'imap.example.com', 993, 'tls', 'u',
             'INBOX', 5000, 0, 300, 'keep', '/ca.pem', 11, 12)`,
        )
        .run(id, `Name ${id}`, `name ${id}`);
      database.prepare("INSERT INTO poll_states VALUES (?, '{}', 5, 4, NULL, NULL, 0)").run(id);
      database
        .prepare(`INSERT INTO rules VALUES (?, ?, 'Printers', 1, 1,
             '[{"field":"subject","operator":"contains","value":"printer"}]', '[{"kind":"createTicket"}]')`)
        .run(`rule-${id}`, id);
    }
    database.exec(
      `INSERT INTO outgoing_accounts VALUES ('out-1', 'Sending', 'sending', '', 1, 1, 'smtp', 'smtp.example.com',
         587, 'starttls', 'a@example.com', 'A', 'utf-8', 'auto', 'automatic', 'u', 0, NULL, 1, 2);
       INSERT INTO tickets VALUES (1, 'T-000001', 'Printer', 'new', 1, 1);
       INSERT INTO outbox VALUES ('o-1', 1, 'sent', 'out-1', 'Sending', 'default', 'a@example.com',
         '["b@example.com"]', 'Hello', '<o@example.com>', x'41', 1, 0, 1, NULL, NULL);
       INSERT INTO outbox VALUES ('o-2', 2, 'deferred', 'out-1', 'Sending', 'requested', 'a@example.com',
         '["b@example.com","c@example.com"]', 'Later', '<o2@example.com>', x'4242', 2, 1, 5, 900,
         '{"code":"send.temporary","stage":"submit","params":{},"transient":true}');
       INSERT INTO outbox VALUES ('o-3', 4, 'failed', 'gone', 'Gone', 'default', 'a@example.com',
         '["d@example.com"]', 'Refused', '<o3@example.com>', x'43', 1, 0, 6, NULL,
         '{"code":"send.refused","stage":"submit","params":{},"transient":false}');
       INSERT INTO outbox VALUES ('o-4', 3, 'partlyRefused', 'out-1', 'Sending', 'default', 'a@example.com',
         '["b@example.com","e@example.com","f@example.com"]', 'Some', '<o4@example.com>', x'44', 1, 0, 7, NULL,
         '{"code":"send.recipientsRefused","stage":"submit","params":{"recipients":"b@example.com, f@example.com"},
           "transient":false}');
       INSERT INTO delivery_attempts (outbox_id, at, ms, outcome, reply) VALUES ('o-1', 1, 1, 'sent', '250 ok');
       INSERT INTO delivery_attempts (outbox_id, at, ms, outcome, reply, error)
         VALUES ('o-2', 6, 1, 'deferred', '451 a', NULL), ('o-2', 7, 2, 'deferred', '451 b',
         '{"code":"send.temporary","stage":"submit","params":{},"transient":true}');
       INSERT INTO settings VALUES ('theme', 'dark');`,
    );
    const message = database.prepare(
      `INSERT INTO messages VALUES (?, 'in-1', 'Name in-1', 'inbox', ?, 0, 1, ?, NULL, '[]', 'N', 'n@example.com',
         '{"to":[],"cc":[],"replyTo":[]}', ?, '', 1, 1, 300, 0, 0, ?, NULL)`,
    );
    const source = database.prepare('INSERT INTO raw_sources VALUES (?, ?)');
    const receipt = database.prepare(
      `INSERT INTO receipts VALUES (?, 'in-1', 'INBOX', 'u@imap.example.com/1', ?, 300, ?, ?, 1, 2, ?)`,
    );
    const trail = database.prepare(`INSERT INTO trail VALUES (NULL, ?, 1, 'imported', '{}')`);
    for (let id = 1; id <= messages; id++) {
      message.run(
        id,
        id === 1 ? 'oversize' : 'new',
        `<${id}@example.com>`,
        `Subject ${id}`,
        id === 2 ? 1 : null,
      );
      trail.run(id);
      if (id === 1) continue;
      source.run(id, Buffer.alloc(300, String(id)));
      receipt.run(id, String(id), `digest-${id}`, id, id % 2 === 0 ? 3 : null);
    }
    database.exec(
      `INSERT INTO oversize VALUES ('in-1', 'INBOX', 'u@imap.example.com/1', '1', 9000, 1);
       INSERT INTO attachments VALUES (2, 0, 'a.pdf', 'application/pdf', 10, 'attachment', NULL);`,
    );
  })();
  database.close();
}

/** What later versions added to tables of version 1. */
const ADDED: Readonly<Record<string, string>> = { folder_counts: "folder <> 'deleted'" };

/** Where later versions keep elsewhere, or under other names, what version 1 had in these tables. */
const SINCE_VERSION_3: Readonly<Record<string, string>> = {
  outbox: `SELECT outbox.*, source,
      (SELECT json_group_array(address ORDER BY position) FROM outbox_recipients WHERE outbox = sequence) AS recipients
    FROM outbox JOIN outbox_sources ON outbox = sequence`,
  delivery_attempts: `SELECT delivery_attempts.*, outbox.id AS outbox_id
    FROM delivery_attempts JOIN outbox ON sequence = outbox`,
};

/** Every table with the columns of version 1: equal before and after an upgrade that loses nothing. */
export function version1Contents(file: string): Record<string, unknown[]> {
  const database = new SQLite(file, { readonly: true });
  try {
    const version = database.pragma('user_version', { simple: true }) as number;
    const columns = new SQLite(':memory:');
    for (const { up } of migrations.slice(0, 1)) columns.exec(up);
    const tables = columns
      .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[];
    return Object.fromEntries(
      tables.map((table) => {
        const names = columns.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
        const present = (version >= 3 ? SINCE_VERSION_3[table] : undefined) ?? `SELECT * FROM ${table}`;
        return [
          table,
          database
            .prepare(
              `SELECT ${names.join(', ')} FROM (${present}) WHERE ${ADDED[table] ?? 'TRUE'} ORDER BY 1, 2`,
            )
            .raw()
            .all(),
        ];
      }),
    );
  } finally {
    database.close();
  }
}
