// Runs the groups one after the other and prints one table. See docs/bench.md; started by run.mjs.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { startDovecot } from '../servers/dovecot.ts';
import { makeServerFolder, removeServerFolder } from '../servers/folder.ts';
import type { Bench, MeasureGroup } from './bench.ts';
import { chain } from './groups/chain.ts';
import { imap } from './groups/imap.ts';
import { loop } from './groups/loop.ts';
import { memory } from './groups/memory.ts';
import { parse } from './groups/parse.ts';
import { pop3 } from './groups/pop3.ts';
import { roundTrips } from './groups/round-trips.ts';
import { rules } from './groups/rules.ts';
import { search } from './groups/search.ts';
import { send } from './groups/send.ts';
import { store } from './groups/store.ts';
import { warnOfMemoryDisk } from './memory-disk.ts';
import { readOptions, type Group } from './options.ts';
import { formatTable, isMet, type Row } from './report.ts';
import { median } from './rounds.ts';

const MEASURES: Readonly<Record<Group, MeasureGroup>> = {
  imap,
  pop3,
  rtt: roundTrips,
  store,
  parse,
  chain,
  memory,
  loop,
  send,
  search,
  rules,
};

const options = readOptions(process.argv.slice(2));
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const faults: string[] = [];
const rows: Row[] = [];

const folder = await makeServerFolder('bench');
warnOfMemoryDisk(folder, say);
const dovecot = await startDovecot();
const bench: Bench = {
  options,
  dovecot,
  folder,
  say,
  fault(text) {
    faults.push(text);
    say(`  WRONG: ${text}`);
  },
};
try {
  for (const group of options.groups) {
    say(group);
    rows.push(...(await MEASURES[group](bench)));
  }
} finally {
  await dovecot.stop();
  await removeServerFolder(folder);
}

const machine = `${os.cpus().length} x ${os.cpus()[0]?.model ?? '?'}, Node ${process.versions.node}`;
const load = os.loadavg().map((value) => value.toFixed(1));
say(`\n${options.messages} messages, ${options.rounds} rounds, ${machine}, load average ${load.join(' ')}\n`);
say(formatTable(rows));
for (const fault of faults) say(`WRONG: ${fault}`);
if (options.json !== undefined) {
  const results = rows.map((row) => ({ ...row, median: median(row.values), met: isMet(row) }));
  writeFileSync(
    options.json,
    `${JSON.stringify({ options, machine, load, rows: results, faults }, undefined, 2)}\n`,
  );
}
// A target that is missed is a result; work that was done wrongly is a failure.
process.exitCode = faults.length === 0 ? 0 : 1;
