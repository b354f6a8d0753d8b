import type { Database } from 'better-sqlite3';
import type { DeliveryReportEntry } from '../../../shared/domain/delivery-report.ts';
import type { ReportedRecipient } from '../mime/delivery-status.ts';
import { all, one, run } from './statement.ts';

/** A message of the outbox, as far as mail that comes in is concerned. */
export interface SentMessage {
  readonly sequence: number;
  readonly sender: string;
  /** Reference of its ticket. */
  readonly ticket: string | undefined;
}

/** The message of the outbox with this Message-ID. */
export function findSentMessage(database: Database, messageId: string | undefined): SentMessage | undefined {
  if (messageId === undefined) return undefined;
  const row = one<{ sequence: number; sender: string; ticket: string | null }>(
    database,
    `SELECT sequence, sender, tickets.number AS ticket FROM outbox LEFT JOIN tickets ON tickets.id = outbox.ticket_id
     WHERE message_id = ?`,
    messageId,
  );
  return row === undefined ? undefined : { ...row, ticket: row.ticket ?? undefined };
}

/** Keeps what a report says about a message of the outbox. Once for each report. */
export function insertDeliveryReport(
  database: Database,
  sequence: number,
  messageId: number,
  recipients: readonly ReportedRecipient[],
  at: number,
): void {
  run(database, 'DELETE FROM delivery_reports WHERE message_id = ?', messageId);
  for (const { address, action, status, diagnostic } of recipients) {
    run(
      database,
      `INSERT INTO delivery_reports (outbox, message_id, at, recipient, action, status, diagnostic)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      sequence,
      messageId,
      at,
      address,
      action,
      status,
      diagnostic,
    );
  }
}

/** What came back about a message of the outbox, oldest first. */
export function deliveryReportsOf(database: Database, outboxId: string): DeliveryReportEntry[] {
  return all<Omit<DeliveryReportEntry, 'messageId'> & { readonly messageId: number | null }>(
    database,
    `SELECT delivery_reports.message_id AS messageId, at, recipient AS address, action, status, diagnostic
     FROM delivery_reports JOIN outbox ON outbox.sequence = delivery_reports.outbox
     WHERE outbox.id = ? ORDER BY delivery_reports.id`,
    outboxId,
  ).map(({ messageId, ...report }) => ({ ...report, ...(messageId === null ? {} : { messageId }) }));
}
