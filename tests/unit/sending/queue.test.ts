import { describe, expect, it } from 'vitest';
import { builtInTexts } from '../../../electron/engine/sending/built-in-texts.ts';
import { oversizeNotice } from '../../../electron/engine/sending/oversize-notice.ts';
import { queueMessage, type QueueOptions } from '../../../electron/engine/sending/queue.ts';
import { queueSystemMail } from '../../../electron/engine/sending/system-mail.ts';
import type { Database } from '../../../electron/engine/store/database.ts';
import { saveGroup } from '../../../electron/engine/store/groups.ts';
import { setTicket } from '../../../electron/engine/store/messages.ts';
import { listOutbox, readOutboxSource } from '../../../electron/engine/store/outbox.ts';
import { saveOutgoingAccount } from '../../../electron/engine/store/outgoing-accounts.ts';
import { writeSettings } from '../../../electron/engine/store/settings.ts';
import { insertTicket } from '../../../electron/engine/store/tickets.ts';
import { sendRequestSchema, type OutboxEntry } from '../../../shared/domain/outbound.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { outgoingAccount, storedMessage, temporaryDatabase } from '../../support/store.ts';

const clock = createFakeClock();

function withAccounts(): Database {
  const database = temporaryDatabase();
  saveOutgoingAccount(database, outgoingAccount());
  saveOutgoingAccount(
    database,
    outgoingAccount({ id: 'out-2', name: 'Other', isDefault: false, senderAddress: 'other@example.com' }),
  );
  return database;
}

async function queue(database: Database, changes: object, options?: QueueOptions): Promise<OutboxEntry> {
  const request = sendRequestSchema.parse({ to: ['anna@example.com'], subject: 's', text: 't', ...changes });
  return queueMessage(database, clock, request, options);
}

/** The source of the newest message. */
function sourceOf(database: Database): string {
  const [newest] = listOutbox(database, { limit: 1, filter: 'all' });
  return String(readOutboxSource(database, newest?.id ?? ''));
}

describe('an answer', () => {
  it('belongs to the ticket of the message it answers, unless another is named', async () => {
    const database = withAccounts();
    const first = insertTicket(database, 'First', 1);
    const second = insertTicket(database, 'Second', 1);
    const inReplyTo = storedMessage(database);
    setTicket(database, inReplyTo, first.id);
    expect(await queue(database, { inReplyTo })).toMatchObject({
      ticket: first.number,
      subject: '[T-000001] s',
    });
    expect(await queue(database, { inReplyTo, ticket: second.number })).toMatchObject({
      ticket: second.number,
    });
    expect(await queue(database, { inReplyTo: storedMessage(database) })).not.toHaveProperty('ticket');
    await expect(queue(database, { inReplyTo: 99 })).rejects.toMatchObject({
      code: 'input.notFound',
      field: 'inReplyTo',
    });
  });
});

describe('mail of a ticket', () => {
  it('names it once and before any other ticket; tags of others stay where they are', async () => {
    const database = withAccounts();
    insertTicket(database, 'Old', 1);
    writeSettings(database, { ticketNumbers: 'Inc/#' });
    insertTicket(database, 'New', 1);
    const subjectOf = async (subject: string, ticket: string): Promise<string> =>
      (await queue(database, { subject, ticket })).subject;
    expect(await subjectOf('Re: [URGENT] [t-000001] [x] Printer', 'INC/2')).toBe(
      'Re: [Inc/2] [URGENT] [t-000001] [x] Printer',
    );
    expect(await subjectOf('Re: [URGENT] [inc/2] Printer [T-000001]', 'Inc/2')).toBe(
      'Re: [URGENT] [Inc/2] Printer [T-000001]',
    );
    expect(await subjectOf('Re: [Inc/7] Printer [T-000001]', 't-000001')).toBe(
      'Re: [Inc/7] Printer [T-000001]',
    );
    await expect(queue(database, { ticket: 'Inc/7' })).rejects.toMatchObject({
      code: 'input.notFound',
      field: 'ticket',
    });
    await expect(queue(database, { ticket: '[Inc/2]' })).rejects.toThrow('ticketMalformed');
  });
});

describe('a queued message', () => {
  it('keeps everybody once, blind copies among them, and the way the account was found', async () => {
    const database = withAccounts();
    const entry = await queue(database, {
      to: ['a@example.com', 'A@example.com'],
      cc: ['b@example.com', 'a@example.com'],
      bcc: ['B@example.com', 'c@example.com'],
      accountId: 'out-2',
    });
    expect(entry.to).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
    expect(entry).toMatchObject({ why: 'requested', from: 'other@example.com', automatic: false });
  });

  it('is signed in the language of the request, else in that of the program', async () => {
    const database = withAccounts();
    const names = { id: 'g', name: 'G', active: true };
    saveGroup(database, { ...names, signatureEn: 'Regards', signatureDe: 'Gruss' });
    writeSettings(database, { language: 'de' });
    await queue(database, { groupId: 'g' });
    expect(sourceOf(database)).toContain('t\r\n-- \r\nGruss');
    await queue(database, { groupId: 'g', language: 'en' });
    expect(sourceOf(database)).toContain('t\r\n-- \r\nRegards');
  });

  it('is kept out when what runs with it fails', async () => {
    const database = withAccounts();
    const within = (): never => {
      throw new Error('no');
    };
    await expect(queue(database, {}, { within })).rejects.toThrow('no');
    expect(listOutbox(database, { limit: 9, filter: 'all' })).toEqual([]);
  });
});

describe('mail that the program writes', () => {
  it('goes through the default account, or the one that is named, and in the language of the program', async () => {
    const database = withAccounts();
    const mail = {
      kind: 'accountQuiet' as const,
      to: ['a@example.com', 'b@example.com'],
      variables: { 'account.name': 'In{{since}}box', since: 'May' },
    };
    writeSettings(database, { language: 'de' });
    expect(await queueSystemMail(database, clock, mail)).toMatchObject({
      why: 'default',
      to: mail.to,
      subject: 'Ungewöhnlich lange keine Post im Konto „In{{since}}box“',
      automatic: true,
    });
    const other = await queueSystemMail(database, clock, { ...mail, accountId: 'out-2', language: 'en' });
    expect(other).toMatchObject({ why: 'requested', account: 'Other' });
    expect(sourceOf(database)).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    await expect(queueSystemMail(database, clock, { ...mail, accountId: 'gone' })).rejects.toMatchObject({
      code: 'input.notFound',
      field: 'accountId',
    });
  });

  it('is in both languages for a sender nobody knows, and in one when only that was written', () => {
    const notice = {
      messageId: 1,
      to: 'a@example.com',
      subject: `Plans\r\n${'x'.repeat(500)}`,
      date: Date.UTC(2026, 0, 5, 8),
      size: 12_345_678,
      limit: 5_000_000,
    };
    const both = oversizeNotice(builtInTexts.oversizeNotice, notice);
    expect(both.subject).toMatch(/^Ihre E-Mail war zu groß \/ Your e-mail was too large: Plans +x+$/);
    const [german, english] = both.text.split('\n\n--\n\n');
    expect(german).toContain('Größe: 12.3 MB\nHöchstens: 5.00 MB');
    expect(english).toContain('Date: 2026-01-05 08:00 UTC\nSize: 12.3 MB\nLimit: 5.00 MB');
    expect(oversizeNotice(builtInTexts.oversizeNotice, { ...notice, subject: '' }).subject).toBe(
      'Ihre E-Mail war zu groß / Your e-mail was too large',
    );
    const one = { ...builtInTexts.oversizeNotice, textDe: '', textEn: 'Too large.', subjectEn: 'Too large' };
    expect(oversizeNotice(one, notice)).toMatchObject({
      subject: 'Too large',
      text: 'Too large.',
      inReplyTo: 1,
    });
    expect(() => oversizeNotice(one, { ...notice, to: 'nobody' })).toThrow();
  });
});
