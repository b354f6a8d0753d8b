// Rules, contacts and rehearsal, against a real Dovecot through the built command line.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { receivingAccount, sendingAccount } from '../support/accounts.ts';
import { createCli, type Cli } from '../support/cli.ts';

interface Items<T> {
  readonly items: readonly T[];
}
interface ListedMessage {
  readonly id: number;
  readonly subject: string;
  readonly state: string;
  readonly ticket?: string;
}
interface ListedTicket {
  readonly number: string;
  readonly title: string;
  readonly messages: number;
}
interface ListedRule {
  readonly id: string;
  readonly rank: number;
  readonly title: string;
}

/** How often a poll is killed. */
const KILLS = 12;

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await startDovecot({
    users: Array.from({ length: 6 }, (_, index) => ({ user: `r${index + 1}`, password: 'pw' })),
  });
});
afterAll(() => dovecot?.stop());

async function cliWith(user: string, changes: object = {}): Promise<Cli> {
  const cli = createCli();
  onTestFinished(() => cli.remove());
  const caFile = dovecot.authority.certificateFile;
  const account = receivingAccount(dovecot, { protocol: 'imap4', user, caFile });
  await cli.add({ ...account, name: 'Mail', ...changes });
  return cli;
}

function mail(
  subject: string,
  lines: readonly string[] = [],
  from = 'Ann <ann@customer.example>',
): { bytes: Buffer } {
  const header = [`From: ${from}`, 'To: support@our.example', `Subject: ${subject}`, ...lines];
  return { bytes: Buffer.from(`${header.join('\r\n')}\r\n\r\nSome text\r\n`) };
}

async function addRule(cli: Cli, rule: object): Promise<ListedRule> {
  return cli.json<ListedRule>(['rule', 'add', '--file', '-'], {
    input: JSON.stringify({ account: 'Mail', actions: [{ kind: 'createTicket' }], ...rule }),
  });
}

const contains = (value: string): object => ({ field: 'subject', operator: 'contains', value });
const matches = (value: string): object => ({ field: 'body', operator: 'matches', value });
const list = async <T>(cli: Cli, ...words: readonly string[]): Promise<readonly T[]> =>
  (await cli.json<Items<T>>([...words, 'list'])).items;

describe('rules', () => {
  it('file real mail by header, expression, size and mark, in the order of their ranks', async () => {
    const cli = await cliWith('r1');
    await addRule(cli, {
      title: 'Spam',
      rank: 10,
      conditions: [{ field: 'spam', operator: 'is', value: 'yes' }],
      actions: [{ kind: 'markSpam' }],
    });
    await addRule(cli, {
      title: 'Urgent',
      rank: 20,
      continue: true,
      conditions: [{ field: 'header', name: 'X-Priority', operator: 'startsWith', value: '1' }],
      actions: [{ kind: 'setFields', priority: 'urgent' }],
    });
    await addRule(cli, {
      title: 'Invoices',
      rank: 30,
      conditions: [
        { field: 'subject', operator: 'matches', value: '^rechnung\\s+\\d+$' },
        { field: 'sender', operator: 'domainIs', value: 'customer.example' },
      ],
    });
    dovecot.fill('r1', [
      mail('Rechnung 1', ['X-Spam-Flag: YES']),
      mail('=?utf-8?q?Rechnung_2?=', ['X-Priority: 1 (Highest)']),
      mail('Rechnung zwei'),
      mail('Rechnung 3', [], 'b@elsewhere.example'),
    ]);
    await cli.json(['poll']);
    expect(await list<ListedTicket>(cli, 'ticket')).toMatchObject([
      {
        number: 'T-000001',
        title: 'Rechnung 2',
        priority: 'urgent',
        reporter: 'Ann',
        messages: 1,
        unread: true,
      },
    ]);
    expect((await list<ListedMessage>(cli, 'inbox')).map(({ subject }) => subject)).toEqual([
      'Rechnung 3',
      'Rechnung zwei',
    ]);
    const archive = await list<ListedMessage>(cli, 'archive');
    expect(archive.map(({ subject }) => subject)).toEqual(['Rechnung 2', 'Rechnung 1']);
    const { trail } = await cli.json<{ trail: { event: string }[] }>([
      'archive',
      'show',
      String(archive[1]?.id),
      '--part',
      'trail',
    ]);
    expect(trail.map(({ event }) => event)).toEqual(expect.arrayContaining(['rule', 'spam', 'archived']));
  });

  it('that could not work are refused, with the place', async () => {
    const cli = await cliWith('r1', { active: false });
    const broken = {
      account: 'Mail',
      title: 'X',
      rank: 1,
      conditions: [{ field: 'subject', operator: 'matches', value: '(' }],
      actions: [{ kind: 'assignTicket', ticket: 't-000009' }],
    };
    const { error } = await cli.json<{ error: object }>(['rule', 'add', '--file', '-'], {
      input: JSON.stringify(broken),
      code: 2,
    });
    expect(error).toMatchObject({
      code: 'input.invalid',
      problems: [
        { field: 'conditions.0.value', problem: 'patternMalformed' },
        { field: 'actions.0.ticket', problem: 'ticketUnknown' },
      ],
    });
    await addRule(cli, { title: 'One', rank: 1, conditions: [contains('a')] });
    const second = { account: 'Mail', title: 'Two', rank: 1, conditions: [contains('b')] };
    const answer = await cli.json<{ error: object }>(['rule', 'add', '--file', '-'], {
      input: JSON.stringify({ ...second, actions: [{ kind: 'archive' }] }),
      code: 2,
    });
    expect(answer.error).toMatchObject({ code: 'input.nameTaken', field: 'rank' });
  });

  it('are changed, moved and copied', async () => {
    const cli = await cliWith('r1', { active: false });
    await cli.add({
      ...receivingAccount(dovecot, {
        protocol: 'pop3',
        user: 'r1',
        caFile: dovecot.authority.certificateFile,
      }),
      name: 'Other',
      active: false,
    });
    const one = await addRule(cli, { title: 'One', rank: 1, conditions: [contains('a')] });
    const two = await addRule(cli, { title: 'Two', rank: 2, conditions: [contains('b')] });
    await cli.json(['rule', 'update', one.id, '--file', '-'], { input: '{"match": "any", "active": false}' });
    await cli.json(['rule', 'move', two.id, '--first']);
    await cli.json(['rule', 'copy', one.id, two.id, '--account', 'Other']);
    const titles = async (account: string): Promise<string[]> =>
      (await cli.json<Items<ListedRule>>(['rule', 'list', '--account', account])).items.map(
        ({ title }) => title,
      );
    expect(await titles('Mail')).toEqual(['Two', 'One']);
    expect(await titles('Other')).toEqual(['One', 'Two']);
    expect(await list(cli, 'rule')).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ title: 'One', match: 'any', active: false, conditions: [contains('a')] }),
      ]),
    );
  });
});

it('mail of unknown senders waits for its contact, and then goes by rule', async () => {
  const cli = await cliWith('r2', { unknownSenders: 'hold' });
  await addRule(cli, { title: 'Printers', rank: 1, conditions: [contains('printer')] });
  dovecot.fill('r2', [mail('printer 1'), mail('printer 2', [], 'ANN@Customer.example'), mail('lunch')]);
  await cli.json(['poll']);
  expect(await list(cli, 'ticket')).toEqual([]);
  const [, held] = await list<ListedMessage>(cli, 'inbox');
  expect(await cli.json(['inbox', 'show', String(held?.id)])).toMatchObject({
    state: 'new',
    held: true,
    reason: { code: 'rule.unknownSender', params: { address: 'ANN@Customer.example' } },
  });
  const contact = { name: 'Ann B.', addresses: ['ann@customer.example'] };
  expect(await cli.json(['contact', 'add', '--file', '-'], { input: JSON.stringify(contact) })).toMatchObject(
    {
      name: 'Ann B.',
      released: 2,
    },
  );
  expect(await list(cli, 'ticket')).toMatchObject([
    { title: 'printer 2', reporter: 'Ann B.' },
    { title: 'printer 1', reporter: 'Ann B.' },
  ]);
  expect((await list<ListedMessage>(cli, 'inbox')).map(({ subject }) => subject)).toEqual(['lunch']);
  const alias = { addresses: ['ann@customer.example', 'ann@home.example'] };
  await cli.json(['contact', 'update', 'ann@customer.example', '--file', '-'], {
    input: JSON.stringify(alias),
  });
  expect(await list(cli, 'contact')).toMatchObject([{ name: 'Ann B.', addresses: alias.addresses }]);
  await cli.json(['contact', 'remove', 'ANN@home.example']);
  expect(await list(cli, 'contact')).toEqual([]);
  expect(await list(cli, 'ticket')).toHaveLength(2);
});

it('answers find their ticket by thread, and reports about our mail make no ticket', async () => {
  const cli = await cliWith('r3');
  await addRule(cli, { title: 'All', rank: 1, conditions: [{ ...contains('lunch'), negate: true }] });
  await cli.add(sendingAccount({ port: 1024, caFile: dovecot.authority.certificateFile }));
  const sent = await cli.json<{ messageId: string }>(
    ['send', '--to', 'ann@customer.example', '--subject', 'Hi', '--text', '-'],
    { input: 'Hi' },
  );
  const report = [
    'From: Mail Delivery System <mailer-daemon@customer.example>',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    '',
    'This is the mail system.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.customer.example',
    '',
    'Final-Recipient: rfc822; ann@customer.example',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    '--b',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: ${sent.messageId}`,
    'Subject: Hi',
    '',
    'Hi',
    '--b--',
    '',
  ].join('\r\n');
  dovecot.fill('r3', [
    mail('printer', ['Message-ID: <one@customer.example>']),
    mail('AW: printer', ['Message-ID: <two@customer.example>', 'In-Reply-To: <one@customer.example>']),
    mail('lunch?', ['References: <zero@x> <two@customer.example>']),
    { bytes: Buffer.from(report) },
  ]);
  await cli.json(['poll']);
  expect(await list(cli, 'ticket')).toMatchObject([{ number: 'T-000001', messages: 3 }]);
  expect(await cli.json(['ticket', 'show', 't-000001'])).toMatchObject({
    conversation: [{ subject: 'printer' }, { subject: 'AW: printer' }, { subject: 'lunch?' }],
  });
  const [entry] = await list<{ id: string }>(cli, 'outbox');
  expect(await cli.json(['outbox', 'reports', String(entry?.id)])).toMatchObject({
    items: [{ address: 'ann@customer.example', diagnostic: '550 5.1.1 no such user' }],
  });
  const [bounce] = await list<ListedMessage>(cli, 'inbox');
  expect(await cli.json(['inbox', 'show', String(bounce?.id), '--part', 'trail'])).toMatchObject({
    trail: expect.arrayContaining([
      expect.objectContaining({
        event: 'deliveryReport',
        params: { recipient: 'ann@customer.example', action: 'failed', status: '5.1.1' },
      }),
    ]),
  });
});

it('a rehearsal says what edited rules would do with mail that is here, and does nothing', async () => {
  const cli = await cliWith('r4');
  await addRule(cli, { title: 'Printers', rank: 1, conditions: [contains('printer')] });
  dovecot.fill('r4', [mail('printer'), mail('lunch')]);
  await cli.json(['poll']);
  const edited = [
    { title: 'Lunch', rank: 1, conditions: [contains('LUNCH')], actions: [{ kind: 'archive' }] },
  ];
  const file = cli.file('rules.json', edited);
  const digest = (): string =>
    createHash('sha256')
      .update(readFileSync(path.join(cli.dataDirectory, 'mailroom.db')))
      .digest('hex');
  const before = digest();
  const answer = await cli.json(['rule', 'rehearse', '--account', 'Mail', '--last', '10', '--file', file]);
  expect(answer).toMatchObject({
    changed: 2,
    messages: [
      { subject: 'lunch', decision: { folder: 'archive', rules: ['Lunch'] }, today: { reason: 'nothing' } },
      {
        subject: 'printer',
        decision: { reason: 'nothing' },
        today: { createsTicket: true },
        rules: [{ title: 'Lunch', holds: false, conditions: [{ holds: false, seen: 'printer' }] }],
      },
    ],
  });
  const said = await cli.run(['rule', 'rehearse', '--account', 'Mail', '--explain']);
  expect(said.code).toBe(0);
  expect(String(said.stdout)).toContain('found "printer"');
  const eml = cli.file('a.eml', 'From: x@y.example\r\nSubject: Printer\r\n\r\ntext\r\n');
  expect(await cli.json(['rule', 'rehearse', '--account', 'Mail', '--eml', eml])).toMatchObject({
    messages: [{ subject: 'Printer', decision: { createsTicket: true, createsContact: true } }],
  });
  // Not a byte of the file has changed.
  expect(digest()).toBe(before);
  expect(await list(cli, 'ticket')).toHaveLength(1);
});

it('hostile mail and hostile patterns cost little, are told of, and stop nobody', async () => {
  const cli = await cliWith('r6');
  for (const [value, problem] of [
    ['(a)\\1', 'patternMalformed'],
    ['(?=a)a', 'patternMalformed'],
    ['((a{1,30}){1,30}){1,30}', 'patternMalformed'],
    ['(a{1,30}){1,30}', 'patternTooLarge'],
  ] as const) {
    const rule = { account: 'Mail', title: 'X', rank: 1, conditions: [matches(value)] };
    const { error } = await cli.json<{ error: object }>(['rule', 'add', '--file', '-'], {
      input: JSON.stringify({ ...rule, actions: [{ kind: 'archive' }] }),
      code: 2,
    });
    expect(error, value).toMatchObject({ problems: [{ field: 'conditions.0.value', problem }] });
  }
  // Each of these runs for ever in an engine that tries one way after the other.
  const patterns = ['(a+)+\\?', '(a|aa)*b', '^(.*a){20}$', '([a-z]+)*[0-9]'];
  await addRule(cli, { title: 'Slow', rank: 1, match: 'any', conditions: patterns.map(matches) });
  await addRule(cli, { title: 'Printers', rank: 2, conditions: [contains('printer')] });
  const long = `${'a'.repeat(900)}\r\n`.repeat(5000);
  const nested = Array.from({ length: 2000 }, (_, depth) => [
    `Content-Type: multipart/mixed; boundary=b${depth}`,
    '',
    `--b${depth}`,
  ]);
  const raw = (lines: readonly string[]): { bytes: Buffer } => ({
    bytes: Buffer.from(['From: a@b.example', ...lines].join('\r\n')),
  });
  dovecot.fill('r6', [
    raw(['Subject: long', '', `!${long}!`]),
    raw(['Subject: nested', ...nested.flat(), 'end', '']),
    raw([...Array.from({ length: 20_000 }, (_, field) => `X-${field}: a`), 'Subject: fields', '', 'a!']),
    raw([
      `Subject: ${'=?utf-8?q?a?= '.repeat(20_000)}`,
      `References: ${'<a@b.example> '.repeat(20_000)}`,
      '',
      '!',
    ]),
    mail('printer'),
  ]);
  await cli.json(['poll']);
  expect(dovecot.count('r6')).toBe(0);
  expect(await list<ListedTicket>(cli, 'ticket')).toMatchObject([{ title: 'printer' }]);
  const inbox = await list<ListedMessage>(cli, 'inbox');
  expect(inbox).toHaveLength(4);
  const found = inbox.find(({ subject }) => subject === 'nested');
  expect(await cli.json(['inbox', 'show', String(found?.id)])).toMatchObject({ cutShort: true });
});

it(`killed ${KILLS} times between import and archive, it makes and confirms every ticket once`, async () => {
  const cli = await cliWith('r5');
  await cli.add(sendingAccount({ port: 1024, caFile: dovecot.authority.certificateFile }));
  await addRule(cli, {
    title: 'Printers',
    rank: 1,
    conditions: [contains('printer')],
    actions: [{ kind: 'createTicket' }, { kind: 'confirm' }],
  });
  let total = 0;
  let killed = 0;
  const next = (): { bytes: Buffer } => {
    total += 1;
    return mail(`printer ${total}`, [], `user${total}@customer.example`);
  };
  // What an undisturbed poll takes here and now, so that the kills are spread over it.
  dovecot.fill('r5', [next()]);
  const begun = performance.now();
  await cli.run(['poll']);
  const span = performance.now() - begun;
  for (let round = 0; round < KILLS; round++) {
    dovecot.fill('r5', Array.from({ length: 25 }, next));
    const child = cli.start(['poll']);
    child.stdin?.end();
    const gone = once(child, 'exit');
    await Promise.race([gone, delay(span * (0.4 + (0.7 * round) / KILLS))]);
    if (child.kill('SIGKILL')) killed += 1;
    await gone;
  }
  await cli.json(['poll']);
  const { items: tickets } = await cli.json<Items<ListedTicket>>(['ticket', 'list', '--limit', '1000']);
  expect(killed).toBeGreaterThan(0);
  expect(tickets.every(({ messages }) => messages === 1)).toBe(true);
  expect(tickets.map(({ title }) => title).toSorted()).toEqual(
    Array.from({ length: total }, (_, index) => `printer ${index + 1}`).toSorted(),
  );
  const sent = await cli.json<Items<{ to: string[] }>>(['outbox', 'list', '--limit', '1000']);
  expect(sent.items.flatMap(({ to }) => to).toSorted()).toEqual(
    Array.from({ length: total }, (_, index) => `user${index + 1}@customer.example`).toSorted(),
  );
  expect(await list(cli, 'inbox')).toEqual([]);
  expect(dovecot.count('r5')).toBe(0);
});
