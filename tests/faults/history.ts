import * as fc from 'fast-check';
import { startCuttingProxy, type CuttingProxy } from '../servers/cutting-proxy.ts';
import { serveImap } from '../servers/mailbox/imap.ts';
import type { MailboxServer } from '../servers/mailbox/listen.ts';
import { Mailbox, type HeldMail } from '../servers/mailbox/mailbox.ts';
import { servePop3 } from '../servers/mailbox/pop3.ts';
import type { Protocol } from './cuts.ts';
import { startEngineProcess, type EngineProcess } from './engine-process.ts';
import { inTime } from './in-time.ts';
import { Points } from './points.ts';

/** Over the size limit that some steps set. */
const LARGE = 4000;
const LIMIT = 2000;

/** Number of a command within a session, of a byte of it, of a message: beyond the end, nothing happens. */
const command = fc.nat(16);
const byte = fc.nat(6000);
const message = fc.nat(5);

const kind = <K extends string>(name: K) => fc.constant(name);

/** What may happen to a mailbox and to the engine that reads it. */
export const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: kind('deliver'), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('deliverLarge') }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('deliverCopy'), message }) },
  { weight: 6, arbitrary: fc.record({ kind: kind('poll') }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: kind('cut'),
      after: byte,
      direction: fc.constantFrom('fromServer' as const, 'fromClient' as const),
      how: fc.constantFrom('end' as const, 'reset' as const),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: kind('hangUp'), at: command, done: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ kind: kind('crash'), at: command }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('cancel'), at: command }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('restart') }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('foreignRemoval'), message }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('foreignRemovalDuring'), message, at: command }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('arrivalDuring'), at: command }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('foreignMark'), message, on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('foreignExpunge') }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('renumber') }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('reuseNumbers') }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('standIn'), message, on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('refuse'), message, on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('limit'), bytes: fc.constantFrom(0, LIMIT) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('uidPlus'), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('idleExpunge'), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('pipelining'), on: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('uidls'),
      are: fc.constantFrom('unique' as const, 'same' as const, 'none' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('quit'),
      is: fc.constantFrom('answered' as const, 'unanswered' as const, 'ignored' as const),
    }),
  },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Lives one life of a mailbox, then heals everything and compares. @throws when anything went wrong */
export async function live(protocol: Protocol, steps: readonly Step[]): Promise<void> {
  const history = await History.begin(protocol);
  try {
    for (const [index, one] of steps.entries()) await history.perform(one, `step ${index} (${one.kind})`);
    await history.end();
  } finally {
    await history.stop();
  }
}

class History {
  readonly #mailbox: Mailbox;
  readonly #server: MailboxServer;
  readonly #proxy: CuttingProxy;
  readonly #engine: EngineProcess;
  readonly #points = new Points('');
  readonly #put: Buffer[] = [];
  /** Taken away by somebody else: we may have them or not. */
  readonly #excused: Buffer[] = [];
  readonly #checks: Promise<void>[] = [];
  #serial = 0;
  /**
   * Numbers were changed or given twice. Then a stand-in can't be told from a message, and stays in quarantine; and
   * identical messages can't be told apart. Over POP3 they never can after a session that broke: a new UIDL may be
   * that of a message we have, changed.
   */
  #numbersChanged = false;
  readonly #protocol: Protocol;

  private constructor(
    protocol: Protocol,
    mailbox: Mailbox,
    server: MailboxServer,
    proxy: CuttingProxy,
    engine: EngineProcess,
  ) {
    this.#protocol = protocol;
    this.#mailbox = mailbox;
    this.#server = server;
    this.#proxy = proxy;
    this.#engine = engine;
    mailbox.onRemoval = (removed) => this.#checks.push(this.#demandStored(removed));
  }

  static async begin(protocol: Protocol): Promise<History> {
    const mailbox = new Mailbox();
    const server = await (protocol === 'imap4' ? serveImap : servePop3)(mailbox);
    const proxy = await startCuttingProxy(server.port);
    const engine = await startEngineProcess({ serverType: protocol, port: proxy.port });
    return new History(protocol, mailbox, server, proxy, engine);
  }

  async perform(one: Step, name: string): Promise<void> {
    const { mail, habits } = this.#mailbox;
    const chosen = 'message' in one ? mail[one.message] : undefined;
    switch (one.kind) {
      case 'deliver':
        for (let index = 0; index < one.count; index++) this.#deliver(this.#newMail(300));
        return;
      case 'deliverLarge':
        return this.#deliver(this.#newMail(LARGE));
      case 'deliverCopy': {
        const original = this.#put[one.message];
        return original === undefined ? undefined : this.#deliver(original);
      }
      case 'poll':
        return this.#poll(name);
      case 'cut':
        this.#proxy.cut = one;
        return this.#poll(name);
      case 'hangUp':
        this.#at(one.at, () => (one.done ? 'mute' : 'drop'));
        return this.#poll(name);
      case 'crash':
        return this.#crash(one.at, name);
      case 'cancel':
        this.#at(one.at, () => void this.#engine.cancel());
        return this.#poll(name);
      case 'restart':
        return this.#engine.restart();
      case 'foreignRemoval':
        return this.#removeByOther(chosen === undefined ? [] : [chosen]);
      case 'foreignRemovalDuring':
        this.#at(one.at, () => this.#removeByOther(chosen === undefined ? [] : [chosen]));
        return this.#poll(name);
      case 'arrivalDuring':
        this.#at(one.at, () => this.#deliver(this.#newMail(300)));
        return this.#poll(name);
      case 'foreignMark':
        if (chosen !== undefined) chosen.deleted = one.on;
        return;
      case 'foreignExpunge':
        return this.#removeByOther(mail.filter(({ deleted }) => deleted));
      case 'renumber':
        this.#numbersChanged = true;
        return this.#mailbox.renumber();
      case 'reuseNumbers':
        // As after a restore: the numbers of mail that is gone are given to new mail.
        this.#numbersChanged = true;
        this.#mailbox.uidNext = Math.max(1_000_000, ...mail.map(({ uid }) => uid)) + 1;
        return;
      case 'standIn':
        if (chosen !== undefined)
          chosen.standIn = one.on ? Buffer.from('Subject: not available\r\n\r\nLater.\r\n') : undefined;
        return;
      case 'refuse':
        if (chosen !== undefined) chosen.refused = one.on;
        return;
      case 'limit':
        return this.#engine.update({ maxSizeBytes: one.bytes });
      case 'uidPlus':
        habits.uidPlus = one.on;
        return;
      case 'idleExpunge':
        habits.idleExpunge = one.on;
        return;
      case 'pipelining':
        habits.pipelining = one.on;
        return;
      case 'uidls':
        this.#numbersChanged = true;
        habits.uidls = one.are;
        return;
      case 'quit':
        habits.quit = one.is;
    }
  }

  /** Once the server behaves, a few runs bring the rest; then all accounts must be settled. */
  async end(): Promise<void> {
    for (const message of this.#mailbox.mail)
      Object.assign(message, { deleted: false, standIn: undefined, refused: false });
    Object.assign(this.#mailbox.habits, new Mailbox().habits);
    await this.#engine.update({ maxSizeBytes: 0 });
    for (let run = 0; run < 3; run++) {
      this.#engine.later(2);
      await this.#poll(`last run ${run}`);
    }
    await Promise.all(this.#checks);
    // A stand-in whose message somebody took away is all that is left of it.
    const standInsMayStay = this.#numbersChanged || this.#excused.length > 0;
    const aside = standInsMayStay ? ['oversize', 'quarantined'] : ['oversize'];
    const stored = (await this.#engine.all()).filter(({ state }) => !aside.includes(state));
    const left = this.#mailbox.mail.map(({ bytes }) => bytes);
    if (left.length > 0) this.#points.fail(`${left.length} left on the server`);
    const bytes = stored.map((one) => one.bytes);
    // Excused mail counts as still there, and so does a copy that could not be told from its twin.
    const alike = this.#numbersChanged || this.#protocol === 'pop3';
    const twins = alike ? this.#put.filter((one) => bytes.some((other) => other.equals(one))) : [];
    this.#points.judge('at the end', { put: this.#put, stored: bytes, left: [...this.#excused, ...twins] });
    for (const { id, state } of stored) if (state !== 'new') this.#points.fail(`message ${id} is ${state}`);
    if (this.#points.failures.length > 0) throw new Error(this.#points.failures.join('\n'));
  }

  async stop(): Promise<void> {
    await this.#engine.stop();
    await this.#proxy.stop();
    await this.#server.stop();
  }

  #newMail(bytes: number): Buffer {
    const number = String(this.#serial++).padStart(6, '0');
    return Buffer.from(`Subject: mail ${number}\r\n\r\n${'x'.repeat(bytes)}\r\n.\r\n`);
  }

  #deliver(bytes: Buffer): void {
    this.#mailbox.deliver(bytes);
    this.#put.push(bytes);
  }

  #removeByOther(removed: readonly HeldMail[]): void {
    const present = removed.filter((message) => this.#mailbox.mail.includes(message));
    this.#excused.push(...present.map(({ bytes }) => bytes));
    this.#mailbox.remove(new Set(present));
  }

  /** Does something when a session comes to its n-th command. */
  #at(nth: number, action: () => ReturnType<Mailbox['onCommand']> | void): void {
    let left = nth;
    this.#mailbox.onCommand = () => (left-- === 0 ? (action() ?? undefined) : undefined);
  }

  async #poll(name: string): Promise<void> {
    await inTime(name, this.#engine.poll());
    this.#proxy.cut = undefined;
    this.#mailbox.onCommand = () => undefined;
    await Promise.all([this.#proxy.idle(), this.#server.idle()]);
  }

  /** The engine dies at the n-th command: nothing that it says from then on is heard. */
  async #crash(nth: number, name: string): Promise<void> {
    let left = nth;
    let restarted: Promise<void> | undefined;
    this.#mailbox.onCommand = () => {
      if (left-- > 0) return undefined;
      restarted ??= this.#engine.restart();
      return 'drop';
    };
    await inTime(name, this.#engine.poll()).catch((error: unknown) => {
      // A run in an engine that has died may fail in any way, but it must end.
      if (restarted === undefined || String(error).includes('hangs')) throw error;
    });
    await restarted;
    this.#mailbox.onCommand = () => undefined;
    await Promise.all([this.#proxy.idle(), this.#server.idle()]);
  }

  /** What a client removes must be here at that moment. */
  async #demandStored(removed: readonly HeldMail[]): Promise<void> {
    const stored = await this.#engine.all();
    for (const { bytes } of removed)
      if (!stored.some((one) => one.bytes.equals(bytes)))
        this.#points.fail(`${bytes.toString('latin1', 9, 20)} was removed before it was stored`);
  }
}
