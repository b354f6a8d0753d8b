import { deliveryReportsOf } from '../store/sent-messages.ts';
import type { HandlersOf, Parts } from './handler.ts';

/** What came back about messages of the outbox. */
export function deliveryReportHandlers({ database }: Parts): HandlersOf<'deliveryReports.list'> {
  return {
    'deliveryReports.list': async ({ id }) => deliveryReportsOf(database, id),
  };
}
