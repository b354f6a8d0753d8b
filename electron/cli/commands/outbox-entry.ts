import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import { failureLines } from '../../failure-text.ts';
import { call } from '../call.ts';
import { exitCodeFor, exitCodes, type CommandContext, type ExitCode } from './command.ts';

/** Sends what is due, tells people what went wrong, and answers with the entry as it is then. */
export async function sendNow({ engine, output }: CommandContext, id: string): Promise<OutboxEntry> {
  await engine.flushOutbox();
  const entry = await call(engine, 'outbox.get', { id });
  if (entry.error !== undefined && !output.json)
    failureLines(entry.error, 'en', 'sending').forEach((line) => output.note(line));
  return entry;
}

/** On its way or there is success; anything else is not, whatever may become of it later. */
export function exitCodeOfEntry({ state, error }: Pick<OutboxEntry, 'state' | 'error'>): ExitCode {
  if (state === 'queued' || state === 'sending' || state === 'sent') return exitCodes.ok;
  return exitCodeFor([error?.code ?? state]);
}
