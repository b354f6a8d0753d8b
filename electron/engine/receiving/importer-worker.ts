import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../store/database.ts';
import { serveCalls } from '../threads/calls.ts';
import { createImporter } from './importer.ts';

/** Runs in a thread of its own, with a connection of its own to the same database. */

export interface ImporterWorkerData {
  readonly dataDirectory: string;
  readonly sqliteBinding: string | undefined;
}

const { dataDirectory, sqliteBinding } = workerData as ImporterWorkerData;
const database = openDatabase(dataDirectory, { sqliteBinding });

if (parentPort !== null) {
  serveCalls(parentPort, {
    ...createImporter(database),
    close: () => void database.close(),
  });
}
