// The corpus that corpus.py makes, generated once and kept in the system's temp folder.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One line of the manifest: the message's file and what a correct parser finds in it. */
export interface CorpusMessage {
  /** The file, with LF line ends. */
  readonly path: string;
  /** Bytes of the message with CRLF line ends. */
  readonly wire: number;
  /** SHA-256 of the message with CRLF line ends, in hex. */
  readonly sha256: string;
  readonly subject: string;
  /** Name and address of the From field. */
  readonly name: string;
  readonly addr: string;
  /** A word that occurs in the text. */
  readonly probe: string;
  readonly attachments: number;
  /** Inline images. */
  readonly inline: number;
}

export interface Corpus {
  readonly messages: readonly CorpusMessage[];
  /** All messages together, in bytes with CRLF line ends. */
  readonly bytes: number;
}

/** Beside Dovecot's folder, which is in the temp folder too: mailboxes are filled by hard links. */
const FOLDER = path.join(tmpdir(), 'mailroom-bench-corpus');

/** The first `count` messages. A stored corpus that is big enough is used again. */
export function loadCorpus(count: number, say: (line: string) => void): Corpus {
  if (storedCount() < count) {
    say(`generating a corpus of ${count} messages`);
    generate(count);
  }
  const messages = manifestLines()
    .slice(0, count)
    .map((line) => {
      const entry = JSON.parse(line) as CorpusMessage & { file: string };
      return { ...entry, path: path.join(FOLDER, 'maildir/cur', entry.file) };
    });
  return { messages, bytes: messages.reduce((sum, message) => sum + message.wire, 0) };
}

function manifestLines(): string[] {
  const lines = readFileSync(path.join(FOLDER, 'manifest.jsonl'), 'utf8').split('\n');
  return lines.filter((line) => line !== '');
}

function storedCount(): number {
  return existsSync(FOLDER) ? manifestLines().length : 0;
}

/** Under another name first: a corpus that was cut off must not be taken for a whole one. */
function generate(count: number): void {
  const unfinished = mkdtempSync(`${FOLDER}-`);
  // The mail server runs under another uid.
  chmodSync(unfinished, 0o755);
  const maildir = path.join(unfinished, 'maildir');
  mkdirSync(maildir);
  const script = fileURLToPath(new URL('./corpus.py', import.meta.url));
  execFileSync('python3', [script, '--out', maildir, '--count', String(count)], { stdio: 'pipe' });
  rmSync(FOLDER, { recursive: true, force: true });
  renameSync(unfinished, FOLDER);
}
