import { describe, expect, it, onTestFinished } from 'vitest';
import { createImporter } from '../../../electron/engine/receiving/importer.ts';
import { retrieve } from '../../../electron/engine/receiving/retrieve.ts';
import { createImapSource } from '../../../electron/engine/receiving/sources/imap.ts';
import type { FetchOutcome, MailSource } from '../../../electron/engine/receiving/source.ts';
import { listMessages } from '../../../electron/engine/store/message-list.ts';
import { readSource } from '../../../electron/engine/store/messages.ts';
import {
  answerCommands,
  startScriptedServer,
  type ScriptedConnection,
} from '../../servers/scripted-server.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { incomingAccount, silentLogger, temporaryDatabase } from '../../support/store.ts';

const mail = (name: string): string => `Subject: ${name}\r\n\r\nbody of ${name}\r\n`;

/** An IMAP server with one mailbox; of what is `null` it gives a size, and NIL for the body. */
async function serverWith(bodies: Readonly<Record<number, string | null>>) {
  const held = new Map(Object.entries(bodies).map(([uid, body]) => [Number(uid), body] as const));
  const fetches: string[] = [];

  function answer(line: string): string {
    const [tag = '', ...words] = line.split(' ');
    const verb = (words[0] === 'UID' ? words.slice(0, 2).join(' ') : (words[0] ?? '')).toUpperCase();
    const set = words[0] === 'UID' ? (words[2] ?? '') : (words[1] ?? '');
    return data(verb, set, line) + `${tag} OK done\r\n`;
  }

  function data(verb: string, set: string, line: string): string {
    const uids = [...held.keys()];
    switch (verb) {
      case 'CAPABILITY':
        return '* CAPABILITY IMAP4rev1 UIDPLUS\r\n';
      case 'SELECT':
        return `* ${uids.length} EXISTS\r\n* OK [UIDVALIDITY 7] \r\n* OK [UIDNEXT 100] \r\n* FLAGS (\\Deleted)\r\n`;
      case 'FETCH':
        return uids
          .map((uid, index) => `* ${index + 1} FETCH (UID ${uid} RFC822.SIZE ${size(uid)} FLAGS ())\r\n`)
          .join('');
      case 'UID FETCH':
        fetches.push(`${set}${line.includes('BODY.PEEK[]') ? '' : ` ${line}`}`);
        return uids.map((uid, index) => (within(set, uid) ? fetched(uid, index + 1) : '')).join('');
      case 'UID SEARCH':
        return `* SEARCH${uids.map((uid) => ` ${uid}`).join('')}\r\n`;
      case 'UID EXPUNGE': {
        const gone = uids.filter((uid) => within(set, uid)).toReversed();
        const answers = gone.map((uid) => `* ${uids.indexOf(uid) + 1} EXPUNGE\r\n`);
        for (const uid of gone) held.delete(uid);
        return answers.join('');
      }
      case 'LOGOUT':
        return '* BYE\r\n';
      default:
        return '';
    }
  }

  const size = (uid: number): number => held.get(uid)?.length ?? 20;

  function fetched(uid: number, number: number): string {
    const body = held.get(uid) ?? null;
    const literal = body === null ? 'NIL' : `{${body.length}}\r\n${body}`;
    return `* ${number} FETCH (UID ${uid} BODY[] ${literal})\r\n`;
  }

  const server = await startScriptedServer(async (connection: ScriptedConnection) => {
    await connection.send('* OK ready\r\n');
    await answerCommands(connection, { '*': async (_connection, line) => answer(line) });
  });
  onTestFinished(() => server.stop());
  const source = (): MailSource =>
    createImapSource(
      {
        host: server.host,
        port: server.port,
        encryption: 'none',
        user: 'support',
        auth: { kind: 'password', secret: 'pw' },
        trust: {},
        timeouts: { connectMs: 5000, greetingMs: 5000, idleMs: 5000 },
      },
      'INBOX',
    );
  return { source, fetches, left: () => [...held.keys()] };
}

/** Whether a set such as `1:3,5` holds this UID. */
function within(set: string, uid: number): boolean {
  return set.split(',').some((range) => {
    const [from = 0, to = from] = range.split(':').map(Number);
    return from <= uid && uid <= to;
  });
}

async function collect(outcomes: AsyncIterable<FetchOutcome>): Promise<FetchOutcome[]> {
  const all: FetchOutcome[] = [];
  for await (const outcome of outcomes) all.push(outcome);
  return all;
}

describe('a server that answers NIL for the body of one message', () => {
  it('costs that message alone: it is asked for once more and reported', async () => {
    const { source, fetches } = await serverWith({ 1: mail('a'), 2: null, 3: mail('c') });
    const session = source();
    await session.open();
    const outcomes = await collect(session.fetch(await session.list()));
    await session.finish();
    expect(outcomes.map(({ message }) => message.ref)).toEqual([1, 3, 2]);
    expect(outcomes.map((outcome) => ('source' in outcome ? String(outcome.source) : undefined))).toEqual([
      mail('a'),
      mail('c'),
      undefined,
    ]);
    expect(outcomes[2]).toMatchObject({ error: { code: 'fetch.refused', stage: 'fetch' } });
    expect(fetches).toEqual(['1:3', '2']);
  });

  it('leaves that message on the server and imports the others', async () => {
    const { source, left } = await serverWith({ 1: mail('a'), 2: null, 3: mail('c') });
    const database = temporaryDatabase();
    const run = await retrieve(incomingAccount(), source(), {
      database,
      importer: createImporter(database),
      clock: createFakeClock(),
      logger: silentLogger,
      signal: new AbortController().signal,
      onProgress() {},
      onImported() {},
    });
    expect(run).toMatchObject({
      found: 3,
      imported: 2,
      removed: 2,
      failed: 1,
      error: { code: 'fetch.refused' },
    });
    expect(left()).toEqual([2]);
    const sources = listMessages(database, { folder: 'inbox', limit: 10 }).map(({ id }) =>
      String(readSource(database, id)),
    );
    expect(sources.toSorted()).toEqual([mail('a'), mail('c')]);
  });
});
