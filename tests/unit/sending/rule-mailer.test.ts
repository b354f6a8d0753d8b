import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { parseIndex } from '../../../electron/engine/mime/parse.ts';
import { finishProcessing } from '../../../electron/engine/receiving/finish-processing.ts';
import { createRuleMailer, type RuleMailer } from '../../../electron/engine/sending/rule-mailer.ts';
import { saveContact } from '../../../electron/engine/store/contacts.ts';
import type { Database } from '../../../electron/engine/store/database.ts';
import { saveIncomingAccount } from '../../../electron/engine/store/incoming-accounts.ts';
import { insertSource, setRead } from '../../../electron/engine/store/messages.ts';
import { saveOutgoingAccount } from '../../../electron/engine/store/outgoing-accounts.ts';
import { writeSettings } from '../../../electron/engine/store/settings.ts';
import { saveRule } from '../../../electron/engine/store/rules.ts';
import { deleteTemplate, saveTemplate } from '../../../electron/engine/store/templates.ts';
import { settleUnread } from '../../../electron/engine/store/ticket-fields.ts';
import { readTrail } from '../../../electron/engine/store/trail.ts';
import { MAX_ATTACHED_BYTES } from '../../../shared/domain/outbound.ts';
import type { RuleAction } from '../../../shared/domain/rule.ts';
import { templateInputSchema, type TemplateInput } from '../../../shared/domain/template.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import {
  incomingAccount,
  outgoingAccount,
  silentLogger,
  storedMessage,
  temporaryDatabase,
} from '../../support/store.ts';
import { rule } from '../rules/support.ts';

interface Bench {
  readonly database: Database;
  readonly clock: FakeClock;
  readonly mailer: RuleMailer;
  /** Warnings, in order. */
  readonly logged: readonly string[];
  /** Lets the rules have a message; returns its id. */
  receive(...header: readonly string[]): number;
  /** Recipients and subjects of the outbox, oldest first. */
  outbox(): string[];
  /** Why no mail was written about a message. */
  skipped(id: number): unknown[];
}

function bench(actions: RuleAction[], withAccount = true): Bench {
  const database = temporaryDatabase();
  const clock = createFakeClock();
  const logged: string[] = [];
  const logger = { ...silentLogger, warn: (text: string) => void logged.push(text) };
  saveIncomingAccount(database, incomingAccount());
  if (withAccount) saveOutgoingAccount(database, outgoingAccount());
  saveRule(database, rule('All', [{ field: 'sender', operator: 'contains', value: '@' }], { actions }));
  database.exec(`
    INSERT INTO groups VALUES ('g-1', 'Desk', 'desk', 1, NULL, '', '');
    INSERT INTO users VALUES ('u-1', 'eve', 'eve', 'Eve', 'eve@our.example', 'en', 1, NULL),
      ('u-2', 'bob', 'bob', 'Bob', 'bob@our.example', 'en', 1, NULL),
      ('u-3', 'old', 'old', 'Old', 'old@our.example', 'en', 0, NULL);
    INSERT INTO user_groups VALUES ('u-1', 'g-1'), ('u-2', 'g-1'), ('u-3', 'g-1');`);
  return {
    database,
    clock,
    mailer: createRuleMailer({ database, clock, logger, onQueued() {} }),
    logged,
    receive(...header) {
      const subject = header.some((line) => line.startsWith('Subject:')) ? [] : ['Subject: printer'];
      const lines = ['From: Ann <ann@customer.example>', ...subject, ...header, '', 'It burns.', ''];
      const source = Buffer.from(lines.join('\r\n'));
      const id = storedMessage(database, { sizeBytes: source.length });
      insertSource(database, id, source);
      const index = parseIndex(source, { imagesAsAttachments: false });
      finishProcessing(database, [{ id, index }], clock.now());
      return id;
    },
    outbox: () =>
      database
        .prepare(
          `SELECT address || ': ' || subject FROM outbox JOIN outbox_recipients ON outbox = sequence ORDER BY sequence`,
        )
        .pluck()
        .all() as string[],
    skipped: (id) =>
      readTrail(database, id).flatMap(({ event, params }) =>
        event === 'mailSkipped' ? [`${params['to']}: ${params['why']}`] : [],
      ),
  };
}

describe('mail that a rule wants sent', () => {
  it('confirms, tells users and sends the message on, each marked as automatic', async () => {
    const { database, mailer, receive, outbox } = bench([
      { kind: 'createTicket', ownerId: 'u-2' },
      { kind: 'confirm' },
      { kind: 'notify', groupId: 'g-1' },
      { kind: 'forward', to: ['boss@our.example'] },
    ]);
    const id = receive('Message-ID: <m@customer.example>');
    expect(outbox()).toEqual([]);
    await mailer.drain();
    expect(outbox()).toEqual([
      'ann@customer.example: Re: [T-000001] printer',
      'bob@our.example: Neu / New: [T-000001] printer',
      'eve@our.example: Neu / New: [T-000001] printer',
      'boss@our.example: Fwd: printer',
    ]);
    const stored = database.prepare('SELECT source FROM outbox_sources ORDER BY outbox').pluck();
    const sources = (stored.all() as Buffer[]).map(String);
    expect(sources).toHaveLength(4);
    for (const source of sources) expect(source).toMatch(/^Auto-Submitted: auto-/m);
    expect(sources[0]).toContain('In-Reply-To: <m@customer.example>');
    const events = readTrail(database, id).map(({ event }) => event);
    expect(events.filter((event) => event === 'mailQueued')).toHaveLength(4);
    await mailer.drain();
    expect(outbox()).toHaveLength(4);
  });

  it('tells the owner once until all mail of the ticket is read', async () => {
    const { database, mailer, receive, outbox } = bench([
      { kind: 'assignTicket', ticket: 'T-000001' },
      { kind: 'setFields', ownerId: 'u-2' },
      { kind: 'notify', owner: true },
    ]);
    database.exec(`INSERT INTO tickets (number, title, status, created_at, updated_at)
      VALUES ('T-000001', 'Printer', 'new', 1, 1)`);
    const ids = [receive(), receive()];
    await mailer.drain();
    expect(outbox()).toHaveLength(1);
    for (const id of ids) {
      setRead(database, id, true);
      settleUnread(database, id);
    }
    receive();
    await mailer.drain();
    expect(outbox()).toHaveLength(2);
    expect(outbox()[1]).toContain('bob@our.example');
  });

  it.each([
    [['Auto-Submitted: auto-replied'], 'automatic'],
    [['List-Id: <news.example>'], 'automatic'],
    [['Return-Path: <>'], 'automatic'],
    [['Content-Type: multipart/report; boundary=b'], 'automatic'],
  ])('never answers %j', async (header, why) => {
    const { mailer, receive, outbox, skipped } = bench([{ kind: 'confirm' }]);
    const id = receive(...header);
    await mailer.drain();
    expect(outbox()).toEqual([]);
    expect(skipped(id)).toEqual([`ann@customer.example: ${why}`]);
  });

  it('never goes to ourselves or to machines', async () => {
    const { database, mailer, receive, outbox, skipped } = bench([
      { kind: 'forward', to: ['Support@example.com', 'noreply@our.example', 'in@our.example'] },
    ]);
    saveIncomingAccount(database, incomingAccount({ id: 'in-2', name: 'Other', user: 'IN@our.example' }));
    const id = receive();
    await mailer.drain();
    expect(outbox()).toEqual([]);
    expect(skipped(id)).toEqual([
      'Support@example.com: ownAddress',
      'noreply@our.example: noAddress',
      'in@our.example: ownAddress',
    ]);
  });

  it('does not send on what is too big to be attached, and says so', async () => {
    const { database, mailer, receive, outbox, skipped } = bench([
      { kind: 'forward', to: ['boss@our.example'] },
    ]);
    const id = receive();
    const large = Buffer.alloc(MAX_ATTACHED_BYTES + 1, 'Subject: x\r\n');
    database.prepare('UPDATE raw_sources SET source = ? WHERE message_id = ?').run(large, id);
    await mailer.drain();
    expect(outbox()).toEqual([]);
    expect(skipped(id)).toEqual(['boss@our.example: tooLarge']);
  });

  it('answers one address five times a day at most, however much comes', async () => {
    const { clock, mailer, receive, outbox } = bench([{ kind: 'confirm' }]);
    for (let round = 0; round < 9; round++) receive();
    await mailer.drain();
    expect(outbox()).toHaveLength(5);
    await clock.advance(86_400_001);
    receive();
    await mailer.drain();
    expect(outbox()).toHaveLength(6);
  });

  it('waits for an account that can send', async () => {
    const { database, mailer, logged, receive, outbox } = bench([{ kind: 'confirm' }], false);
    for (let round = 0; round < 3; round++) receive();
    await mailer.drain();
    expect(outbox()).toEqual([]);
    // The first tells for all of them.
    expect(logged).toEqual(['mail of a rule waits']);
    saveOutgoingAccount(database, outgoingAccount());
    await mailer.drain();
    expect(outbox()).toHaveLength(3);
  });

  it('lets others have their turn in between, however much there is', async () => {
    const { database, mailer, receive } = bench([{ kind: 'confirm' }]);
    for (let round = 0; round < 20; round++) receive('Precedence: bulk');
    const left = (): unknown => database.prepare('SELECT count(*) FROM rule_mails').pluck().get();
    const draining = mailer.drain();
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    expect(left()).toBeGreaterThan(10);
    await draining;
    expect(left()).toBe(0);
  });

  it('is queued once, though two look at the same time', async () => {
    const { database, clock, mailer, receive, outbox } = bench([{ kind: 'confirm' }]);
    for (let round = 0; round < 4; round++) receive();
    const other = createRuleMailer({ database, clock, logger: silentLogger, onQueued() {} });
    await Promise.all([mailer.drain(), other.drain(), mailer.drain()]);
    expect(outbox()).toHaveLength(4);
  });
});

describe('a confirmation in words that somebody chose', () => {
  const text = (changes: Partial<TemplateInput>): TemplateInput =>
    templateInputSchema.parse({
      name: 'Received',
      kind: 'confirmation',
      subjectEn: '',
      textEn: '',
      subjectDe: '',
      textDe: '',
      ...changes,
    });

  /** A rule that confirms with a text, after `before`. */
  function confirming(words: Partial<TemplateInput>, before: readonly RuleAction[] = []): Bench {
    const bed = bench([...before, { kind: 'confirm', templateId: 't-1' }]);
    saveTemplate(bed.database, { ...text(words), id: 't-1', builtIn: false });
    bed.database.exec("INSERT INTO ticket_types VALUES ('y-1', 'Fault', 'fault', 1, NULL)");
    return bed;
  }

  /** Subject and text of the only mail in the outbox. */
  function sent({ database }: Bench): string[] {
    const rows = database
      .prepare('SELECT subject, source FROM outbox JOIN outbox_sources ON outbox = sequence')
      .all() as { subject: string; source: Buffer }[];
    expect(rows).toHaveLength(1);
    const [, body = ''] = String(rows[0]?.source).split(/\r\n\r\n([^]*)/);
    return [rows[0]?.subject ?? '', body.replaceAll('\r\n', '\n')];
  }
  const missing = ({ database }: Bench, id: number): unknown[] =>
    readTrail(database, id).flatMap(({ event, params }) => (event === 'textMissing' ? [params] : []));

  it('has both languages in one mail, German first, with everything filled in', async () => {
    const bed = confirming(
      {
        subjectDe: 'Eingang [{{ticket.number}}]',
        textDe: 'Guten Tag {{contact.name}}, {{message.subject}} vom {{message.date}}',
        subjectEn: '[{{ticket.number}}] Received',
        textEn:
          '{{ticket.number}} {{ticket.title}}, {{group.name}}, {{type.name}}, {{sender.name}} {{sender.address}}, ' +
          '{{message.date}}',
      },
      [{ kind: 'createTicket', groupId: 'g-1', typeId: 'y-1' }],
    );
    bed.receive('Subject: printer {{ticket.title}}', 'Date: Tue, 24 Nov 2026 12:00:00 +0000');
    await bed.mailer.drain();
    expect(sent(bed)).toEqual([
      'Eingang [T-000001] / Received',
      'Guten Tag Ann, printer {{ticket.title}} vom 24. November 2026\n\n--\n\n' +
        'T-000001 printer {{ticket.title}}, Desk, Fault, Support support@example.com, 24 November 2026\n',
    ]);
  });

  it('has the one language it is written in, and the usual subject where it has none', async () => {
    const bed = confirming({ textDe: 'Danke, {{contact.name}}. {{ticket.number}}{{group.name}}' });
    bed.receive('Subject: =?utf-8?q?A=0D=0AB?=');
    await bed.mailer.drain();
    expect(sent(bed)).toEqual(['Re: A B', 'Danke, Ann. \n']);
  });

  it('loses the brackets around a number that there is not, and calls known people by their names', async () => {
    const bed = confirming({
      subjectEn: '[{{ticket.number}}] {{message.subject}} received',
      textEn: 'Dear {{contact.name}}',
    });
    saveContact(bed.database, {
      id: 'c-1',
      name: 'Dr. Ann B.',
      organisation: '',
      addresses: ['ANN@customer.example'],
      blocked: false,
    });
    bed.receive(`Subject: ${'x'.repeat(400)}`);
    await bed.mailer.drain();
    expect(sent(bed)).toEqual([`${'x'.repeat(150)} received`, 'Dear Dr. Ann B.\n']);
  });

  it('has the words that the text has when it goes out', async () => {
    const bed = confirming({ textEn: 'Old' });
    const id = bed.receive();
    saveTemplate(bed.database, { ...text({ textEn: 'New' }), id: 't-1', builtIn: false });
    await bed.mailer.drain();
    expect(sent(bed)[1]).toBe('New\n');
    expect(missing(bed, id)).toEqual([]);
  });

  it('goes out in the built-in words when the text was deleted meanwhile, and the trail says so', async () => {
    const bed = confirming({ textEn: 'Gone' });
    const id = bed.receive();
    deleteTemplate(bed.database, 't-1');
    await bed.mailer.drain();
    expect(sent(bed)[1]).toContain('We have received your message.');
    expect(missing(bed, id)).toEqual([{ rule: 'All' }]);
  });
});

describe('word to the owner of a ticket', () => {
  /** Mail for the ticket of Eve, by its reference in the subject: no rule acts. */
  function owned(): Bench & { answer(...header: readonly string[]): number } {
    const all = bench([{ kind: 'createTicket', ownerId: 'u-1' }]);
    const first = all.receive();
    setRead(all.database, first, true);
    settleUnread(all.database, first);
    all.database.exec('DELETE FROM rule_mails');
    return {
      ...all,
      answer: (...header) => all.receive('Subject: Re: [T-000001] printer', ...header),
    };
  }
  const events = ({ database }: Bench, id: number): unknown[] =>
    readTrail(database, id).flatMap(({ event, params }) =>
      event.startsWith('owner') ? [[event, params]] : [],
    );

  it('goes out once until all mail of the ticket is read', async () => {
    const bed = owned();
    const [one, two] = [bed.answer(), bed.answer()];
    await bed.mailer.drain();
    expect(bed.outbox()).toEqual(['eve@our.example: Neu / New: Re: [T-000001] printer']);
    expect(events(bed, one)).toEqual([['ownerTold', { to: 'eve@our.example' }]]);
    expect(events(bed, two)).toEqual([]);
    setRead(bed.database, one, true);
    settleUnread(bed.database, one);
    bed.answer();
    await bed.mailer.drain();
    expect(bed.outbox()).toHaveLength(1);
    bed.database.exec('UPDATE messages SET read = 1');
    settleUnread(bed.database, one);
    bed.answer();
    await bed.mailer.drain();
    expect(bed.outbox()).toHaveLength(2);
  });

  it('goes out for the first mail that a person wrote, and to a new owner too', async () => {
    const bed = owned();
    bed.answer('Auto-Submitted: auto-replied');
    await bed.mailer.drain();
    expect(bed.outbox()).toEqual([]);
    bed.answer();
    bed.answer();
    await bed.mailer.drain();
    expect(bed.outbox()).toEqual(['eve@our.example: Neu / New: Re: [T-000001] printer']);
    bed.database.exec(`UPDATE tickets SET owner_id = 'u-2'`);
    bed.answer();
    bed.answer();
    await bed.mailer.drain();
    expect(bed.outbox().slice(1)).toEqual(['bob@our.example: Neu / New: Re: [T-000001] printer']);
  });

  it('goes out once for a new ticket as well, and not beside that of a rule', async () => {
    const bed = bench([
      { kind: 'createTicket', ownerId: 'u-1' },
      { kind: 'notify', owner: true },
    ]);
    const id = bed.receive();
    await bed.mailer.drain();
    expect(bed.outbox()).toHaveLength(1);
    expect(events(bed, id)).toEqual([]);
  });

  it('does not go out because of automatic mail, to owners who are off, or when it is not wanted', async () => {
    const bed = owned();
    const away = bed.answer('Auto-Submitted: auto-replied');
    await bed.mailer.drain();
    expect(events(bed, away)).toEqual([['ownerNotTold', { to: 'eve@our.example', why: 'automatic' }]]);
    const off = owned();
    off.database.exec("UPDATE users SET active = 0 WHERE id = 'u-1'");
    off.answer();
    const unwanted = owned();
    writeSettings(unwanted.database, { tellOwners: false });
    unwanted.answer();
    await Promise.all([off.mailer.drain(), unwanted.mailer.drain()]);
    expect([...bed.outbox(), ...off.outbox(), ...unwanted.outbox()]).toEqual([]);
  });
});
