import SQLite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { databaseFile } from '../../../electron/engine/store/database.ts';
import type { MessageDetail } from '../../../shared/domain/message.ts';
import { MailroomError, type ErrorCode } from '../../../shared/errors.ts';
import { engineBench, incomingInput, outgoingInput, type EngineBench } from './bench.ts';

const HOST = 'imap.example.com';
const big = (fields: string, size = 3000): string => `${fields}\r\n\r\n${'x'.repeat(size)}\r\n`;
const fromAnna = big('From: Anna <anna@example.com>\r\nSubject: Plans\r\nMessage-ID: <1@example.com>');

/** Writes what no handler writes: reasons of failures that can't be brought about at will. */
function tamper({ dataDirectory }: EngineBench, sql: string): void {
  const database = new SQLite(databaseFile(dataDirectory));
  database.exec(sql);
  database.close();
}

function rows(bench: EngineBench, sql: string): unknown[] {
  const database = new SQLite(databaseFile(bench.dataDirectory), { readonly: true });
  try {
    return database.prepare(sql).pluck().all();
  } finally {
    database.close();
  }
}

async function account(bench: EngineBench, changes: Parameters<typeof incomingInput>[0] = {}) {
  const created = await bench.engine.handlers['incoming.create']({
    account: incomingInput(changes),
    secret: 'pw',
  });
  return created.account;
}

async function poll({ engine }: EngineBench) {
  const [run] = await engine.handlers['incoming.poll']({});
  await engine.drain();
  return run;
}

async function inbox({ engine }: EngineBench): Promise<MessageDetail[]> {
  const { items } = await engine.handlers['messages.list']({ folder: 'inbox', limit: 50 });
  return Promise.all(items.map(({ id }) => engine.handlers['messages.get']({ id })));
}

async function onlyOne(bench: EngineBench): Promise<MessageDetail> {
  const messages = await inbox(bench);
  expect(messages).toHaveLength(1);
  return messages[0]!;
}

const failing = (code: ErrorCode): unknown => expect.objectContaining({ code });

describe('a message over the limit', () => {
  async function listed(source = fromAnna) {
    const bench = engineBench();
    bench.server(HOST).deliver(source);
    const { id } = await account(bench, { maxSizeBytes: 1000 });
    await bench.engine.handlers['outgoing.create']({ account: outgoingInput(), secret: 'pw' });
    await poll(bench);
    return { ...bench, bench, accountId: id, message: await onlyOne(bench) };
  }

  it('shows its header fields and what was decided', async () => {
    const { message } = await listed();
    expect(message).toMatchObject({
      state: 'oversize',
      decision: 'leave',
      canPutOnServer: false,
      hasSource: false,
    });
    expect(message.headers.map(({ name }) => name)).toEqual(['From', 'Subject', 'Message-ID']);
  });

  it('is fetched at the next poll when a person wants it, and takes the place of its entry', async () => {
    const { bench, engine, server, message } = await listed();
    await engine.handlers['messages.decide']({ ids: [message.id], decision: 'fetch' });
    expect((await onlyOne(bench)).decision).toBe('fetch');
    expect(await poll(bench)).toMatchObject({ imported: 1, removed: 1 });
    expect(await onlyOne(bench)).toMatchObject({ state: 'new', subject: 'Plans', hasSource: true });
    expect(server(HOST).messages).toEqual([]);
  });

  it('is deleted from the server when a person wants that, and only then', async () => {
    const { bench, engine, server, message } = await listed();
    await engine.handlers['messages.decide']({ ids: [message.id], decision: 'delete' });
    await engine.handlers['messages.decide']({ ids: [message.id], decision: 'leave' });
    await poll(bench);
    expect(server(HOST).messages).toHaveLength(1);
    await engine.handlers['messages.decide']({ ids: [message.id], decision: 'delete' });
    await poll(bench);
    expect(server(HOST).messages).toEqual([]);
    expect(await engine.handlers['messages.get']({ id: message.id })).toMatchObject({ folder: 'archive' });
  });

  it('is polled for at once while the clock runs', async () => {
    const { engine, clock, server, message } = await listed();
    engine.start();
    await clock.advance(1000);
    await engine.handlers['messages.decide']({ ids: [message.id], decision: 'fetch' });
    await expect.poll(() => server(HOST).messages.length).toBe(0);
  });

  it('is the only thing to decide about: all or none, with the number in the answer', async () => {
    const { engine, bench, server, message } = await listed();
    server(HOST).deliver('Subject: small\r\n\r\n');
    await poll(bench);
    const small = (await inbox(bench)).find(({ state }) => state === 'new')!;
    const decide = engine.handlers['messages.decide'];
    await expect(decide({ ids: [message.id, small.id], decision: 'fetch' })).rejects.toMatchObject({
      code: 'input.invalid',
      params: { name: small.id },
    });
    expect((await engine.handlers['messages.get']({ id: message.id })).decision).toBe('leave');
    await expect(decide({ ids: [999], decision: 'fetch' })).rejects.toEqual(failing('input.notFound'));
  });

  it('can only be left alone when its account is gone', async () => {
    const { engine, accountId, message } = await listed();
    await engine.handlers['incoming.remove']({ id: accountId });
    const decide = engine.handlers['messages.decide'];
    await expect(decide({ ids: [message.id], decision: 'fetch' })).rejects.toEqual(failing('input.notFound'));
    await decide({ ids: [message.id], decision: 'leave' });
  });

  it('is what it was when it comes back from the archive', async () => {
    const { engine, message, bench } = await listed();
    await engine.handlers['messages.archive']({ ids: [message.id] });
    await engine.handlers['messages.putBack']({ ids: [message.id] });
    expect(await onlyOne(bench)).toMatchObject({ state: 'oversize', decision: 'leave' });
  });

  describe('and its sender', () => {
    it('is told once, in a mail that no machine answers', async () => {
      const { engine, bench, message } = await listed();
      const notify = engine.handlers['messages.notifySender'];
      const both = await Promise.allSettled([notify({ id: message.id }), notify({ id: message.id })]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      await expect(notify({ id: message.id })).rejects.toEqual(failing('notify.already'));
      const [source, ...others] = rows(bench, 'SELECT source FROM outbox_sources') as Buffer[];
      expect(others).toEqual([]);
      const text = String(source);
      expect(text).toMatch(/^To: anna@example\.com\r$/m);
      expect(text).toMatch(/^Auto-Submitted: auto-replied\r$/m);
      expect(text).toMatch(/^Precedence: bulk\r$/m);
      expect(text).toMatch(/^In-Reply-To: <1@example\.com>\r$/m);
      expect(text).toMatch(/Plans/);
      expect((await onlyOne(bench)).trail.at(-1)).toMatchObject({
        event: 'senderNotified',
        params: { to: 'anna@example.com' },
      });
    });

    it.each<[string, string, ErrorCode]>([
      ['a machine', 'From: MAILER-DAEMON@example.com', 'notify.noSender'],
      ['nobody', 'Subject: no sender', 'notify.noSender'],
      ['an address of ours', 'From: Support@Example.com', 'notify.noSender'],
      ['the login of a mailbox we read', 'From: Reading@Example.com', 'notify.noSender'],
      ['an answering machine', 'From: a@example.com\r\nAuto-Submitted: auto-replied', 'notify.automatic'],
      ['a list', 'From: a@example.com\r\nList-Id: <l.example.com>', 'notify.automatic'],
    ])('is not told when it is %s', async (_who, header, code) => {
      const { engine, bench, message } = await listed(big(header));
      const reading = incomingInput({ name: 'Reading', user: 'reading@example.com', active: false });
      await engine.handlers['incoming.create']({ account: reading, secret: 'pw' });
      await expect(engine.handlers['messages.notifySender']({ id: message.id })).rejects.toEqual(
        failing(code),
      );
      expect(rows(bench, 'SELECT id FROM outbox')).toEqual([]);
    });

    it('is not told when nothing is known of the header', async () => {
      const { engine, bench, message } = await listed();
      tamper(bench, 'UPDATE oversize SET header = NULL');
      await expect(engine.handlers['messages.notifySender']({ id: message.id })).rejects.toEqual(
        failing('notify.automatic'),
      );
    });

    it('is told five times a day at most, and again the next day', async () => {
      const { engine, bench, clock, server } = await listed();
      for (let n = 2; n <= 7; n++) server(HOST).deliver(big(`From: ANNA@example.com\r\nSubject: ${n}`));
      await poll(bench);
      const ids = (await inbox(bench)).map(({ id }) => id);
      for (const id of ids.slice(0, 5)) await engine.handlers['messages.notifySender']({ id });
      const sixth = () => engine.handlers['messages.notifySender']({ id: ids[5]! });
      await expect(sixth()).rejects.toEqual(failing('notify.tooMany'));
      clock.jump(-365 * 86_400_000);
      await expect(sixth()).rejects.toEqual(failing('notify.tooMany'));
      await clock.advance(86_400_000);
      await sixth();
    });

    it('is told nothing when no account can send, and can be told later', async () => {
      const { engine, message } = await listed();
      const [sending] = await engine.handlers['outgoing.list']({});
      await engine.handlers['outgoing.remove']({ id: sending!.account.id });
      const notify = engine.handlers['messages.notifySender'];
      await expect(notify({ id: message.id })).rejects.toEqual(failing('send.noAccount'));
      await engine.handlers['outgoing.create']({ account: outgoingInput(), secret: 'pw' });
      await notify({ id: message.id });
    });
  });
});

describe('the quarantine', () => {
  async function unreadable() {
    const bench = engineBench();
    bench.server(HOST).deliver('Subject: Printer\r\n\r\nbody\r\n');
    const { id: accountId } = await account(bench);
    await poll(bench);
    const message = await onlyOne(bench);
    const reason = JSON.stringify(new MailroomError('message.unreadable', 'process').toPlain());
    tamper(bench, `UPDATE messages SET state = 'quarantined', subject = '', reason = '${reason}'`);
    await bench.engine.handlers['rules.create']({
      accountId,
      title: 'all',
      rank: 1,
      active: true,
      conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
      actions: [{ kind: 'createTicket' }],
    });
    return { ...bench, bench, id: message.id };
  }

  it('is left by a message that can be parsed now, and the rules get it', async () => {
    const { engine, id } = await unreadable();
    await engine.handlers['messages.retry']({ ids: [id] });
    await engine.drain();
    const message = await engine.handlers['messages.get']({ id });
    expect(message).toMatchObject({ subject: 'Printer', folder: 'archive', ticket: 'T-000001' });
    expect(message).not.toHaveProperty('reason');
    expect(message.trail.map(({ event }) => event)).toContain('retried');
  });

  it('lets an unreadable message go as it is, without trying again', async () => {
    const { engine, bench, id } = await unreadable();
    await engine.handlers['messages.release']({ ids: [id] });
    await engine.drain();
    expect(await onlyOne(bench)).toMatchObject({ id, state: 'new', subject: '', folder: 'inbox' });
    expect((await onlyOne(bench)).trail.at(-1)?.event).toBe('released');
    await expect(engine.handlers['messages.release']({ ids: [id] })).rejects.toEqual(
      failing('input.invalid'),
    );
    await expect(engine.handlers['messages.retry']({ ids: [id] })).rejects.toEqual(failing('input.invalid'));
  });

  it('holds what came shorter than announced until the whole message comes', async () => {
    const bench = engineBench();
    const server = bench.server(HOST);
    server.deliver('Subject: Printer\r\n\r\ncut');
    server.messages[0]!.announced = 500;
    await account(bench);
    for (let n = 0; n < 4; n++) await poll(bench);
    const cut = await onlyOne(bench);
    expect(cut).toMatchObject({ state: 'quarantined', reason: { code: 'fetch.incomplete' } });

    const fetches = (): number => server.journal.filter((step) => step.startsWith('fetch')).length;
    const before = fetches();
    await poll(bench);
    expect(fetches()).toBe(before);
    await bench.engine.handlers['messages.retry']({ ids: [cut.id] });
    delete server.messages[0]!.announced;
    server.messages[0]!.bytes = Buffer.from('Subject: Printer\r\n\r\ncut no longer');
    await poll(bench);
    expect(await onlyOne(bench)).toMatchObject({ state: 'new', sizeBytes: 33 });
    expect(server.messages).toEqual([]);
  });

  it('lets the rules have what came incomplete when a person releases it', async () => {
    const bench = engineBench();
    const server = bench.server(HOST);
    server.deliver('Subject: Printer\r\n\r\ncut');
    server.messages[0]!.announced = 500;
    const { id: accountId } = await account(bench);
    await bench.engine.handlers['rules.create']({
      accountId,
      title: 'all',
      rank: 1,
      active: true,
      conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
      actions: [{ kind: 'createTicket' }],
    });
    await poll(bench);
    const { id } = await onlyOne(bench);
    await bench.engine.handlers['messages.release']({ ids: [id] });
    await bench.engine.drain();
    expect(await bench.engine.handlers['messages.get']({ id })).toMatchObject({
      folder: 'archive',
      ticket: 'T-000001',
    });
  });

  it('tries a message that was never handed over again, and has nothing to release', async () => {
    const bench = engineBench();
    const server = bench.server(HOST);
    server.deliver('Subject: Printer\r\n\r\n');
    server.messages[0]!.broken = true;
    await account(bench);
    for (let n = 0; n < 5; n++) await poll(bench);
    const { id, reason } = await onlyOne(bench);
    expect(reason?.code).toBe('fetch.repeatedly');
    await expect(bench.engine.handlers['messages.release']({ ids: [id] })).rejects.toEqual(
      failing('input.invalid'),
    );
    server.messages[0]!.broken = false;
    await poll(bench);
    expect(server.messages).toHaveLength(1);
    await bench.engine.handlers['messages.retry']({ ids: [id] });
    await poll(bench);
    expect(await onlyOne(bench)).toMatchObject({ state: 'new', subject: 'Printer' });
  });
});

describe('putting back on the server', () => {
  it('leaves a copy there that the account itself does not fetch again', async () => {
    const bench = engineBench();
    const server = bench.server(HOST);
    server.deliver('Subject: one\r\n\r\n', 'Subject: two\r\n\r\n');
    await account(bench);
    await poll(bench);
    const messages = await inbox(bench);
    expect(messages.map(({ canPutOnServer }) => canPutOnServer)).toEqual([true, true]);
    const ids = messages.map(({ id }) => id);
    expect(await bench.engine.handlers['messages.putOnServer']({ ids })).toEqual(ids.map((id) => ({ id })));
    expect(server.messages.map(({ bytes }) => String(bytes)).toSorted()).toEqual([
      'Subject: one\r\n\r\n',
      'Subject: two\r\n\r\n',
    ]);
    server.deliver('Subject: three\r\n\r\n');
    expect(await poll(bench)).toMatchObject({ found: 3, imported: 1, leftAlone: 2, removed: 1 });
    expect(server.messages).toHaveLength(2);
    expect((await bench.engine.handlers['messages.get']({ id: ids[0]! })).trail.at(-1)).toMatchObject({
      event: 'putOnServer',
      params: { mailbox: 'INBOX' },
    });
  });

  it('is new mail, known as a duplicate, where the server does not say which one it became', async () => {
    const bench = engineBench();
    bench.server(HOST).tellsAppended = false;
    bench.server(HOST).deliver('Subject: one\r\n\r\n');
    await account(bench);
    await poll(bench);
    const { id } = await onlyOne(bench);
    await bench.engine.handlers['messages.putOnServer']({ ids: [id] });
    expect(await poll(bench)).toMatchObject({ imported: 1, removed: 1 });
    const [second, first] = await inbox(bench);
    expect(second?.duplicates).toEqual([{ id, folder: 'inbox', account: 'Support', kind: 'sameBytes' }]);
    expect(first?.duplicates).toMatchObject([{ id: second?.id }]);
  });

  it('waits for the run under way, and keeps the next one waiting', async () => {
    const bench = engineBench();
    const server = bench.server(HOST);
    server.deliver('Subject: one\r\n\r\n');
    const { id: accountId } = await account(bench);
    await poll(bench);
    const { id } = await onlyOne(bench);
    server.journal.length = 0;
    await Promise.all([
      bench.engine.handlers['incoming.poll']({ ids: [accountId] }),
      bench.engine.handlers['messages.putOnServer']({ ids: [id] }),
      bench.engine.handlers['incoming.poll']({ ids: [accountId] }),
    ]);
    expect(server.journal.filter((step) => /open|append|finish/.test(step))).toEqual([
      'open',
      'finish',
      'open',
      'append 16',
      'finish',
    ]);
  });

  it('says for each message why it could not be', async () => {
    const bench = engineBench();
    const server = bench.server(HOST);
    server.deliver('Subject: one\r\n\r\n', 'Subject: two\r\n\r\n', 'Subject: three\r\n\r\n');
    const { id: accountId } = await account(bench);
    await poll(bench);
    const ids = (await inbox(bench)).map(({ id }) => id);
    const put = bench.engine.handlers['messages.putOnServer'];
    let appended = 0;
    server.fault = (step) => {
      if (!step.startsWith('append')) return;
      appended += 1;
      if (appended === 1)
        throw new MailroomError('putOnServer.refused', 'mailbox', { params: { mailbox: 'INBOX' } });
      if (appended === 3) throw new MailroomError('connect.reset', 'mailbox', { transient: true });
    };
    expect((await put({ ids })).map(({ error }) => error?.code)).toEqual([
      'putOnServer.refused',
      undefined,
      'connect.reset',
    ]);
    await bench.engine.handlers['incoming.remove']({ id: accountId });
    expect((await put({ ids: [ids[0]!] }))[0]?.error?.code).toBe('input.notFound');
    await expect(put({ ids: [999] })).rejects.toEqual(failing('input.notFound'));
  });

  it('is not possible with POP3', async () => {
    const bench = engineBench();
    bench.server(HOST).deliver('Subject: one\r\n\r\n');
    await account(bench, { serverType: 'pop3' });
    await poll(bench);
    const { id, canPutOnServer } = await onlyOne(bench);
    expect(canPutOnServer).toBe(false);
    const [result] = await bench.engine.handlers['messages.putOnServer']({ ids: [id] });
    expect(result?.error).toMatchObject({ code: 'putOnServer.unsupported', params: { account: 'Support' } });
  });
});

describe('the same mail in several of our accounts', () => {
  async function twoAccounts(choice: 'keep' | 'archive') {
    const bench = engineBench();
    const { handlers } = bench.engine;
    await handlers['settings.set']({ sameMailInSeveralAccounts: choice });
    const ids: string[] = [];
    for (const host of ['a.example.com', 'b.example.com']) {
      bench.server(host).deliver('Subject: Printer\r\nMessage-ID: <same@example.com>\r\n\r\n');
      const { id } = await account(bench, { name: host, host });
      ids.push(id);
      await handlers['rules.create']({
        accountId: id,
        title: 'Printers',
        rank: 1,
        active: true,
        conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
        actions: [{ kind: 'createTicket' }],
      });
    }
    for (const id of ids) {
      await handlers['incoming.poll']({ ids: [id] });
      await bench.engine.drain();
    }
    const { items } = await handlers['messages.list']({ folder: 'archive', limit: 9 });
    const tickets = (await handlers['tickets.list']({ limit: 100 })).items;
    return { bench, handlers, ids, items, tickets };
  }

  it('is handled by each of them, unless that is not wanted', async () => {
    const { items, tickets } = await twoAccounts('keep');
    expect([items.length, tickets.length]).toEqual([2, 2]);
  });

  it('is handled by the first one, and the others put it away', async () => {
    const { bench, handlers, ids, items, tickets } = await twoAccounts('archive');
    expect(tickets).toHaveLength(1);
    const [second, first] = await Promise.all(items.map(({ id }) => handlers['messages.get']({ id })));
    expect(second?.trail.map(({ event }) => event)).toEqual(['imported', 'removed', 'duplicate', 'archived']);
    expect(second?.trail[2]?.params).toEqual({ message: first?.id });

    // The same account again is another matter, and so is the same Message-ID a long time later.
    bench.server('a.example.com').deliver('Subject: Printer\r\nMessage-ID: <same@example.com>\r\n\r\n.');
    await handlers['incoming.poll']({ ids: [ids[1]!] });
    await bench.clock.advance(31 * 86_400_000);
    bench.server('b.example.com').deliver('Subject: Printer\r\nMessage-ID: <same@example.com>\r\n\r\n.');
    await handlers['incoming.poll']({ ids: [ids[1]!] });
    await bench.engine.drain();
    expect((await handlers['tickets.list']({ limit: 100 })).items).toHaveLength(2);
  });
});

describe('the archive', () => {
  it('is in order after all that, and says so without holding up the engine', async () => {
    const bench = engineBench();
    bench.server(HOST).deliver(fromAnna, 'Subject: one\r\n\r\n');
    await account(bench, { maxSizeBytes: 1000 });
    await poll(bench);
    expect(await bench.engine.handlers['archive.verify']({})).toMatchObject({
      ok: true,
      messages: 2,
      bytes: 16,
    });
  });
});
