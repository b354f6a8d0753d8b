/** What a process did to files, and what it told others, in the order in which it did it. */
export type DiskEvent =
  | { readonly kind: 'write'; readonly file: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  | { readonly kind: 'unlink'; readonly file: string }
  /** A sync that has ended well: everything written before it began is on the disk. */
  | { readonly kind: 'sync'; readonly file: string; readonly begun: number }
  | { readonly kind: 'say'; readonly text: string };

/** The calls that {@link readDiskLog} understands, and how they must be shown. */
export const DISK_CALLS = ['pwrite64', 'write', 'sendto', 'fsync', 'fdatasync', 'ftruncate', 'unlink'];
export const DISK_LOG_OPTIONS = ['-y', '-xx', '-s', '20000000'];

/** Reads what strace wrote. Several threads may be within a call at once: its end then has a line of its own. */
export function readDiskLog(log: string): DiskEvent[] {
  const events: DiskEvent[] = [];
  const unfinished = new Map<string, { call: string; target: string; begun: number }>();
  for (const line of log.split('\n')) {
    const resumed = /^(\d+) +<\.\.\. (\w+) resumed>.*\) += (-?\d+)/.exec(line);
    if (resumed !== null) {
      const [, thread = '', call = '', result] = resumed;
      const open = unfinished.get(`${thread} ${call}`);
      if (open !== undefined && result === '0')
        events.push({ kind: 'sync', file: open.target, begun: open.begun });
      unfinished.delete(`${thread} ${call}`);
      continue;
    }
    const [, thread = '', call = '', args = ''] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    const target = decode(/^\d+<([^>]*)>/.exec(args)?.[1] ?? '').toString();
    const bytes = decode(/"([^"]*)"/.exec(args)?.[1] ?? '');
    const last = Number(/(\d+)(?: <unfinished|\) += )/.exec(args)?.[1]);
    switch (call) {
      case 'pwrite64':
        events.push({ kind: 'write', file: target, offset: last, bytes });
        break;
      case 'write':
      case 'sendto':
        if (target.startsWith('socket:') || target.startsWith('TCP:'))
          events.push({ kind: 'say', text: bytes.toString('latin1') });
        break;
      case 'ftruncate':
        events.push({ kind: 'truncate', file: target, size: last });
        break;
      case 'unlink':
        events.push({ kind: 'unlink', file: bytes.toString() });
        break;
      case 'fsync':
      case 'fdatasync':
        if (args.endsWith('<unfinished ...>'))
          unfinished.set(`${thread} ${call}`, { call, target, begun: events.length });
        else if (/\) += 0$/.test(args)) events.push({ kind: 'sync', file: target, begun: events.length });
        break;
    }
  }
  return events;
}

function decode(escaped: string): Buffer {
  return Buffer.from(escaped.replaceAll('\\x', ''), 'hex');
}

/** A file as it may be found after the power failed: what was synced, and any part of what was not. */
class DiskFile {
  #durable: Buffer | undefined;
  #pending: { readonly at: number; readonly event: DiskEvent }[] = [];

  constructor(content: Buffer | undefined) {
    this.#durable = content;
  }

  add(event: DiskEvent, at: number): void {
    this.#pending.push({ at, event });
  }

  sync(begun: number): void {
    const synced = this.#pending.filter(({ at }) => at < begun);
    this.#durable = synced.reduce((content, { event }) => applied(content, event), this.#durable);
    this.#pending = this.#pending.filter(({ at }) => at >= begun);
  }

  /** `survives` decides for each write that was not synced. */
  after(survives: () => boolean): Buffer | undefined {
    let content = this.#durable;
    for (const { event } of this.#pending) {
      if (survives()) content = applied(content, event);
      // A name that still stands hides all that was done after it was taken away.
      else if (event.kind === 'unlink') break;
    }
    return content;
  }
}

/** A disk on which the power may fail after any event. */
export class Disk {
  readonly #files: Map<string, DiskFile>;
  #at = 0;

  /** @param content files at the beginning, by path; only these are kept track of. Undefined: not there yet */
  constructor(content: Readonly<Record<string, Buffer | undefined>>) {
    this.#files = new Map(Object.entries(content).map(([file, bytes]) => [file, new DiskFile(bytes)]));
  }

  add(event: DiskEvent): void {
    if (event.kind === 'sync') this.#files.get(event.file)?.sync(event.begun);
    else if (event.kind !== 'say') this.#files.get(event.file)?.add(event, this.#at);
    this.#at += 1;
  }

  /** What is found after a power cut now. */
  after(survives: () => boolean): Map<string, Buffer> {
    const found = new Map<string, Buffer>();
    for (const [file, disk] of this.#files) {
      const content = disk.after(survives);
      if (content !== undefined) found.set(file, content);
    }
    return found;
  }
}

function applied(content: Buffer | undefined, event: DiskEvent): Buffer | undefined {
  switch (event.kind) {
    case 'write': {
      const size = Math.max(content?.length ?? 0, event.offset + event.bytes.length);
      const grown = Buffer.alloc(size);
      content?.copy(grown);
      event.bytes.copy(grown, event.offset);
      return grown;
    }
    case 'truncate': {
      const cut = Buffer.alloc(event.size);
      content?.copy(cut);
      return cut;
    }
    case 'unlink':
      return undefined;
    default:
      return content;
  }
}
