// Whatever is done by hand, in whatever order and with mail coming in between: what is shown is what is there.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEngineEvents } from '../../../electron/engine/events.ts';
import { deskHandlers } from '../../../electron/engine/handlers/desk.ts';
import type { Parts } from '../../../electron/engine/handlers/handler.ts';
import { messageHandlers } from '../../../electron/engine/handlers/messages.ts';
import { ticketHandlers } from '../../../electron/engine/handlers/tickets.ts';
import { applyRules } from '../../../electron/engine/rules/apply.ts';
import { openRuleBook } from '../../../electron/engine/rules/rule-book.ts';
import type { Database } from '../../../electron/engine/store/database.ts';
import { saveIncomingAccount } from '../../../electron/engine/store/incoming-accounts.ts';
import { folderCounts, setRead, writeEnvelope } from '../../../electron/engine/store/messages.ts';
import { ticketCounts } from '../../../electron/engine/store/tickets.ts';
import { inTransaction } from '../../../electron/engine/store/transaction.ts';
import { folders } from '../../../shared/domain/message.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import {
  allTickets,
  incomingAccount,
  silentLogger,
  storedMessage,
  temporaryDatabase,
} from '../../support/store.ts';
import { message } from '../rules/support.ts';

/** A message comes in; `read`: it had waited, and a person has read it. */
function arrive(database: Database, subject: string, read: boolean): void {
  const id = storedMessage(database, { processed: true });
  if (read) setRead(database, id, true);
  const data = { ...message({ subject }), id };
  inTransaction(database, () => {
    writeEnvelope(database, id, data.envelope);
    applyRules(database, openRuleBook(database), data, 5000);
  });
}

function expectTrueCounts(database: Database): void {
  const rows = (sql: string): unknown[] => database.prepare(sql).all();
  for (const folder of folders)
    expect([folderCounts(database, folder)]).toEqual(
      rows(
        `SELECT count(*) AS total, coalesce(sum(1 - read), 0) AS unread FROM messages WHERE folder = '${folder}'`,
      ),
    );
  const tickets = allTickets(database);
  const having = (status: string): number => tickets.filter((ticket) => ticket.status === status).length;
  expect(ticketCounts(database)).toEqual({
    new: having('new'),
    processing: having('processing'),
    completed: having('completed'),
    unread: tickets.filter(({ unread }) => unread === true).length,
  });
  // A flag that no mail explains would never go.
  const flagged = `SELECT number FROM tickets WHERE unread = 1 AND NOT EXISTS
    (SELECT 1 FROM messages WHERE ticket_id = tickets.id AND read = 0 AND folder <> 'deleted')`;
  expect(rows(flagged)).toEqual([]);
}

const KINDS = [
  ...['arrive', 'answer', 'answerRead', 'create', 'assign', 'unassign', 'undo', 'remove', 'restore', 'purge'],
  ...['archive', 'putBack', 'read', 'unread', 'ticketRead', 'completed', 'processing'],
] as const;

it('counts and flags are those of the mail', { timeout: 60_000 }, async () => {
  const database = temporaryDatabase();
  saveIncomingAccount(database, incomingAccount());
  const events = createEngineEvents();
  const processor = { drain: async () => {}, stop: async () => {} };
  const parts: Partial<Parts> = {
    database,
    events,
    processor,
    clock: createFakeClock(),
    logger: silentLogger,
  };
  const desk = deskHandlers(parts as Parts);
  const mail = messageHandlers(parts as Parts);
  const tickets = ticketHandlers(parts as Parts);

  async function perform(kind: string, picks: readonly number[], at: number): Promise<unknown> {
    const known = database
      .prepare('SELECT id FROM messages ORDER BY id DESC LIMIT 12')
      .pluck()
      .all() as number[];
    const ids = picks.flatMap((pick) => known[pick % Math.max(1, known.length)] ?? []);
    const numbers = allTickets(database).map(({ number }) => number);
    const number = numbers[at % Math.max(1, numbers.length)] ?? 'T-000099';
    switch (kind) {
      case 'arrive':
        return arrive(database, 'new', false);
      case 'answer':
      case 'answerRead':
        return arrive(database, `Re: [${number}]`, kind === 'answerRead');
      case 'create':
        return desk['messages.createTicket']({ ids, createContact: true });
      case 'assign':
        return desk['messages.assignTicket']({ ids, ticket: number });
      case 'unassign':
      case 'undo':
        return desk['messages.unassign']({ ids, removeTicket: kind === 'undo' });
      case 'remove':
        return desk['messages.remove']({ ids });
      case 'restore':
        return desk['messages.restore']({ ids });
      case 'purge':
        return desk['messages.purge']({ ids });
      case 'archive':
        return mail['messages.archive']({ ids });
      case 'putBack':
        return mail['messages.putBack']({ ids });
      case 'read':
      case 'unread':
        return mail['messages.markRead']({ ids, read: kind === 'read' });
      case 'ticketRead':
        return tickets['tickets.markRead']({ number });
      default:
        return tickets['tickets.update']({
          number,
          change: { status: kind === 'completed' ? 'completed' : 'processing' },
        });
    }
  }

  const operation = fc.record({
    kind: fc.constantFrom(...KINDS),
    picks: fc.array(fc.nat(11), { minLength: 1, maxLength: 4 }),
    at: fc.nat(5),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 10, maxLength: 40 }), async (operations) => {
      for (const { kind, picks, at } of operations) {
        // What can't be done, such as deleting for good what was not thrown away, must change nothing.
        await perform(kind, picks, at).catch((error: unknown) => {
          if (!(error instanceof MailroomError)) throw error;
        });
        expectTrueCounts(database);
      }
    }),
    { numRuns: 25 },
  );
});
