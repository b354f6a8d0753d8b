import { listen, type Answer, type MailboxServer, type Session } from './listen.ts';
import type { HeldMail, Mailbox } from './mailbox.ts';

/**
 * Serves a mailbox as INBOX by IMAP (RFC 3501, 4315), in plain text; any name and password will do. It knows what
 * clients that fetch and remove mail say, and answers BAD to all else.
 */
export function serveImap(mailbox: Mailbox): Promise<MailboxServer> {
  return listen(() => new ImapSession(mailbox));
}

class ImapSession implements Session {
  readonly #mailbox: Mailbox;
  /** What the client was told is there, in order: its message sequence numbers. */
  #view: HeldMail[] = [];
  #selected = false;

  constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
  }

  get greeting(): string {
    return `* OK [CAPABILITY ${this.#capabilities()}] ready\r\n`;
  }

  answer(line: string): Answer {
    const fault = this.#mailbox.onCommand(line);
    if (fault === 'drop') return { bytes: '', end: true };
    const [, tag = '', byUid, verb = '', rest = ''] = /^(\S+) (UID )?(\S+) ?(.*)$/is.exec(line) ?? [];
    const command = new Command(verb.toUpperCase(), byUid !== undefined, rest);
    const data = this.#perform(command);
    const status = data === undefined ? 'BAD unknown command' : command.status;
    // Sequence numbers must not change while they are in use (RFC 9051 7.5.1).
    const news = /^(FETCH|STORE|SEARCH)$/.test(command.verb) && !command.byUid ? '' : this.#news();
    const bytes = Buffer.concat([...(data ?? []), Buffer.from(`${news}${tag} ${status}\r\n`, 'latin1')]);
    const end = command.verb === 'LOGOUT';
    return fault === 'mute' ? { bytes: '', end: true } : { bytes, end };
  }

  #perform(command: Command): Buffer[] | undefined {
    switch (command.verb) {
      case 'CAPABILITY':
        return text(`* CAPABILITY ${this.#capabilities()}\r\n`);
      case 'LOGIN':
      case 'NOOP':
      case 'CHECK':
        return [];
      case 'ID':
        return text('* ID NIL\r\n');
      case 'NAMESPACE':
        return text('* NAMESPACE (("" "/")) NIL NIL\r\n');
      case 'LIST':
        return text('* LIST () "/" INBOX\r\n');
      case 'SELECT':
      case 'EXAMINE':
        return this.#select(command);
      case 'CLOSE':
        this.#expunge(() => true);
        this.#selected = false;
        return [];
      case 'LOGOUT':
        return text('* BYE\r\n');
      case 'FETCH':
        return this.#fetch(command);
      case 'SEARCH':
        return this.#search(command);
      case 'STORE':
        return this.#store(command);
      case 'EXPUNGE':
        if (!command.byUid) this.#expunge(() => true);
        else if (!this.#mailbox.habits.uidPlus) return undefined;
        else {
          const named = new Set(this.#named(command.word(), true));
          this.#expunge((message) => named.has(message));
        }
        return [];
      default:
        return undefined;
    }
  }

  #capabilities(): string {
    return `IMAP4rev1 ID NAMESPACE LITERAL+${this.#mailbox.habits.uidPlus ? ' UIDPLUS' : ''}`;
  }

  #select(command: Command): Buffer[] {
    this.#selected = true;
    this.#view = [...this.#mailbox.mail];
    const flags = '\\Seen \\Answered \\Flagged \\Deleted \\Draft';
    command.status = `OK [READ-${command.verb === 'SELECT' ? 'WRITE' : 'ONLY'}] done`;
    return text(
      `* FLAGS (${flags})\r\n* OK [PERMANENTFLAGS (${flags} \\*)] kept\r\n` +
        `* ${this.#view.length} EXISTS\r\n* 0 RECENT\r\n` +
        `* OK [UIDVALIDITY ${this.#mailbox.uidValidity}] valid\r\n* OK [UIDNEXT ${this.#mailbox.uidNext}] next\r\n`,
    );
  }

  #fetch(command: Command): Buffer[] {
    const named = this.#named(command.word(), command.byUid);
    const items = command.rest.toUpperCase();
    const partial = /BODY(?:\.PEEK)?\[\]<(\d+)\.(\d+)>/.exec(items);
    return named.flatMap((message) => {
      if (!this.#mailbox.mail.includes(message)) return [];
      const parts: string[] = [];
      if (command.byUid || /\bUID\b/.test(items)) parts.push(`UID ${message.uid}`);
      if (items.includes('FLAGS')) parts.push(`FLAGS (${message.deleted ? '\\Deleted' : ''})`);
      if (items.includes('RFC822.SIZE')) parts.push(`RFC822.SIZE ${message.bytes.length}`);
      if (items.includes('INTERNALDATE')) parts.push('INTERNALDATE "05-Jan-2026 08:00:00 +0000"');
      const served = message.standIn ?? message.bytes;
      if (/BODY(\.PEEK)?\[HEADER\]/.test(items)) parts.push(section('HEADER', '', headerOf(served)));
      if (partial !== null) {
        const [from, length] = [Number(partial[1]), Number(partial[2])];
        const piece = served.subarray(from, from + length);
        parts.push(message.refused === true ? 'BODY[] NIL' : section('', `<${from}>`, piece));
      } else if (/BODY(\.PEEK)?\[\]/.test(items)) {
        parts.push(message.refused === true ? 'BODY[] NIL' : section('', '', served));
      }
      return text(`* ${this.#view.indexOf(message) + 1} FETCH (${parts.join(' ')})\r\n`);
    });
  }

  #search(command: Command): Buffer[] {
    let found = this.#view.filter((message) => this.#mailbox.mail.includes(message));
    for (let key = command.word().toUpperCase(); key !== ''; key = command.word().toUpperCase()) {
      if (key === 'DELETED') found = found.filter((message) => message.deleted);
      else if (key === 'UNDELETED' || key === 'NOT') found = found.filter((message) => !message.deleted);
      else if (key !== 'ALL') {
        const byUid = key === 'UID';
        const named = new Set(this.#named(byUid ? command.word() : key, byUid));
        found = found.filter((message) => named.has(message));
      }
      if (key === 'NOT') command.word();
    }
    const numbers = found.map((message) => (command.byUid ? message.uid : this.#view.indexOf(message) + 1));
    return text(`* SEARCH${numbers.map((number) => ` ${number}`).join('')}\r\n`);
  }

  #store(command: Command): Buffer[] {
    const named = this.#named(command.word(), command.byUid);
    const item = command.word().toUpperCase();
    const deleted = /\\Deleted/i.test(command.rest);
    return named.flatMap((message) => {
      if (deleted) message.deleted = !item.startsWith('-');
      if (item.endsWith('.SILENT')) return [];
      const flags = message.deleted ? '\\Deleted' : '';
      return text(`* ${this.#view.indexOf(message) + 1} FETCH (UID ${message.uid} FLAGS (${flags}))\r\n`);
    });
  }

  #expunge(chosen: (message: HeldMail) => boolean): void {
    if (this.#mailbox.habits.idleExpunge) return;
    const gone = this.#view.filter((message) => message.deleted && chosen(message));
    this.#mailbox.remove(new Set(gone), 'client');
  }

  /** Tells the client what has gone and what has come. */
  #news(): string {
    if (!this.#selected) return '';
    let news = '';
    for (let index = this.#view.length - 1; index >= 0; index--) {
      if (this.#mailbox.mail.includes(this.#view[index] as HeldMail)) continue;
      this.#view.splice(index, 1);
      news += `* ${index + 1} EXPUNGE\r\n`;
    }
    const fresh = this.#mailbox.mail.filter((message) => !this.#view.includes(message));
    if (fresh.length === 0) return news;
    this.#view.push(...fresh);
    return `${news}* ${this.#view.length} EXISTS\r\n`;
  }

  /** The messages of a sequence set such as `1:3,5` or `7:*`. */
  #named(set: string, byUid: boolean): HeldMail[] {
    const last = byUid ? (this.#view.at(-1)?.uid ?? 0) : this.#view.length;
    const ranges = set.split(',').map((range) => {
      const [from = 0, to = from] = range.split(':').map((end) => (end === '*' ? last : Number(end)));
      return [Math.min(from, to), Math.max(from, to)] as const;
    });
    return this.#view.filter((message, index) => {
      const number = byUid ? message.uid : index + 1;
      return ranges.some(([from, to]) => from <= number && number <= to);
    });
  }
}

/** A command whose arguments are taken one by one. */
class Command {
  status = 'OK done';
  readonly verb: string;
  readonly byUid: boolean;
  rest: string;

  constructor(verb: string, byUid: boolean, rest: string) {
    this.verb = verb;
    this.byUid = byUid;
    this.rest = rest;
  }

  /** The next argument; empty at the end. */
  word(): string {
    const [whole = '', word = ''] = /^\s*(\S*)/.exec(this.rest) ?? [];
    this.rest = this.rest.slice(whole.length);
    return word;
  }
}

function text(bytes: string): Buffer[] {
  return [Buffer.from(bytes, 'latin1')];
}

function section(name: string, origin: string, bytes: Buffer): string {
  return `BODY[${name}]${origin} {${bytes.length}}\r\n${bytes.toString('latin1')}`;
}

function headerOf(bytes: Buffer): Buffer {
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? bytes : bytes.subarray(0, end + 4);
}
