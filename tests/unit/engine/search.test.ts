import SQLite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { databaseFile } from '../../../electron/engine/store/database.ts';
import { html, lines, multipart, picture } from '../mime/build.ts';
import { engineBench, incomingInput, type EngineBench } from './bench.ts';

const HOST = 'imap.example.com';
const secret = 'x';

const mail = (subject: string, ...text: readonly string[]): Buffer =>
  lines(
    `Subject: ${subject}`,
    'From: Anna <anna@example.com>',
    'Content-Type: text/plain; charset=utf-8',
    '',
    ...text,
  );

async function fetched(...messages: readonly Buffer[]): Promise<EngineBench> {
  const bench = engineBench();
  bench.server(HOST).deliver(...messages);
  await bench.engine.handlers['incoming.create']({ account: incomingInput(), secret });
  await poll(bench);
  return bench;
}

async function poll({ engine }: EngineBench): Promise<void> {
  await engine.handlers['incoming.poll']({});
  await engine.drain();
}

async function subjects({ engine }: EngineBench, text: string): Promise<string[]> {
  const { items } = await engine.handlers['search.query']({ text, limit: 50 });
  expect(await engine.handlers['search.count']({ text })).toEqual({ total: items.length, notIndexed: 0 });
  return items.map(({ subject }) => subject);
}

/** Changes the database behind the engine's back. */
function damage({ dataDirectory }: EngineBench, sql: string): void {
  const raw = new SQLite(databaseFile(dataDirectory));
  raw.unsafeMode(true);
  raw.exec(sql);
  raw.close();
}

const RUINED = "UPDATE message_search_data SET block = x'ff00ff' WHERE id > 10";

describe('fetched mail', () => {
  it('is found in both folders as soon as it is processed, with the text around the hit', async () => {
    const filler = 'Lorem ipsum dolor sit amet. '.repeat(20);
    const bench = await fetched(
      mail('one', filler, 'Die Straße ist gesperrt.'),
      mail('two', 'Straße', filler),
    );
    const { handlers } = bench.engine;
    expect(await subjects(bench, 'strasse')).toEqual(['two', 'one']);
    const first = await handlers['search.query']({ text: 'strasse gesperrt', limit: 50 });
    expect(first).toMatchObject({ notIndexed: 0, items: [{ subject: 'one', folder: 'inbox' }] });
    expect(first.items[0]?.snippet).toMatch(/^… .*Die Straße ist gesperrt\.$/);
    await handlers['messages.archive']({ ids: [first.items[0]!.id] });
    expect(await subjects(bench, 'strasse in:archive')).toEqual(['one']);

    const page = await handlers['search.query']({ text: 'strasse', limit: 1 });
    expect(page.items).toMatchObject([{ subject: 'two', folder: 'inbox' }]);
    const next = await handlers['search.query']({ text: 'strasse', limit: 1, after: page.next });
    expect(next.items).toMatchObject([{ subject: 'one', folder: 'archive' }]);
    expect(next).not.toHaveProperty('next');
  });

  it('is found in the list of a folder, where a hit shows the same snippet', async () => {
    const bench = await fetched(mail('one', 'zange', 'x '.repeat(300), 'hammer'), mail('two', 'zange'));
    const { handlers } = bench.engine;
    const list = (text: string, folder: 'inbox' | 'archive' = 'inbox') =>
      handlers['messages.list']({ folder, text, limit: 10 });
    expect((await list('zange')).items.map(({ subject }) => subject)).toEqual(['two', 'one']);
    const found = await list('hamm');
    expect(found.items).toMatchObject([
      { subject: 'one', snippet: expect.stringMatching(/^… [x ]*hammer$/) },
    ]);
    expect(found.total).toBe(2);
    expect((await list('zange', 'archive')).items).toEqual([]);
    expect((await list('  ')).items).toHaveLength(2);
  });

  it('is found by its envelope where its text never came, and no longer by that once it came', async () => {
    const bench = engineBench();
    const big = mail('plans', 'zange '.repeat(500));
    bench.server(HOST).deliver(big);
    const account = incomingInput({ maxSizeBytes: 1000 });
    const stored = await bench.engine.handlers['incoming.create']({ account, secret });
    await poll(bench);
    expect(await subjects(bench, 'from:anna plans')).toEqual(['plans']);
    expect(await subjects(bench, 'zange')).toEqual([]);
    await bench.engine.handlers['incoming.update']({
      id: stored.account.id,
      account: incomingInput({ maxSizeBytes: 0 }),
    });
    await poll(bench);
    expect(await subjects(bench, 'zange')).toEqual(['plans']);
    expect(await subjects(bench, 'plans')).toEqual(['plans']);
    expect(await bench.engine.handlers['archive.verify']({})).toMatchObject({ ok: true, notIndexed: 0 });
  });

  it('is found by what it is derived to now', async () => {
    const related = multipart(
      'related',
      'r',
      html('<p>Hi <img src="cid:a"></p>'),
      picture({ id: 'a', name: 'logo.png' }),
    );
    const bench = await fetched(lines('Subject: one', related));
    const { handlers } = bench.engine;
    const account = (await handlers['incoming.list']({}))[0]!.account;
    expect(await subjects(bench, 'body:logo')).toEqual([]);
    await handlers['incoming.update']({
      id: account.id,
      account: incomingInput({ imagesAsAttachments: true }),
    });
    await handlers['messages.rederive']({ accountId: account.id });
    expect(await subjects(bench, 'body:logo has:attachment')).toEqual(['one']);
  });
});

describe('a damaged index', () => {
  it('is made anew when a search meets it', async () => {
    const bench = await fetched(mail('one', 'zange'), mail('two', 'zange'));
    damage(bench, RUINED);
    const { handlers } = bench.engine;
    await handlers['search.query']({ text: 'zange', limit: 50 });
    await expect.poll(() => subjects(bench, 'zange')).toEqual(['two', 'one']);
    expect(await handlers['archive.verify']({})).toMatchObject({ ok: true, notIndexed: 0 });
  });

  it('does not stop new mail from being processed', async () => {
    const bench = await fetched(mail('one', 'zange'));
    damage(bench, RUINED);
    for (let n = 0; n < 20; n++) {
      bench.server(HOST).deliver(mail(`more ${n}`, 'hammer'));
      await poll(bench);
    }
    await bench.engine.handlers['search.query']({ text: 'zange', limit: 50 });
    await expect.poll(() => subjects(bench, 'zange')).toEqual(['one']);
    expect(await subjects(bench, 'hammer')).toHaveLength(20);
    expect(await bench.engine.handlers['archive.verify']({})).toMatchObject({ ok: true });
  });

  it('is made anew on request', async () => {
    const bench = await fetched(mail('one', 'zange'), mail('two', 'zange'));
    damage(bench, 'DELETE FROM message_search WHERE rowid = 1');
    const { handlers } = bench.engine;
    expect(await subjects(bench, 'zange')).toEqual(['two']);
    expect(await handlers['archive.verify']({})).toMatchObject({
      ok: false,
      problems: [{ kind: 'index', messageId: 1 }],
    });
    expect(await handlers['search.rebuild']({})).toEqual({ indexed: 2 });
    expect(await subjects(bench, 'zange')).toEqual(['two', 'one']);
    expect(await handlers['archive.verify']({})).toMatchObject({ ok: true });
  });
});
