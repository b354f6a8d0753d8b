import { serveImap } from '../servers/mailbox/imap.ts';
import { Mailbox } from '../servers/mailbox/mailbox.ts';
import { servePop3 } from '../servers/mailbox/pop3.ts';
import { startCuttingProxy, type Cut, type CuttingProxy } from '../servers/cutting-proxy.ts';
import { startEngineProcess, type EngineProcess } from './engine-process.ts';
import { inTime } from './in-time.ts';
import { Points } from './points.ts';

export type Protocol = 'imap4' | 'pop3';

/** Messages of one session, and how many lines of 882 bytes fill each: some 30 kB in all. */
const MESSAGES = 6;
const MESSAGE_LINES = 5;
/** Within so many bytes from the server's end of a session lie the answers to removals. */
const END_BYTES = 600;
/** A new data directory after so many points, or it would only grow. */
const POINTS_OF_A_DIRECTORY = 100;

/** What a sweep needs of a server: real, or in memory. */
export interface SweptServer {
  readonly port: number;
  readonly user: string;
  fill(messages: readonly Buffer[]): void;
  /** What the server still holds. */
  left(): Buffer[];
  /** Resolves when the sessions of broken connections are over. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** A server in memory whose sessions are alike to the byte. */
export async function memoryServer(protocol: Protocol): Promise<SweptServer> {
  const mailbox = new Mailbox();
  const server = await (protocol === 'imap4' ? serveImap : servePop3)(mailbox);
  return {
    port: server.port,
    user: 'support',
    fill(messages) {
      mailbox.uidNext = 1_000_001 + (mailbox.uidNext % 1_000_000);
      mailbox.deliver(...messages);
    },
    left: () => mailbox.mail.map(({ bytes }) => bytes),
    idle: () => server.idle(),
    stop: () => server.stop(),
  };
}

/**
 * Breaks the connection at every `step`th byte of a session, in good order and by a reset; then lets one clean run
 * finish the work, and counts.
 */
export async function sweepCuts(name: string, options: SweepOptions): Promise<void> {
  const { protocol, direction, step } = options;
  const points = new Points(name);
  const server = await options.server();
  const proxy = await startCuttingProxy(server.port);
  const sweep = new Sweep(protocol, server, proxy, points);
  try {
    await sweep.begin();
    const length = proxy.passed[direction];
    for (const how of ['end', 'reset'] as const) {
      for (const after of bytesOf(length, step)) await sweep.point({ after, direction, how });
    }
  } finally {
    await sweep.end();
    await proxy.stop();
    await server.stop();
  }
  points.report();
}

/** Every `step`th byte, and more of the end, where messages are being removed. */
function bytesOf(length: number, step: number): number[] {
  const fine = Math.ceil(step / 20);
  return Array.from({ length }, (_, byte) => byte).filter(
    (byte) => byte % step === 0 || (byte > length - END_BYTES && byte % fine === 0),
  );
}

export interface SweepOptions {
  readonly protocol: Protocol;
  readonly server: () => Promise<SweptServer>;
  readonly direction: Cut['direction'];
  /** 1 for every byte. */
  readonly step: number;
}

class Sweep {
  readonly #protocol: Protocol;
  readonly #server: SweptServer;
  readonly #proxy: CuttingProxy;
  readonly #points: Points;
  #engine: EngineProcess | undefined;
  #serial = 0;

  constructor(protocol: Protocol, server: SweptServer, proxy: CuttingProxy, points: Points) {
    this.#protocol = protocol;
    this.#server = server;
    this.#proxy = proxy;
    this.#points = points;
  }

  /** Starts on an empty data directory with a session that nothing breaks, which tells how long one is. */
  async begin(): Promise<void> {
    await this.#engine?.stop();
    this.#engine = await startEngineProcess({
      serverType: this.#protocol,
      port: this.#proxy.port,
      user: this.#server.user,
    });
    await this.#round(this.#engine, undefined);
  }

  async point(cut: Cut): Promise<void> {
    if (this.#points.tried % POINTS_OF_A_DIRECTORY === 0) await this.begin();
    if (this.#engine !== undefined) await this.#round(this.#engine, cut);
  }

  async end(): Promise<void> {
    await this.#engine?.stop();
  }

  async #round(engine: EngineProcess, cut: Cut | undefined): Promise<void> {
    const point = JSON.stringify(cut ?? 'no cut');
    const put = Array.from({ length: MESSAGES }, (_, index) => mail(this.#serial++, index));
    this.#server.fill(put);
    if (cut !== undefined) {
      this.#proxy.cut = cut;
      const before = this.#proxy.cuts;
      await inTime(point, engine.poll());
      this.#proxy.cut = undefined;
      await Promise.all([this.#proxy.idle(), this.#server.idle()]);
      // A session may be a few bytes shorter than the first one.
      if (this.#proxy.cuts > before) this.#points.tried += 1;
    }
    const run = await inTime(point, engine.poll());
    if (run.error !== undefined) this.#points.fail(`${point}: the clean run ended with ${run.error.code}`);
    await Promise.all([this.#proxy.idle(), this.#server.idle()]);
    const left = this.#server.left();
    if (left.length > 0) this.#points.fail(`${point}: ${left.length} left on the server`);
    const news = await engine.news();
    this.#points.judge(point, { put, left, stored: news.map(({ bytes }) => bytes) });
    for (const { state } of news) if (state !== 'new') this.#points.fail(`${point}: a message is ${state}`);
  }
}

/** Unlike all others, and with what is awkward: dots, literals and answers of servers in the text. */
function mail(serial: number, index: number): Buffer {
  const number = String(serial).padStart(8, '0');
  const awkward = ['.', '..', '+OK', '-ERR', '* BYE', '* 1 FETCH (UID 1 BODY[] {3}', 'A1 OK done', ')', '+ '];
  const lines = [...awkward.slice(index), ...awkward.slice(0, index)].join('\r\n');
  const filler = `${number.repeat(110)}\r\n`.repeat(MESSAGE_LINES);
  return Buffer.from(
    `Subject: mail ${number}\r\nMessage-ID: <${number}@x>\r\n\r\n${lines}\r\n${filler}${lines}\r\n`,
  );
}
