import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Writes one message into the Maildir and waits until it is on the disk. */
export function storeMessage(maildir: string, name: string, bytes: Buffer): void {
  const file = openSync(path.join(maildir, 'new', name), 'wx');
  writeSync(file, bytes);
  fsyncSync(file);
  closeSync(file);
}
