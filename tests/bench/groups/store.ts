import { closeSync, fdatasyncSync, mkdirSync, openSync, readFileSync, rmSync, writevSync } from 'node:fs';
import path from 'node:path';
import {
  commitSet,
  rememberSession,
  type FetchedMessage,
} from '../../../electron/engine/receiving/commit-set.ts';
import {
  MAX_SET_BYTES,
  MAX_SET_MESSAGES,
  planRounds,
} from '../../../electron/engine/receiving/plan-rounds.ts';
import { openDatabase } from '../../../electron/engine/store/database.ts';
import { toWire } from '../../servers/maildir.ts';
import type { Bench, MeasureGroup } from '../bench.ts';
import { loadCorpus } from '../corpus.ts';
import { atLeast, figure } from '../report.ts';
import { median, ratios, rotate, type Contestant } from '../rounds.ts';

/** All are in memory at once: the disk is measured, not the reading. */
const MESSAGES = 2000;

/** Durable store: our transaction per set, at synchronous=FULL, against one append and fdatasync per set. */
export const store: MeasureGroup = async (bench) => {
  const corpus = loadCorpus(Math.min(MESSAGES, bench.options.messages), bench.say);
  const messages = corpus.messages.map((message, index) => ({
    ref: index + 1,
    serverKey: String(index + 1),
    sizeBytes: message.wire,
  }));
  const sources = corpus.messages.map((message) => toWire(readFileSync(message.path)));
  const sets = planRounds(messages, MAX_SET_MESSAGES, MAX_SET_BYTES).map((set) =>
    set.map((message) => ({ message, source: sources[message.ref - 1] ?? Buffer.alloc(0), fetchedAt: 0 })),
  );
  const contestants = [
    contestant(bench, 'mailroom', (folder) => commitAll(folder, sets)),
    contestant(bench, 'append file', (folder) => appendAll(folder, sets)),
  ];
  const results = await rotate(bench.options.rounds, contestants, bench.say);
  const speed = (name: string): string => {
    const seconds = median(results.get(name) ?? []);
    return `${figure(seconds)} s, ${figure(corpus.bytes / seconds / 1e6)} MB/s`;
  };
  return [
    {
      group: 'store',
      what: `speed, ${messages.length} messages`,
      ours: speed('mailroom'),
      peer: `append file ${speed('append file')}`,
      values: ratios(results, 'append file', 'mailroom', (seconds) => seconds),
      target: atLeast(0.6),
    },
  ];
};

type Sets = readonly (readonly FetchedMessage[])[];

function contestant(bench: Bench, name: string, work: (folder: string) => void): Contestant<number> {
  return {
    name,
    async run() {
      const folder = path.join(bench.folder, 'store');
      mkdirSync(folder);
      const begun = performance.now();
      work(folder);
      const seconds = (performance.now() - begun) / 1000;
      rmSync(folder, { recursive: true });
      return seconds;
    },
  };
}

function commitAll(folder: string, sets: Sets): void {
  const database = openDatabase(folder);
  const keys = sets.flatMap((set) => set.flatMap(({ message }) => message.serverKey ?? []));
  const account = { id: 'bench', name: 'Bench', imagesAsAttachments: false };
  const session = { account, mailbox: 'INBOX', validity: '1', listedKeys: keys, keysMayChange: false };
  const memory = rememberSession(database, session);
  for (const set of sets) commitSet(database, session, memory, set, Date.now());
  database.close();
}

function appendAll(folder: string, sets: Sets): void {
  const file = openSync(path.join(folder, 'mail'), 'a');
  for (const set of sets) {
    writevSync(
      file,
      set.map(({ source }) => source),
    );
    fdatasyncSync(file);
  }
  closeSync(file);
}
