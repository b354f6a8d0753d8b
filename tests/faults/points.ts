import { createHash } from 'node:crypto';
import { expect } from 'vitest';

/** Every point where something is broken, counted, and what became of the mail. */
export class Points {
  tried = 0;
  lost = 0;
  doubled = 0;
  cutOff = 0;
  /** The first points that went wrong, in words. */
  readonly failures: string[] = [];
  readonly #name: string;
  readonly #begun = performance.now();

  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Compares the messages that were ever on the server with those in the data directory and those still on the
   * server. One that is nowhere is lost, one more often here than it was there is doubled, and bytes that never
   * were on the server are cut off or spoilt.
   */
  judge(
    point: string,
    mail: { put: readonly Buffer[]; stored: readonly Buffer[]; left: readonly Buffer[] },
  ): void {
    const put = tallyOf(mail.put);
    const stored = tallyOf(mail.stored);
    const left = tallyOf(mail.left);
    let lost = 0;
    let doubled = 0;
    let cutOff = 0;
    for (const [digest, count] of put) {
      lost += Math.max(0, count - (stored.get(digest) ?? 0) - (left.get(digest) ?? 0));
      doubled += Math.max(0, (stored.get(digest) ?? 0) - count);
    }
    for (const [digest, count] of stored) if (!put.has(digest)) cutOff += count;
    this.lost += lost;
    this.doubled += doubled;
    this.cutOff += cutOff;
    if (lost + doubled + cutOff > 0)
      this.fail(`${point}: lost ${lost}, doubled ${doubled}, cut off ${cutOff}`);
  }

  /** Notes what else went wrong at a point. */
  fail(text: string): void {
    if (this.failures.length < 20) this.failures.push(text);
  }

  /** Prints the one line that counts, and fails the test unless every point went well. */
  report(): void {
    const seconds = ((performance.now() - this.#begun) / 1000).toFixed(0);
    process.stdout.write(
      `${this.#name}: points tried ${this.tried}, lost ${this.lost}, doubled ${this.doubled}, cut off ${this.cutOff} (${seconds} s)\n`,
    );
    expect(this.failures).toEqual([]);
    expect(this.tried).toBeGreaterThan(0);
  }
}

function tallyOf(messages: readonly Buffer[]): Map<string, number> {
  const tally = new Map<string, number>();
  for (const bytes of messages) {
    const digest = createHash('sha256').update(bytes).digest('hex');
    tally.set(digest, (tally.get(digest) ?? 0) + 1);
  }
  return tally;
}
