import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

/**
 * A server that says exactly what a test tells it to, for any protocol of lines (POP3, IMAP, SMTP): cut at
 * any byte, too early, too much, nothing at all, or ended in the middle.
 */

/** What a test does with one connection. When it returns, the connection stays open, silent. */
export type Script = (connection: ScriptedConnection) => Promise<void>;

/** PEM texts, as both makers of test certificates return them. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface ScriptedServerOptions {
  /** Speak TLS from the first byte. */
  readonly tls?: ServerCertificate;
  /** Default 127.0.0.1. */
  readonly host?: string;
}

export interface ScriptedServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Every connection so far, the oldest first. */
  readonly connections: readonly ScriptedConnection[];
  /** Drops all connections and stops listening. Rejects if a script failed. */
  stop(): Promise<void>;
}

/** Starts a server that runs `script` for every connection. */
export async function startScriptedServer(
  script: Script,
  options: ScriptedServerOptions = {},
): Promise<ScriptedServer> {
  const connections: ScriptedConnection[] = [];
  const failures: unknown[] = [];
  const accept = (socket: net.Socket): void => {
    const connection = new ScriptedConnection(socket);
    connections.push(connection);
    script(connection).catch((error: unknown) => {
      if (!(error instanceof ConnectionEnded)) failures.push(error);
      socket.destroy();
    });
  };
  // Without delay, or the second of two pieces waits for the client's acknowledgement of the first.
  const server =
    options.tls === undefined
      ? net.createServer({ noDelay: true }, accept)
      : tls.createServer({ noDelay: true, ...keysOf(options.tls) }, accept);
  // Clients that refuse the certificate are part of the tests.
  server.on('tlsClientError', () => {});
  const host = options.host ?? '127.0.0.1';
  server.listen(0, host);
  await once(server, 'listening');

  const stop = async (): Promise<void> => {
    for (const connection of connections) connection.destroy();
    if (server.listening) {
      server.close();
      await once(server, 'close');
    }
    if (failures.length > 0) throw failures[0];
  };
  const { port } = server.address() as net.AddressInfo;
  return { host, port, connections, stop, [Symbol.asyncDispose]: stop };
}

/** The client went away while the script was waiting for it: the usual end of a script. */
export class ConnectionEnded extends Error {}

/** One connection, from the server's side. */
export class ScriptedConnection {
  /** Every line the client has sent, in plain text or encrypted, without line ends. */
  readonly lines: string[] = [];
  /** Every byte the client has sent before any upgrade to TLS. */
  plainBytes: Buffer = Buffer.alloc(0);

  #socket: net.Socket;
  #plain = true;
  #unread: Buffer = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => {};

  constructor(socket: net.Socket) {
    this.#socket = socket;
    this.#plain = !(socket instanceof tls.TLSSocket);
    this.#listen(socket);
  }

  /** The next line of the client, without its CRLF. Rejects with {@link ConnectionEnded} at the end. */
  async readLine(): Promise<string> {
    for (;;) {
      const end = this.#unread.indexOf('\n');
      if (end >= 0) {
        const line = this.#unread.toString('latin1', 0, end).replace(/\r$/, '');
        this.#unread = this.#unread.subarray(end + 1);
        this.lines.push(line);
        return line;
      }
      await this.#more();
    }
  }

  /** The next `length` bytes of the client, for literals and message data. */
  async readBytes(length: number): Promise<Buffer> {
    while (this.#unread.length < length) await this.#more();
    const bytes = this.#unread.subarray(0, length);
    this.#unread = this.#unread.subarray(length);
    return bytes;
  }

  /** Bytes received but not yet read by the script: what the client sent ahead. */
  get unread(): Buffer {
    return this.#unread;
  }

  /** Sends bytes (strings as Latin-1) and resolves when the system has taken them. */
  async send(bytes: string | Buffer): Promise<void> {
    const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    if (this.#ended || this.#socket.destroyed) throw new ConnectionEnded();
    await new Promise<void>((resolve, reject) => {
      this.#socket.write(buffer, (error) => (error ? reject(new ConnectionEnded()) : resolve()));
    });
  }

  /**
   * Sends bytes in pieces that the client receives one by one.
   *
   * @param positions where to cut, ascending; `'everywhere'` sends single bytes
   */
  async sendCut(bytes: string | Buffer, positions: readonly number[] | 'everywhere'): Promise<void> {
    const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    const cuts = positions === 'everywhere' ? [...buffer.keys()] : positions;
    let from = 0;
    for (const to of [...cuts, buffer.length]) {
      if (to === from) continue;
      await this.send(buffer.subarray(from, to));
      // A turn or two of the shared event loop lets the client read before the next piece is written.
      await pause(1);
      from = to;
    }
  }

  /** Sends the answer to STARTTLS or STLS in plain text and goes on in TLS, as server. */
  async startTls(certificate: ServerCertificate, answer: string): Promise<void> {
    const plain = this.#socket;
    // Before the answer, so that the first bytes of the handshake are left for the TLS socket.
    plain.removeAllListeners('data').pause();
    this.#plain = false;
    await this.send(answer);
    const secured = new tls.TLSSocket(plain, { isServer: true, ...keysOf(certificate) });
    this.#socket = secured;
    this.#listen(secured);
    await new Promise<void>((resolve, reject) => {
      secured.once('secure', resolve).once('close', () => reject(new ConnectionEnded()));
    });
  }

  /** Waits for ever: the server stalls, with the connection open. */
  async stall(): Promise<never> {
    for (;;) await this.#more();
  }

  /** Ends the connection in good order (FIN). */
  end(): void {
    this.#socket.end();
  }

  /** Resets the connection (RST). */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Drops the connection. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Resolves when the connection is gone. */
  async ended(): Promise<void> {
    try {
      await this.stall();
    } catch (error) {
      if (!(error instanceof ConnectionEnded)) throw error;
    }
  }

  #listen(socket: net.Socket): void {
    socket.on('data', (chunk: Buffer) => {
      if (this.#plain) this.plainBytes = Buffer.concat([this.plainBytes, chunk]);
      this.#unread = Buffer.concat([this.#unread, chunk]);
      this.#wake();
    });
    // Resets by the client are part of the tests; 'close' follows.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  async #more(): Promise<void> {
    if (this.#ended) throw new ConnectionEnded();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

function keysOf({ certificate, key }: ServerCertificate): { cert: string; key: string } {
  return { cert: certificate, key };
}

/** How one command is answered: with these bytes, or by a script of its own. */
export type Answer =
  | string
  | Buffer
  | ((connection: ScriptedConnection, line: string) => Promise<void | string | Buffer>);

/**
 * Answers commands until the client goes away.
 *
 * @param answers by verb, in capitals; `*` for all others
 * @param verbOf where the verb is in a line; by default the first word (POP3, SMTP). IMAP: the second
 */
export async function answerCommands(
  connection: ScriptedConnection,
  answers: Readonly<Record<string, Answer>>,
  verbOf: (line: string) => string = (line) => line.split(' ')[0] ?? '',
): Promise<void> {
  for (;;) {
    const line = await connection.readLine();
    const verb = verbOf(line).toUpperCase();
    const answer = answers[verb] ?? answers['*'];
    if (answer === undefined) throw new Error(`no answer to ${line}`);
    const bytes = typeof answer === 'function' ? await answer(connection, line) : answer;
    if (bytes !== undefined) await connection.send(bytes);
  }
}

/** Waits, in milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
