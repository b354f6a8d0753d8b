import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { toWire } from '../servers/maildir.ts';
import type { Corpus } from './corpus.ts';
import { sha256 } from './digests.ts';

const LINE_BYTES = 57;

/** A corpus of one message with one attachment, `bytes` long on the wire give or take a kilobyte. */
export function bigMessage(folder: string, bytes: number): Corpus {
  const line = `${randomBytes(LINE_BYTES).toString('base64')}\n`;
  const header = [
    'From: Anna <anna@example.com>',
    'To: Support <support@example.com>',
    'Subject: big',
    'Message-ID: <big@bench.example>',
    'MIME-Version: 1.0',
    'Content-Type: application/octet-stream; name="big.bin"',
    'Content-Disposition: attachment; filename="big.bin"',
    'Content-Transfer-Encoding: base64',
    '',
    '',
  ].join('\n');
  const message = Buffer.from(header + line.repeat(Math.floor(bytes / (line.length + 1))));
  const wire = toWire(message);
  // The sizes in the name spare the server the counting (Dovecot's Maildir).
  const file = path.join(folder, `1700000000.M0P1.bench,S=${message.length},W=${wire.length}:2,`);
  writeFileSync(file, message);
  const expected = {
    subject: 'big',
    name: 'Anna',
    addr: 'anna@example.com',
    probe: '',
    attachments: 1,
    inline: 0,
  };
  return {
    messages: [{ ...expected, path: file, wire: wire.length, sha256: sha256(wire) }],
    bytes: wire.length,
  };
}
