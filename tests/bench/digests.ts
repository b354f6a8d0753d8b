import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { messageFiles, toWire } from '../servers/maildir.ts';
import type { Corpus } from './corpus.ts';

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 of every message in a Maildir, with CRLF line ends and without the header line that a client adds. */
export function* maildirDigests(maildir: string, addedField?: string): Generator<string> {
  for (const file of messageFiles(maildir)) {
    const wire = toWire(readFileSync(file));
    yield sha256(addedField === undefined ? wire : withoutField(wire, addedField));
  }
}

/** Without the first line of this field. */
function withoutField(wire: Buffer, name: string): Buffer {
  const start = wire.indexOf(`\r\n${name}: `) + 2;
  if (start < 2) return wire;
  return Buffer.concat([wire.subarray(0, start), wire.subarray(wire.indexOf('\r\n', start) + 2)]);
}

/** How what was stored differs from the corpus: missing, doubled and foreign messages. Undefined when it does not. */
export function differenceFrom(corpus: Corpus, stored: Iterable<string>): string | undefined {
  const missing = new Map<string, number>();
  for (const { sha256: digest } of corpus.messages) missing.set(digest, (missing.get(digest) ?? 0) + 1);
  let foreign = 0;
  let total = 0;
  for (const digest of stored) {
    total += 1;
    const left = missing.get(digest) ?? 0;
    if (left === 0) foreign += 1;
    else missing.set(digest, left - 1);
  }
  const lost = [...missing.values()].reduce((sum, count) => sum + count, 0);
  if (lost === 0 && foreign === 0) return undefined;
  return `${total} stored, ${lost} of ${corpus.messages.length} missing, ${foreign} changed or doubled`;
}
