import { describe, expect, it } from 'vitest';
import type { Database } from '../../../electron/engine/store/database.ts';
import {
  accountsWithMail,
  dueOf,
  earlierOfTicket,
  markSending,
  nextDueAfter,
  readDue,
  recordResult,
  surfaceInterrupted,
  unmarkSending,
  type AttemptResult,
} from '../../../electron/engine/store/outbox-delivery.ts';
import { deferForAccount, restOf, wakeAccountMail } from '../../../electron/engine/store/outbox-rest.ts';
import {
  confirmSent,
  findChangeable,
  replaceAccount,
  replaceRecipients,
  requeue,
  requeueAll,
  type ChangeableMessage,
} from '../../../electron/engine/store/outbox-changes.ts';
import {
  findOutboxEntry,
  insertOutboxEntry,
  listOutbox,
  outboxCounts,
  outboxHistory,
  readOutboxSource,
  waitingThrough,
  type NewOutboxEntry,
} from '../../../electron/engine/store/outbox.ts';
import { saveOutgoingAccount } from '../../../electron/engine/store/outgoing-accounts.ts';
import { lastDelivery } from '../../../electron/engine/store/outgoing-states.ts';
import { insertTicket } from '../../../electron/engine/store/tickets.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { outboxEntrySchema } from '../../../shared/domain/outbound.ts';
import { outgoingAccount, temporaryDatabase } from '../../support/store.ts';

const later = new MailroomError('send.temporary', 'submit', { transient: true }).toPlain();
const noLogin = new MailroomError('login.refused', 'login').toPlain();
const giveUp = {
  afterMs: 1000,
  overdueMs: 500,
  error: new MailroomError('send.expired', 'submit').toPlain(),
};

const sent: AttemptResult = {
  state: 'sent',
  outcome: 'sent',
  at: 200,
  ms: 1.6,
  reply: '250 ok',
  recipients: [{ position: 0, state: 'accepted', reply: '250 ok' }],
  account: 'works',
};

function queue(database: Database, id: string, changes: Partial<NewOutboxEntry> = {}): void {
  insertOutboxEntry(database, {
    id,
    state: 'queued',
    accountId: 'out-1',
    accountName: 'Sending',
    why: 'default',
    steps: [{ step: 'default', outcome: 'used', account: 'Sending' }],
    automatic: false,
    sentCopy: false,
    sender: 'support@example.com',
    recipients: [{ address: 'anna@example.com', kind: 'to' }],
    subject: 'Hello',
    messageId: `<${id}@example.com>`,
    source: Buffer.from(`source of ${id}`),
    charsetFallback: false,
    createdAt: 100,
    ...changes,
  });
}

function required(database: Database, id: string): ChangeableMessage {
  const message = findChangeable(database, id);
  if (message === undefined) throw new Error(`no ${id}`);
  return message;
}

const due = (database: Database, now: number, after = 0): number[] =>
  dueOf(database, 'out-1', now, after, 10).map(({ sequence }) => sequence);

describe('what is due', () => {
  it('comes by account, in order, and only when it is due', () => {
    const database = temporaryDatabase();
    queue(database, 'a');
    queue(database, 'b', { accountId: 'out-2' });
    queue(database, 'c');
    queue(database, 'later', { createdAt: 500 });
    expect(accountsWithMail(database).toSorted()).toEqual(['out-1', 'out-2']);
    expect(due(database, 99)).toEqual([]);
    expect(due(database, 100)).toEqual([1, 3]);
    expect(due(database, 500, 1)).toEqual([3, 4]);
    expect(nextDueAfter(database, 100)).toBe(500);
    expect(nextDueAfter(database, 500)).toBeUndefined();
    expect(readDue(database, 1, 'out-1', 100)).toMatchObject({
      id: 'a',
      recipients: [{ position: 0, address: 'anna@example.com' }],
      source: Buffer.from('source of a'),
    });
    expect(readDue(database, 1, 'out-2', 100)).toBeUndefined();
  });

  it('is marked once, and can be unmarked', () => {
    const database = temporaryDatabase();
    queue(database, 'a');
    expect(markSending(database, 1)).toBe(true);
    expect(markSending(database, 1)).toBe(false);
    expect(due(database, 1000)).toEqual([]);
    unmarkSending(database, 1, 100);
    expect(due(database, 100)).toEqual([1]);
  });

  it('after a crash is no more: it shows as unknown', () => {
    const database = temporaryDatabase();
    const unknown = new MailroomError('send.unknown', 'submit').toPlain();
    queue(database, 'a');
    queue(database, 'b');
    markSending(database, 1);
    expect(surfaceInterrupted(database, unknown, 300)).toBe(1);
    expect(outboxHistory(database, 'a').attemptList).toEqual([
      { at: 300, ms: 0, outcome: 'unknown', error: unknown },
    ]);
    expect(findOutboxEntry(database, 'a')).toMatchObject({ state: 'unknown', error: unknown });
    expect(due(database, 1000)).toEqual([2]);
  });

  it('waits for an earlier one of its ticket that still has one of its recipients', () => {
    const database = temporaryDatabase();
    const ticketId = insertTicket(database, 'T', 1).id;
    queue(database, 'a', { ticketId });
    queue(database, 'b', { ticketId, recipients: [{ address: 'bert@example.com', kind: 'to' }] });
    queue(database, 'c', { ticketId, recipients: [{ address: 'Anna@Example.com', kind: 'bcc' }] });
    queue(database, 'd');
    expect([1, 2, 3, 4].map((sequence) => earlierOfTicket(database, sequence))).toEqual([
      undefined,
      undefined,
      1,
      undefined,
    ]);
    recordResult(database, 1, sent);
    expect(earlierOfTicket(database, 3)).toBeUndefined();
  });
});

describe('results', () => {
  it('are kept with the entry, its recipients, its history and its account', () => {
    const database = temporaryDatabase();
    saveOutgoingAccount(database, outgoingAccount());
    queue(database, 'a');
    recordResult(database, 1, {
      state: 'deferred',
      outcome: 'deferred',
      at: 100,
      ms: 1.6,
      reply: '451 later',
      error: later,
      nextAttemptAt: 200,
      recipients: [{ position: 0, state: 'pending', reply: '451 later' }],
      account: noLogin,
    });
    expect(findOutboxEntry(database, 'a')).toMatchObject({
      state: 'deferred',
      attempts: 1,
      nextAttempt: 200,
      lastReply: '451 later',
      error: later,
    });
    expect(lastDelivery(database, 'out-1')).toEqual({
      sentAt: undefined,
      error: noLogin,
      failingSince: 100,
      failures: 1,
    });
    recordResult(database, 1, sent);
    const entry = findOutboxEntry(database, 'a');
    expect(entry).toMatchObject({ state: 'sent', attempts: 2, lastReply: '250 ok', sentAt: 200 });
    expect(entry).not.toHaveProperty('error');
    outboxEntrySchema.parse(entry);
    expect(lastDelivery(database, 'out-1')).toEqual({
      sentAt: 200,
      error: undefined,
      failingSince: undefined,
      failures: 0,
    });
    expect(outboxHistory(database, 'a')).toEqual({
      steps: [{ step: 'default', outcome: 'used', account: 'Sending' }],
      recipients: [{ address: 'anna@example.com', kind: 'to', state: 'accepted', reply: '250 ok' }],
      attemptList: [
        { at: 100, ms: 2, outcome: 'deferred', reply: '451 later', error: later },
        { at: 200, ms: 2, outcome: 'sent', reply: '250 ok' },
      ],
    });
  });

  it('of an account keep all its mail waiting, and its rest can be read from it', () => {
    const database = temporaryDatabase();
    queue(database, 'a');
    queue(database, 'b');
    queue(database, 'other', { accountId: 'out-2' });
    deferForAccount(database, 'out-1', { error: noLogin, until: 900 }, giveUp, 100);
    expect(findOutboxEntry(database, 'b')).toMatchObject({
      state: 'deferred',
      nextAttempt: 900,
      error: noLogin,
    });
    expect(findOutboxEntry(database, 'other')?.state).toBe('queued');
    expect(restOf(database, 'out-1', ['login'], 100)).toEqual({ error: noLogin, until: 900 });
    expect(restOf(database, 'out-1', ['dns'], 100)).toBeUndefined();
    expect(restOf(database, 'out-1', ['login'], 900)).toBeUndefined();
    wakeAccountMail(database, 'out-1', ['login'], 150);
    expect(due(database, 150)).toEqual([1, 2]);
    // The time of both is over then.
    deferForAccount(database, 'out-1', { error: noLogin, until: 1200 }, giveUp, 150);
    expect(findOutboxEntry(database, 'a')).toMatchObject({
      state: 'failed',
      error: { code: 'send.expired' },
    });
  });

  it('of one message do not make the account rest', () => {
    const database = temporaryDatabase();
    queue(database, 'a');
    recordResult(database, 1, { ...sent, state: 'deferred', error: later, nextAttemptAt: 900 });
    expect(restOf(database, 'out-1', ['login', 'connect'], 100)).toBeUndefined();
  });
});

describe('lists', () => {
  it('are newest first, by filter and account, page after page', () => {
    const database = temporaryDatabase();
    for (const id of ['a', 'b', 'c', 'd', 'e']) queue(database, id);
    queue(database, 'f', { accountId: 'out-2', state: 'tooLarge' });
    recordResult(database, 1, sent);
    const list = (query: Partial<Parameters<typeof listOutbox>[1]>): string[] =>
      listOutbox(database, { limit: 10, filter: 'all', ...query }).map(({ id }) => id);
    expect(list({ limit: 2 })).toEqual(['f', 'e']);
    expect(list({ limit: 2, after: 'e' })).toEqual(['d', 'c']);
    expect(list({ after: 'a' })).toEqual([]);
    expect(list({ filter: 'waiting' })).toEqual(['e', 'd', 'c', 'b']);
    expect(list({ filter: 'problems' })).toEqual(['f']);
    expect(list({ filter: 'done' })).toEqual(['a']);
    expect(list({ accountId: 'out-1', filter: 'waiting', after: 'd' })).toEqual(['c', 'b']);
    expect(outboxCounts(database)).toEqual({ all: 6, waiting: 4, problems: 1, done: 1 });
    expect(waitingThrough(database, 'out-1')).toBe(4);
  });
});

describe('what a person does', () => {
  it('sending again begins a new series, for those who have not got it', () => {
    const database = temporaryDatabase();
    queue(database, 'a', {
      recipients: [
        { address: 'anna@example.com', kind: 'to' },
        { address: 'bert@example.com', kind: 'to' },
      ],
    });
    recordResult(database, 1, {
      ...sent,
      state: 'partlyRefused',
      outcome: 'partlyRefused',
      error: later,
      recipients: [...sent.recipients, { position: 1, state: 'refused', reply: '550 no' }],
    });
    requeue(database, 1, 500);
    expect(findOutboxEntry(database, 'a')).toMatchObject({ state: 'queued', attempts: 1, nextAttempt: 500 });
    expect(readDue(database, 1, 'out-1', 500)).toMatchObject({
      recipients: [{ address: 'bert@example.com' }],
      acceptedBefore: 1,
      refusedBefore: [],
      seriesAt: 500,
      seriesAttempts: 0,
    });
  });

  it('sending all again leaves alone what is unknown, cancelled, or without an account', () => {
    const database = temporaryDatabase();
    saveOutgoingAccount(database, outgoingAccount());
    const states = ['deferred', 'failed', 'unknown', 'cancelled', 'tooLarge'] as const;
    states.forEach((state, index) => {
      queue(database, state);
      recordResult(database, index + 1, { ...sent, state, outcome: 'failed', recipients: [] });
    });
    queue(database, 'orphan', { accountId: 'gone' });
    recordResult(database, 6, { ...sent, state: 'failed', outcome: 'failed', recipients: [] });
    expect(requeueAll(database, 'out-2', 500)).toBe(0);
    expect(requeueAll(database, undefined, 500)).toBe(2);
    expect(due(database, 500)).toEqual([1, 2]);
  });

  it('other recipients replace those who have not got it', () => {
    const database = temporaryDatabase();
    queue(database, 'a', {
      recipients: [
        { address: 'anna@example.com', kind: 'to' },
        { address: 'bert@example.com', kind: 'cc' },
      ],
    });
    recordResult(database, 1, { ...sent, state: 'deferred' });
    replaceRecipients(
      database,
      required(database, 'a'),
      [{ address: 'carl@example.com', kind: 'bcc' }],
      Buffer.from('new'),
    );
    expect(outboxHistory(database, 'a').recipients).toEqual([
      { address: 'anna@example.com', kind: 'to', state: 'accepted', reply: '250 ok' },
      { address: 'carl@example.com', kind: 'bcc', state: 'pending' },
    ]);
    expect(String(readOutboxSource(database, 'a'))).toBe('new');
    expect(findOutboxEntry(database, 'a')?.sizeBytes).toBe(3);
  });

  it('another account sends under its own address', () => {
    const database = temporaryDatabase();
    queue(database, 'a');
    replaceAccount(
      database,
      1,
      { accountId: 'out-2', accountName: 'Other', sender: 'other@example.com', steps: [], sentCopy: true },
      Buffer.from('new'),
    );
    expect(findOutboxEntry(database, 'a')).toMatchObject({
      accountId: 'out-2',
      account: 'Other',
      from: 'other@example.com',
      why: 'requested',
      sentCopy: 'waiting',
    });
  });

  it('knowing that it arrived settles it, with a note of its own', () => {
    const database = temporaryDatabase();
    queue(database, 'a', { sentCopy: true });
    recordResult(database, 1, { ...sent, state: 'unknown', outcome: 'unknown', recipients: [] });
    confirmSent(database, 1, 700);
    expect(findOutboxEntry(database, 'a')).toMatchObject({ state: 'sent', sentAt: 700, sentCopy: 'waiting' });
    expect(outboxHistory(database, 'a')).toMatchObject({
      recipients: [{ state: 'accepted' }],
      attemptList: [{ outcome: 'unknown' }, { outcome: 'confirmed', at: 700 }],
    });
  });
});
