import { createHash } from 'node:crypto';
import { createServer, type TLSSocket } from 'node:tls';
import { listenOnLoopback, type LoopbackServer } from './loopback.ts';

export interface Pop3ServerOptions {
  readonly cert: string;
  readonly key: string;
  readonly user: string;
  readonly password: string;
  readonly messages: readonly { readonly source: Buffer }[];
}

export interface DemoPop3Server extends LoopbackServer {
  /** How many messages are left in the maildrop. */
  remaining(): number;
}

interface Stored {
  readonly source: Buffer;
  readonly uidl: string;
}

/** Long enough for every POP3 command, short enough to notice a client that speaks something else. */
const maxLineBytes = 1024;

/** Starts a POP3 server (RFC 1939, 2449) with implicit TLS, one user and a maildrop of the given messages. */
export async function startPop3Server(options: Pop3ServerOptions): Promise<DemoPop3Server> {
  let maildrop: readonly Stored[] = options.messages.map(({ source }, index) => ({
    source,
    uidl: `${index + 1}-${createHash('sha256').update(source).digest('hex').slice(0, 32)}`,
  }));
  const server = createServer({ key: options.key, cert: options.cert }, (socket) => {
    const session = new Pop3Session(options, maildrop, (deleted) => {
      maildrop = maildrop.filter((message) => !deleted.has(message));
    });
    serve(socket, session);
  });
  const listening = await listenOnLoopback(server);
  return { ...listening, remaining: () => maildrop.length };
}

function serve(socket: TLSSocket, session: Pop3Session): void {
  let pending = '';
  socket.on('error', () => socket.destroy());
  socket.write('+OK Mailroom demo POP3 server ready\r\n');
  socket.on('data', (chunk: Buffer) => {
    // A chunk may hold half a command or, pipelined, several of them.
    const lines = (pending + chunk.toString('latin1')).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      socket.write(session.answer(line.replace(/\r$/, '')), 'latin1');
      if (session.ended) return void socket.end();
    }
    if (pending.length > maxLineBytes) socket.destroy();
  });
}

/** One client's conversation: line in, complete answer out (a binary string). */
class Pop3Session {
  ended = false;
  readonly #login: { readonly user: string; readonly password: string };
  readonly #messages: readonly Stored[];
  readonly #commit: (deleted: ReadonlySet<Stored>) => void;
  readonly #deleted = new Set<Stored>();
  #user = '';
  #signedIn = false;

  constructor(
    login: { readonly user: string; readonly password: string },
    messages: readonly Stored[],
    commit: (deleted: ReadonlySet<Stored>) => void,
  ) {
    this.#login = login;
    this.#messages = messages;
    this.#commit = commit;
  }

  answer(line: string): string {
    const verb = line.split(' ', 1)[0] ?? '';
    const rest = line.slice(verb.length + 1);
    switch (verb.toUpperCase()) {
      case 'CAPA':
        return multiline('Capabilities follow', capabilities);
      case 'USER':
        this.#user = rest;
        return ok('Password, please');
      case 'PASS':
        return this.#signIn(rest);
      case 'QUIT':
        this.ended = true;
        // Only here: RFC 1939 keeps what a broken session had marked.
        if (this.#signedIn) this.#commit(this.#deleted);
        return ok('Goodbye');
      default:
        return this.#signedIn ? this.#transaction(verb.toUpperCase(), rest) : error('Sign in first');
    }
  }

  #signIn(password: string): string {
    if (this.#signedIn) return error('Already signed in');
    const { user, password: expected } = this.#login;
    this.#signedIn =
      Buffer.from(this.#user, 'latin1').equals(Buffer.from(user)) &&
      Buffer.from(password, 'latin1').equals(Buffer.from(expected));
    return this.#signedIn
      ? ok(`${this.#messages.length} messages`)
      : error('[AUTH] Wrong user name or password');
  }

  #transaction(verb: string, rest: string): string {
    switch (verb) {
      case 'NOOP':
        return ok('');
      case 'STAT': {
        const present = this.#messages.filter((message) => !this.#deleted.has(message));
        return ok(`${present.length} ${present.reduce((sum, { source }) => sum + source.length, 0)}`);
      }
      case 'RSET':
        this.#deleted.clear();
        return ok('Nothing is marked any more');
      case 'LIST':
        return this.#listing(rest, ({ source }) => String(source.length));
      case 'UIDL':
        return this.#listing(rest, ({ uidl }) => uidl);
    }
    const [number = '', lineCount = ''] = rest.split(' ');
    const message = this.#message(number);
    switch (verb) {
      case 'RETR':
        return message ? multiline(`${message.source.length} octets`, [body(message)]) : noSuchMessage;
      case 'TOP':
        if (!/^\d+$/.test(lineCount)) return error('TOP takes a message and a number of lines');
        return message ? multiline('Top follows', [top(message, Number(lineCount))]) : noSuchMessage;
      case 'DELE':
        if (!message) return noSuchMessage;
        this.#deleted.add(message);
        return ok('Marked for deletion');
      default:
        return error('Unknown command');
    }
  }

  #message(number: string): Stored | undefined {
    const message = /^\d+$/.test(number) ? this.#messages[Number(number) - 1] : undefined;
    return message && !this.#deleted.has(message) ? message : undefined;
  }

  #listing(number: string, show: (message: Stored) => string): string {
    if (number !== '') {
      const message = this.#message(number);
      return message ? ok(`${number} ${show(message)}`) : noSuchMessage;
    }
    const rows = this.#messages.flatMap((message, index) =>
      this.#deleted.has(message) ? [] : [`${index + 1} ${show(message)}`],
    );
    return multiline('Listing follows', rows);
  }
}

const capabilities = ['USER', 'UIDL', 'TOP', 'PIPELINING', 'RESP-CODES', 'AUTH-RESP-CODE', 'EXPIRE NEVER'];
const noSuchMessage = error('No such message');

function ok(text: string): string {
  return `+OK ${text}\r\n`;
}

function error(text: string): string {
  return `-ERR ${text}\r\n`;
}

function multiline(text: string, lines: readonly string[]): string {
  const content = lines.map((line) => `${line}\r\n`).join('');
  return `${ok(text)}${content.replace(/(^|\r\n)\./g, '$1..')}.\r\n`;
}

/** Without its last line end, which `multiline` puts back; POP3 has no way to send a message without one. */
function body({ source }: Stored): string {
  return source.toString('latin1').replace(/\r\n$/, '');
}

function top(message: Stored, lineCount: number): string {
  const text = body(message);
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return text;
  const lines = text
    .slice(headEnd + 4)
    .split('\r\n')
    .slice(0, lineCount);
  return [text.slice(0, headEnd), '', ...lines].join('\r\n');
}
