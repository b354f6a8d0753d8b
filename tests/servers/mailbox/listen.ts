import { once } from 'node:events';
import net from 'node:net';

export interface MailboxServer extends AsyncDisposable {
  readonly port: number;
  /** Resolves when no client is connected any more. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** What a session answers to a line: bytes, and whether the connection ends with them. */
export interface Answer {
  readonly bytes: Buffer | string;
  readonly end?: boolean;
}

export interface Session {
  readonly greeting: string;
  /** Lines end with CRLF; a literal announced at the end of one is part of it (RFC 9051 4.3). */
  answer(line: string): Answer;
}

/** Serves sessions on a port of its own on loopback, each command answered at once and in order. */
export async function listen(open: () => Session): Promise<MailboxServer> {
  const sockets = new Set<net.Socket>();
  let nobody = (): void => {};
  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) nobody();
    });
    socket.on('error', () => socket.destroy());
    serve(socket, open());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    async idle() {
      if (sockets.size > 0) await new Promise<void>((resolve) => (nobody = resolve));
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function serve(socket: net.Socket, session: Session): void {
  let unread = '';
  socket.write(session.greeting, 'latin1');
  socket.on('data', (chunk: Buffer) => {
    unread += chunk.toString('latin1');
    const answers: Buffer[] = [];
    for (;;) {
      const end = endOfCommand(unread, () => socket.write('+ go on\r\n'));
      if (end === undefined) break;
      const line = unread.slice(0, end - 2);
      unread = unread.slice(end);
      const { bytes, end: last } = session.answer(line);
      answers.push(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
      if (last === true) {
        socket.end(Buffer.concat(answers));
        return;
      }
    }
    if (answers.length > 0) socket.write(Buffer.concat(answers));
  });
}

/** Where the first whole command ends, literals included; undefined while more is to come. */
function endOfCommand(text: string, goOn: () => void): number | undefined {
  let from = 0;
  for (;;) {
    const end = text.indexOf('\r\n', from);
    if (end < 0) return undefined;
    const literal = /\{(\d+)(\+?)\}$/.exec(text.slice(from, end));
    if (literal === null) return end + 2;
    from = end + 2 + Number(literal[1]);
    if (text.length < from) {
      if (literal[2] === '' && text.length === end + 2) goOn();
      return undefined;
    }
  }
}
