import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Bench } from './bench.ts';
import { USER, type RetrievalClient } from './client.ts';
import type { Corpus } from './corpus.ts';
import { differenceFrom } from './digests.ts';
import { fillMailbox } from './mailbox.ts';
import { measure, type MeasuredRun } from './measure.ts';
import { figure, type Row, type Target } from './report.ts';
import { median, ratios, type Contestant, type Results } from './rounds.ts';

/** The client as a contestant: each run starts with a full mailbox and an empty folder, and what it did is checked. */
export function retrieval(bench: Bench, corpus: Corpus, client: RetrievalClient): Contestant<MeasuredRun> {
  return {
    name: client.name,
    async run() {
      await fillMailbox(bench.dovecot, USER, corpus);
      const folder = path.join(bench.folder, 'run');
      mkdirSync(folder);
      try {
        const { command, stored, undone } = await client.prepare(folder);
        // Nobody pays for what the one before left in the page cache.
        execFileSync('sync');
        const run = await measure(command, folder);
        bench.say(`    ${times([run])}`);
        const left = bench.dovecot.count(USER);
        if (left > 0) bench.fault(`${client.name}: ${left} messages left on the server`);
        const difference = differenceFrom(corpus, stored());
        if (difference !== undefined) bench.fault(`${client.name}: ${difference}`);
        const rest = undone?.();
        if (rest !== undefined) bench.fault(`${client.name}: ${rest}`);
        return run;
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

export interface Comparison {
  readonly ours: string;
  readonly peer: string;
  readonly target?: Target;
}

/** Wall time against wall time of the same round. */
export function timeRows(
  group: string,
  results: Results<MeasuredRun>,
  comparisons: readonly Comparison[],
): Row[] {
  return comparisons.map(({ ours, peer, target }) => ({
    group,
    what: `${ours} / ${peer}`,
    ours: times(results.get(ours) ?? []),
    peer: times(results.get(peer) ?? []),
    values: ratios(results, ours, peer, (run) => run.seconds),
    ...(target === undefined ? {} : { target }),
  }));
}

function times(runs: readonly MeasuredRun[]): string {
  const wall = figure(median(runs.map((run) => run.seconds)));
  const cpu = figure(median(runs.map((run) => run.cpuSeconds)));
  return `${wall} s (CPU ${cpu})`;
}
