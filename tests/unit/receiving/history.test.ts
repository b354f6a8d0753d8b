import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../../electron/engine/store/database.ts';
import { createImporter } from '../../../electron/engine/receiving/importer.ts';
import { retrieve } from '../../../electron/engine/receiving/retrieve.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { connectionLost, createMailServer, type MailServerModel } from '../../support/mail-server-model.ts';
import { incomingAccount, silentLogger, temporaryDatabase } from '../../support/store.ts';

/** Steps of a life of one mailbox. `at` is the number of the protocol step at which a poll run breaks. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('poll' as const) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('crash' as const), at: fc.nat(14) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), at: fc.nat(14) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renumber' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stick' as const), at: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('break' as const), at: fc.nat(5) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class Crash extends Error {}

describe.each(['imap', 'pop3'] as const)('any history of a mailbox (%s)', (protocol) => {
  it('loses nothing and doubles nothing', async () => {
    const database = temporaryDatabase();
    let histories = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        // An account of its own for each history.
        const account = `in-${histories++}`;
        const server = createMailServer(protocol);
        const delivered: string[] = [];
        for (const one of steps) await perform(one, server, database, account, delivered);
        // Whatever happened: once the server behaves, two runs bring the rest.
        for (const message of server.messages) Object.assign(message, { broken: false, sticky: false });
        server.fault = () => {};
        await poll(server, database, account);
        await poll(server, database, account);
        expect(server.messages).toEqual([]);
        expect(stored(database, account)).toEqual([...delivered].sort());
      }),
      { numRuns: 120 },
    );
  });
});

async function perform(
  one: Step,
  server: MailServerModel,
  database: Database,
  account: string,
  delivered: string[],
): Promise<void> {
  switch (one.kind) {
    case 'deliver':
      for (let index = 0; index < one.count; index++) {
        const text = `Subject: ${account} ${delivered.length}\r\n\r\n${'x'.repeat(delivered.length)}\r\n`;
        server.deliver(text);
        delivered.push(sha256(text));
      }
      return;
    case 'poll':
      server.fault = () => {};
      await poll(server, database, account);
      return;
    case 'crash':
      server.fault = countdown(one.at, () => {
        throw one.at % 2 === 0 ? new Crash() : connectionLost();
      });
      await poll(server, database, account);
      return;
    case 'cancel': {
      const controller = new AbortController();
      server.fault = countdown(one.at, () => controller.abort());
      await poll(server, database, account, controller.signal);
      return;
    }
    case 'renumber':
      server.renumber();
      return;
    case 'stick':
      Object.assign(server.messages[one.at] ?? {}, { sticky: true });
      return;
    case 'break':
      Object.assign(server.messages[one.at] ?? {}, { broken: true });
  }
}

function countdown(steps: number, action: () => void): () => void {
  let left = steps;
  return () => {
    if (left-- === 0) action();
  };
}

let weeks = 2000;

/** A crash leaves no run behind and changes nothing in the store: what is committed is all there is. */
async function poll(
  server: MailServerModel,
  database: Database,
  account: string,
  signal = new AbortController().signal,
): Promise<void> {
  await retrieve(incomingAccount({ id: account }), server.session(), {
    database,
    importer: createImporter(database),
    // A week later each time: what the server did not hand over whole is tried ever more rarely.
    clock: createFakeClock((weeks += 1) * 7 * 86_400_000),
    logger: silentLogger,
    signal,
    onProgress() {},
    onImported() {
      // Right after the commit, before the removal.
      server.fault('imported');
    },
  });
}

function stored(database: Database, account: string): string[] {
  const sources = database
    .prepare(
      'SELECT source FROM raw_sources JOIN messages ON messages.id = raw_sources.message_id WHERE account_id = ?',
    )
    .pluck()
    .all(account) as Buffer[];
  return sources.map(sha256).sort();
}

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
