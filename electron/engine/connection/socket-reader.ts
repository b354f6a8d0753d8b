import type net from 'node:net';

const LF = 0x0a;

/**
 * Reads a server's first words from a socket, no byte more than asked for: what follows stays in the socket
 * for whoever reads on. Rejects with the socket's error, or with `ECONNRESET` when it ends.
 */
export class SocketReader {
  readonly #socket: net.Socket;
  #wake: () => void = () => {};
  readonly #changed = (): void => this.#wake();

  constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.on('readable', this.#changed).on('end', this.#changed).on('close', this.#changed);
  }

  /** Exactly `length` bytes. */
  async bytes(length: number): Promise<Buffer> {
    for (;;) {
      const read: Buffer | null = this.#socket.read(length);
      if (read !== null && read.length === length) return read;
      await this.#more();
    }
  }

  /** One line without its line end, one character per byte. */
  async line(maxBytes: number): Promise<string> {
    let line: Buffer = Buffer.alloc(0);
    for (;;) {
      const read: Buffer | null = this.#socket.read();
      if (read !== null) {
        line = Buffer.concat([line, read]);
        const end = line.indexOf(LF);
        if (end >= 0) {
          if (end + 1 < line.length) this.#socket.unshift(line.subarray(end + 1));
          return line.toString('latin1', 0, end).replace(/\r$/, '');
        }
        if (line.length > maxBytes) throw new Error(`a line of more than ${maxBytes} bytes`);
      } else {
        await this.#more();
      }
    }
  }

  /** Ends reading. Answers whether something unread is left. */
  release(): boolean {
    this.#socket.off('readable', this.#changed).off('end', this.#changed).off('close', this.#changed);
    return this.#socket.readableLength > 0;
  }

  async #more(): Promise<void> {
    const { readableEnded, destroyed, errored } = this.#socket;
    if (readableEnded || destroyed)
      throw errored ?? Object.assign(new Error('the connection ended'), { code: 'ECONNRESET' });
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}
