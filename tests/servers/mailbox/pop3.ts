import { toWire } from '../maildir.ts';
import { listen, type Answer, type MailboxServer, type Session } from './listen.ts';
import type { HeldMail, Mailbox } from './mailbox.ts';

/** Serves a mailbox by POP3 (RFC 1939, 2449), in plain text; any name and password will do. */
export function servePop3(mailbox: Mailbox): Promise<MailboxServer> {
  return listen(() => new Pop3Session(mailbox));
}

class Pop3Session implements Session {
  readonly greeting = '+OK ready\r\n';
  readonly #mailbox: Mailbox;
  /** As it was at sign-in: numbers hold for the session. */
  #maildrop: readonly HeldMail[] = [];
  readonly #marked = new Set<HeldMail>();

  constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
  }

  answer(line: string): Answer {
    const fault = this.#mailbox.onCommand(line);
    if (fault === 'drop') return { bytes: '', end: true };
    const [verb = '', first = '', second = ''] = line.split(' ');
    const answer = this.#answer(verb.toUpperCase(), first, second);
    return fault === 'mute' ? { bytes: '', end: true } : answer;
  }

  #answer(verb: string, first: string, second: string): Answer {
    const { habits } = this.#mailbox;
    switch (verb) {
      case 'CAPA': {
        const all = ['USER', 'TOP', 'RESP-CODES'];
        if (habits.uidls !== 'none') all.push('UIDL');
        if (habits.pipelining) all.push('PIPELINING');
        return multiline(all);
      }
      case 'USER':
      case 'NOOP':
        return ok;
      case 'PASS':
        this.#maildrop = [...this.#mailbox.mail];
        return ok;
      case 'STAT': {
        const present = this.#present();
        return {
          bytes: `+OK ${present.length} ${present.reduce((sum, { bytes }) => sum + bytes.length, 0)}\r\n`,
        };
      }
      case 'LIST':
        return this.#listing((message) => String(message.bytes.length));
      case 'UIDL':
        if (habits.uidls === 'none') return { bytes: '-ERR unknown command\r\n' };
        return this.#listing((message) => (habits.uidls === 'same' ? 'same' : message.uidl));
      case 'RSET':
        this.#marked.clear();
        return ok;
      case 'QUIT':
        return this.#quit();
    }
    const message = this.#maildrop[Number(first) - 1];
    if (message === undefined || this.#marked.has(message)) return { bytes: '-ERR no such message\r\n' };
    switch (verb) {
      case 'RETR':
        return message.refused === true
          ? { bytes: '-ERR cannot read it\r\n' }
          : { bytes: stuffed(message.standIn ?? message.bytes) };
      case 'TOP':
        return { bytes: stuffed(topOf(message.bytes, Number(second))) };
      case 'DELE':
        this.#marked.add(message);
        return ok;
      default:
        return { bytes: '-ERR unknown command\r\n' };
    }
  }

  #quit(): Answer {
    const { quit } = this.#mailbox.habits;
    if (quit === 'ignored') return { bytes: '', end: true };
    this.#mailbox.remove(this.#marked, 'client');
    return { bytes: quit === 'answered' ? '+OK bye\r\n' : '', end: true };
  }

  #present(): HeldMail[] {
    return this.#maildrop.filter((message) => !this.#marked.has(message));
  }

  #listing(show: (message: HeldMail) => string): Answer {
    const rows = this.#maildrop.flatMap((message, index) =>
      this.#marked.has(message) ? [] : [`${index + 1} ${show(message)}`],
    );
    return multiline(rows);
  }
}

const ok: Answer = { bytes: '+OK\r\n' };

function multiline(rows: readonly string[]): Answer {
  return { bytes: `+OK\r\n${rows.map((row) => `${row}\r\n`).join('')}.\r\n` };
}

/** Dots stuffed, and a line end added where there is none: POP3 has no other way (RFC 1939 section 3). */
function stuffed(bytes: Buffer): string {
  const text = toWire(bytes).toString('latin1');
  const whole = text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`;
  return `+OK\r\n${whole.replace(/(^|\r\n)\./g, '$1..')}.\r\n`;
}

function topOf(bytes: Buffer, lines: number): Buffer {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return bytes;
  const body = bytes
    .toString('latin1', end + 4)
    .split('\r\n')
    .slice(0, lines);
  return Buffer.concat([bytes.subarray(0, end + 4), Buffer.from(body.join('\r\n'), 'latin1')]);
}
