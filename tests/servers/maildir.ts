import {
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

export interface MaildirMessage {
  /** Becomes part of the file name: letters, digits, `-` and `_`. */
  readonly name?: string;
  readonly bytes: Buffer;
}

/** Who owns what is written; needed when the server runs under another uid than the tests. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const PARTS = ['tmp', 'new', 'cur'] as const;
let counter = 0;

/** Makes the Maildir `dir` with its three folders; parents up to the first existing one get the same owner. */
export function makeMaildir(dir: string, owner?: Owner): void {
  for (const part of PARTS) makeFolder(join(dir, part), owner);
}

/** Delivers one message as unread. The bytes are kept as they are; delivery order is the server's UID order. */
export function deliver(dir: string, message: MaildirMessage, owner?: Owner): void {
  const label = (message.name ?? 'message').replace(/[^\w-]/g, '_');
  const order = `${1_700_000_000 + counter++}.M0P1Q${label}`;
  const name = `${order}.mailroom,S=${message.bytes.length},W=${wireSize(message.bytes)}`;
  const from = join(dir, 'tmp', name);
  writeFileSync(from, message.bytes);
  if (owner) chownSync(from, owner.uid, owner.gid);
  renameSync(from, join(dir, 'new', name));
}

/** The message files of `dir` (new and cur), oldest first. A folder that does not exist has none. */
export function messageFiles(dir: string): string[] {
  return ['cur', 'new']
    .flatMap((part) => list(join(dir, part)))
    .sort((a, b) => baseName(a).localeCompare(baseName(b), 'en', { numeric: true }));
}

/** The message files' bytes as they are on disk, oldest first. */
export function readMessages(dir: string): Buffer[] {
  return messageFiles(dir).map((file) => readFileSync(file));
}

/** What a server sends for bytes on disk: every line end as CRLF, the rest unchanged. */
export function toWire(bytes: Buffer): Buffer {
  const wire = Buffer.allocUnsafe(wireSize(bytes));
  let at = 0;
  let previous = 0;
  for (const byte of bytes) {
    if (byte === 10 && previous !== 13) wire[at++] = 13;
    wire[at++] = byte;
    previous = byte;
  }
  return wire;
}

function wireSize(bytes: Buffer): number {
  let size = bytes.length;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (at === 0 || bytes[at - 1] !== 13) size++;
  }
  return size;
}

function makeFolder(dir: string, owner?: Owner): void {
  if (statSync(dir, { throwIfNoEntry: false })) return;
  makeFolder(dirname(dir), owner);
  mkdirSync(dir);
  if (owner) chownSync(dir, owner.uid, owner.gid);
}

function list(dir: string): string[] {
  if (!statSync(dir, { throwIfNoEntry: false })) return [];
  return readdirSync(dir).map((name) => join(dir, name));
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
