import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LogFields, Logger } from '../engine/ports.ts';

const MAX_LOG_BYTES = 2_000_000;

/**
 * Writes one line per event to `logs/mailroom.log` in the data directory and keeps one older file. Events
 * carry ids, codes and counts: neither secrets nor anything out of a message.
 */
export function createFileLogger(dataDirectory: string): Logger {
  const file = path.join(dataDirectory, 'logs', 'mailroom.log');
  let writing: Promise<void> = Promise.resolve();

  async function append(line: string): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true });
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    );
    if (size > MAX_LOG_BYTES) await rename(file, `${file}.1`);
    await appendFile(file, line, { mode: 0o600 });
  }

  const write =
    (level: string) =>
    (event: string, fields: LogFields = {}): void => {
      const line = `${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`;
      // A log that can't be written must not stop the mail.
      writing = writing.then(() => append(line)).catch(() => {});
    };
  return { debug: () => {}, info: write('info'), warn: write('warn'), error: write('error') };
}
