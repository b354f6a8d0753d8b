import { z } from 'zod';
import {
  outboxEntrySchema,
  outboxFilters,
  type OutboxEntry,
  type OutboxFilter,
} from '../../../shared/domain/outbound.ts';
import { failureLines } from '../../engine/failure-text.ts';
import { usage } from '../arguments.ts';
import { call } from '../call.ts';
import { exitCodeFor, exitCodes, type CommandContext, type ExitCode } from './command.ts';

/** Leaves out what only `outbox show` tells. */
const entryOnly = z.object(outboxEntrySchema.shape);

/** Sends what is due, tells people what went wrong, and answers with the entry as it is then. */
export async function sendNow(context: CommandContext, id: string): Promise<OutboxEntry> {
  const { engine, output } = context;
  await engine.flushOutbox();
  const entry = entryOnly.parse(await call(engine, 'outbox.get', { id }));
  if (entry.error !== undefined && !output.json)
    failureLines(entry.error, 'en', 'sending').forEach((line) => output.note(line));
  return entry;
}

/** On its way or there is success; anything else is not, whatever may become of it later. */
export function exitCodeOfEntry({ state, error }: Pick<OutboxEntry, 'state' | 'error'>): ExitCode {
  if (state === 'queued' || state === 'sending' || state === 'sent') return exitCodes.ok;
  return exitCodeFor([error?.code ?? state]);
}

/** @throws MailroomError `input.invalid` */
export function filterOption(text: string | undefined): OutboxFilter | undefined {
  const filter = outboxFilters.find((name) => name === text);
  if (text !== undefined && filter === undefined)
    throw usage(`--filter takes ${outboxFilters.join(', ')}; got "${text}"`, 'filter');
  return filter;
}

export function entryRow(entry: OutboxEntry): string[] {
  const state = entry.accountState === 'paused' && entry.state === 'queued' ? 'queued (paused)' : entry.state;
  return [state, entry.account, entry.to.join(', '), entry.subject, entry.id];
}
