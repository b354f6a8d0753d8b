import { Readable } from 'node:stream';

/** As much of the content is handed over at a time: what is left when a connection breaks was not sent. */
const PIECE_BYTES = 64 * 1024;

/** The content of a message as a stream that waits for permission, and knows how far it was read. */
export class GatedBody {
  /** Nothing asks for its first byte before the server wants the content. */
  readonly stream: Readable;

  #gate: Promise<void> | undefined;
  #stopped: { readonly error: unknown } | undefined;
  #handedOver = false;

  /** @param gate asked once, before the first byte; the stream fails when it rejects */
  constructor(bytes: Buffer, gate: () => Promise<void>) {
    this.stream = Readable.from(this.#pieces(bytes, gate), { highWaterMark: 1 });
    // Before the reader is told, who then ends the content.
    this.stream.once('end', () => {
      this.#handedOver = true;
    });
  }

  /** The server was ready for the content. */
  get begun(): boolean {
    return this.#gate !== undefined;
  }

  /** Every byte was taken off, and with the last the dot that ends the content may have been sent. */
  get handedOver(): boolean {
    return this.#handedOver;
  }

  /** What the gate rejected with: nothing was sent. */
  get stopped(): { readonly error: unknown } | undefined {
    return this.#stopped;
  }

  /** Resolves when the gate is no longer at work. */
  async settled(): Promise<void> {
    await this.#gate?.catch(() => {});
  }

  async *#pieces(bytes: Buffer, gate: () => Promise<void>): AsyncGenerator<Buffer> {
    try {
      this.#gate = gate();
      await this.#gate;
    } catch (error) {
      this.#stopped = { error };
      // Another error, because nodemailer writes its own code over it.
      throw new Error('stopped before the content', { cause: error });
    }
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
  }
}
