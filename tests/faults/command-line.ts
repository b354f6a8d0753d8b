import { setTimeout as delay } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { generateMessages, type CorpusMessage } from '../corpus/generate.ts';
import type { Dovecot } from '../servers/dovecot.ts';
import { receivingAccount } from '../support/accounts.ts';
import { createCli, ended, type Cli, type CliOptions, type CliResult } from '../support/cli.ts';
import { exportedSources } from '../support/export.ts';
import type { Protocol } from './cuts.ts';
import type { Points } from './points.ts';

/** The longest an engine may take to open its data after whatever happened to it. */
const MAX_START_MS = 5000;

/** One account of the built command line on a mailbox that is filled again and again. */
export class CommandLine {
  readonly cli: Cli;
  readonly put: Buffer[] = [];
  readonly #dovecot: Dovecot;
  readonly #user: string;
  readonly #messages: Generator<CorpusMessage>;

  private constructor(dovecot: Dovecot, user: string, cli: Cli, maxBytes: number) {
    this.#dovecot = dovecot;
    this.#user = user;
    this.cli = cli;
    this.#messages = generateMessages({ count: Infinity, seed: 5, maxBytes });
  }

  static async start(
    dovecot: Dovecot,
    account: {
      readonly protocol: Protocol;
      readonly user: string;
      readonly encryption?: 'tls' | 'none';
      readonly maxBytes?: number;
      readonly dataDirectory?: string;
    },
  ): Promise<CommandLine> {
    const { protocol, user, encryption = 'tls', maxBytes = 100_000, dataDirectory } = account;
    const cli = createCli({ dataDirectory });
    const caFile = dovecot.authority.certificateFile;
    await cli.add(receivingAccount(dovecot, { protocol, user, encryption, caFile }));
    return new CommandLine(dovecot, user, cli, maxBytes);
  }

  fill(count: number): void {
    for (let index = 0; index < count; index++) {
      const { value } = this.#messages.next() as { value: CorpusMessage };
      this.#dovecot.fill(this.#user, [value]);
      this.put.push(value.bytes);
    }
  }

  /** How many messages the server holds. */
  get left(): number {
    return this.#dovecot.count(this.#user);
  }

  poll(options?: CliOptions): Promise<CliResult> {
    return this.cli.run(['poll', '--json'], options);
  }

  /** Starts a poll and kills it after a while; tells whether it was still running. */
  pollAndKill(ms: number): Promise<boolean> {
    return this.pollAnd(ms, () => {});
  }

  /** The same with something else that happens just before. */
  async pollAnd(ms: number, happens: () => void): Promise<boolean> {
    const child = this.cli.start(['poll', '--json']);
    child.stdin?.end();
    const result = ended(child);
    await delay(ms);
    const wasRunning = child.exitCode === null;
    happens();
    child.kill('SIGKILL');
    await result;
    return wasRunning;
  }

  /** Opens the data once; it must be quick and free, whoever was killed with it in hand. */
  async checkStart(point: string, points: Points): Promise<void> {
    const begun = performance.now();
    const { code, stderr } = await this.cli.run(['account', 'list', '--json']);
    if (code !== 0) points.fail(`${point}: the next start ends with ${code}: ${stderr}`);
    const ms = performance.now() - begun;
    if (ms > MAX_START_MS) points.fail(`${point}: the next start takes ${ms.toFixed(0)} ms`);
  }

  /** Polls undisturbed until the mailbox is empty, then compares everything with everything. */
  async judge(point: string, points: Points): Promise<void> {
    // A server may take a moment to give up the session of a killed client: POP3 locks the mailbox.
    for (let attempt = 1; this.left > 0 && attempt <= 10; attempt++) {
      const { code, stdout, stderr } = await this.poll();
      if (code !== 0 && attempt === 10) points.fail(`${point}: ${String(stdout)}${stderr}`);
      if (code !== 0) await delay(300);
    }
    const left = this.#dovecot.messages(this.#user);
    if (left.length > 0) points.fail(`${point}: ${left.length} left on the server`);
    this.checkDatabase(point, points);
    points.judge(point, { put: this.put, stored: await exportedSources(this.cli), left });
  }

  /** Asks SQLite whether the database is sound. */
  checkDatabase(point: string, points: Points): void {
    const database = new SQLite(`${this.cli.dataDirectory}/mailroom.db`);
    try {
      const verdict = database.pragma('integrity_check', { simple: true });
      if (verdict !== 'ok') points.fail(`${point}: the database is damaged: ${String(verdict)}`);
      const orphans = database.pragma('foreign_key_check') as unknown[];
      if (orphans.length > 0) points.fail(`${point}: ${orphans.length} rows refer to nothing`);
    } finally {
      database.close();
    }
  }
}
