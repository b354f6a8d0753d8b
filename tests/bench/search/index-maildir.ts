// Cold index of a Maildir by the engine's own parts: index-maildir.ts MAILDIR DATA. Like its peers it leaves the mail
// where it is.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createMimeParser } from '../../../electron/engine/mime/parser.ts';
import type { Processed } from '../../../electron/engine/receiving/finish-processing.ts';
import { createImporterThread } from '../../../electron/engine/receiving/importer-thread.ts';
import { openDatabase, prepareDirectory } from '../../../electron/engine/store/database.ts';
import { insertMessage } from '../../../electron/engine/store/messages.ts';
import { inTransaction } from '../../../electron/engine/store/transaction.ts';

/** As the processor has it. */
const BATCH = 100;
const [maildir = '', dataDirectory = ''] = process.argv.slice(2);
const built = (name: string): URL => new URL(`../../../out/main/${name}`, import.meta.url);

prepareDirectory(dataDirectory);
const database = openDatabase(dataDirectory);
const parser = createMimeParser(built('mime-worker.js'));
const importer = createImporterThread(built('import-worker.js'), { dataDirectory, sqliteBinding: undefined });
const names = readdirSync(path.join(maildir, 'cur')).toSorted();
let writing: Promise<unknown> = Promise.resolve();
for (let begin = 0; begin < names.length; begin += BATCH) {
  const sources = names
    .slice(begin, begin + BATCH)
    .map((name) => readFileSync(path.join(maildir, 'cur', name)));
  const ids = inTransaction(database, () => sources.map((source) => entry(source.length)));
  const processed = await Promise.all(
    sources.map(async (source, position): Promise<Processed> => {
      const index = await parser.index(source, { imagesAsAttachments: false, giveAway: true });
      return { id: ids[position] ?? 0, index };
    }),
  );
  await writing;
  writing = importer.finish(processed, Date.now());
}
await writing;
await Promise.all([parser.stop(), importer.stop()]);
database.close();

function entry(sizeBytes: number): number {
  return insertMessage(database, {
    accountId: 'bench',
    accountName: 'Bench',
    state: 'new',
    imagesAsAttachments: false,
    receivedAt: 0,
    sizeBytes,
    processed: false,
  });
}
