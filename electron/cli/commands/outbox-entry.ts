import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { failureLines } from '../../failure-text.ts';
import { call } from '../call.ts';
import { exitCodeFor, exitCodes, type CommandContext, type ExitCode } from './command.ts';

/** As far back as the contract lets a list reach. */
const REACH = 1000;

/** Sends what is due, tells people what went wrong, and answers with the entry as it is then. */
export async function sendNow({ engine, output }: CommandContext, id: string): Promise<OutboxEntry> {
  await engine.flushOutbox();
  const entries = await call(engine, 'outbox.list', { limit: REACH });
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry === undefined) {
    // Better no answer than the one from before the attempt.
    const detail = `Sent or not: ${id} is older than the ${REACH} newest entries, which are as far as this command looks.`;
    throw new MailroomError('internal.unexpected', 'submit', { detail });
  }
  if (entry.error !== undefined && !output.json)
    failureLines(entry.error, 'en', 'sending').forEach((line) => output.note(line));
  return entry;
}

/** On its way or there is success; anything else is not, whatever may become of it later. */
export function exitCodeOfEntry({ state, error }: Pick<OutboxEntry, 'state' | 'error'>): ExitCode {
  if (state === 'queued' || state === 'sending' || state === 'sent') return exitCodes.ok;
  return exitCodeFor([error?.code ?? state]);
}
