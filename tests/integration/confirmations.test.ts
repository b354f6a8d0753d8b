// Confirmations in chosen words, from a real Dovecot through the built command line to a real Postfix.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { simpleParser, type ParsedMail } from 'mailparser';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { startPostfix, type Postfix } from '../servers/postfix.ts';
import { receivingAccount, sendingAccount } from '../support/accounts.ts';
import { createCli, type Cli } from '../support/cli.ts';

/** How often a poll is killed. */
const KILLS = 4;
const EACH_TIME = 8;

let dovecot: Dovecot;
let postfix: Postfix;
beforeAll(async () => {
  dovecot = await startDovecot();
  postfix = await startPostfix({ authSocket: dovecot.authSocket, authority: dovecot.authority });
}, 60_000);
afterAll(async () => {
  await postfix?.stop();
  await dovecot?.stop();
});

/** Mail of one account, three to send through, and what else is given. */
async function desk(setup: object): Promise<Cli> {
  const cli = createCli();
  onTestFinished(() => cli.remove());
  const caFile = dovecot.authority.certificateFile;
  const incoming = receivingAccount(dovecot, { protocol: 'imap4', user: 'u1', caFile });
  const outgoing = ['Desk', 'Group', 'Type'].map((name) => ({
    ...sendingAccount({ port: postfix.ports.submission, caFile }),
    name,
    isDefault: name === 'Desk',
    senderName: name,
    senderAddress: `${name.toLowerCase()}@test.local`,
  }));
  const document = { accounts: [{ ...incoming, name: 'Mail' }, ...outgoing], ...setup };
  await cli.json(['account', 'import', '-'], { input: JSON.stringify(document) });
  return cli;
}

const rule = (rank: number, word: string, actions: readonly object[]): object => ({
  account: 'Mail',
  title: word,
  rank,
  conditions: [{ field: 'subject', operator: 'contains', value: word }],
  actions,
});

function mail(from: string, subject: string, ...header: readonly string[]): { bytes: Buffer } {
  const lines = [`From: ${from}`, 'To: desk@test.local', `Subject: ${subject}`, ...header];
  return { bytes: Buffer.from(`${lines.join('\r\n')}\r\n\r\nSome text\r\n`) };
}

/** Sends everything that waits; what has arrived since `before`, by recipient. */
async function arrived(cli: Cli, before: number, count: number): Promise<Map<string, ParsedMail[]>> {
  await cli.json(['outbox', 'retry', '--all']);
  const messages = (await postfix.waitForDelivered(before + count, 60_000)).slice(before);
  const byRecipient = new Map<string, ParsedMail[]>();
  for (const message of messages) {
    const parsed = await simpleParser(message);
    const [to] = [parsed.to].flat().map((list) => list?.text ?? '');
    byRecipient.set(to ?? '', [...(byRecipient.get(to ?? '') ?? []), parsed]);
  }
  return byRecipient;
}

it('a confirmation has the words of its rule, and goes through the account of group, type or default', async () => {
  const confirm = { kind: 'confirm' };
  const cli = await desk({
    groups: [{ name: 'Technik', account: 'Group' }],
    types: [{ name: 'Order', account: 'Type' }],
    templates: [
      {
        kind: 'confirmation',
        name: 'Fault',
        subjectDe: 'Störung [{{ticket.number}}]: {{message.subject}}',
        textDe: 'Guten Tag {{contact.name}}, {{group.name}} kümmert sich. Grüße, {{sender.name}}',
        textEn: 'Dear {{contact.name}}, {{group.name}} is looking into {{ticket.number}}.',
      },
      { kind: 'confirmation', name: 'Ordered', textEn: 'Ordered: {{type.name}}' },
    ],
    rules: [
      rule(2, 'order', [
        { kind: 'createTicket', type: 'Order' },
        { ...confirm, template: 'Ordered' },
      ]),
      rule(3, 'question', [confirm]),
    ],
  });
  const printer = rule(1, 'printer', [
    { kind: 'createTicket', group: 'technik', type: 'Order' },
    { ...confirm, template: 'FAULT' },
  ]);
  await cli.json(['rule', 'add', '--file', '-'], { input: JSON.stringify(printer) });
  dovecot.fill('u1', [
    mail('Ann <ann@test.local>', 'printer', 'Message-ID: <1@test.local>'),
    mail('ben@test.local', 'order'),
    mail('cid@test.local', 'question'),
    mail('eve@test.local', 'printer', 'Auto-Submitted: auto-replied'),
  ]);
  await cli.json(['poll']);
  const sent = await arrived(cli, postfix.delivered().length, 3);
  expect([...sent.keys()].toSorted()).toEqual(['ann@test.local', 'ben@test.local', 'cid@test.local']);
  const [ann, ben, cid] = ['ann', 'ben', 'cid'].map((name) => sent.get(`${name}@test.local`)?.[0]);
  expect(ann).toMatchObject({
    subject: 'Störung [T-000001]: printer',
    inReplyTo: '<1@test.local>',
    from: { value: [{ address: 'group@test.local', name: 'Group' }] },
  });
  expect(ann?.text?.trimEnd()).toBe(
    'Guten Tag Ann, Technik kümmert sich. Grüße, Group\n\n--\n\nDear Ann, Technik is looking into T-000001.',
  );
  expect(ben).toMatchObject({
    subject: 'Re: [T-000002] order',
    from: { value: [{ address: 'type@test.local' }] },
  });
  expect(ben?.text?.trimEnd()).toBe('Ordered: Order');
  expect(cid).toMatchObject({ subject: 'Re: question', from: { value: [{ address: 'desk@test.local' }] } });
  expect(cid?.text).toContain('We have received your message.');
  for (const parsed of [ann, ben, cid]) expect(parsed?.headers.get('auto-submitted')).toBe('auto-replied');

  const removed = await cli.run(['template', 'remove', 'Fault']);
  expect(String(removed.stdout)).toContain('"printer" confirms with the built-in text from now on');
  const { items } = await cli.json<{ items: { title: string; actions: object[] }[] }>(['rule', 'list']);
  expect(items.find(({ title }) => title === 'printer')?.actions[1]).toEqual(confirm);
}, 180_000);

it(`killed ${KILLS} times while it confirms, everybody gets it once, in the chosen words`, async () => {
  const cli = await desk({
    templates: [{ kind: 'confirmation', name: 'Short', textEn: 'It is {{ticket.number}}.' }],
    rules: [rule(1, 'printer', [{ kind: 'createTicket' }, { kind: 'confirm', template: 'Short' }])],
  });
  let total = 0;
  const next = (): { bytes: Buffer } => {
    total += 1;
    return mail(`user${total}@test.local`, `printer ${total}`);
  };
  const before = postfix.delivered().length;
  // What an undisturbed poll takes here and now, so that the kills are spread over it.
  dovecot.fill('u1', [next()]);
  const begun = performance.now();
  await cli.json(['poll']);
  const span = performance.now() - begun;
  let killed = 0;
  for (let round = 0; round < KILLS; round++) {
    dovecot.fill('u1', Array.from({ length: EACH_TIME }, next));
    const child = cli.start(['poll']);
    child.stdin?.end();
    const gone = once(child, 'exit');
    await Promise.race([gone, delay(span * (0.6 + (0.4 * round) / KILLS))]);
    if (child.kill('SIGKILL')) killed += 1;
    await gone;
  }
  expect(killed).toBeGreaterThan(0);
  await cli.json(['poll']);
  const sent = await arrived(cli, before, total);
  expect([...sent.keys()].toSorted()).toEqual(
    Array.from({ length: total }, (_, index) => `user${index + 1}@test.local`).toSorted(),
  );
  for (const mails of sent.values()) {
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text?.trimEnd()).toMatch(/^It is T-\d{6}\.$/);
    expect(mails[0]?.headers.get('auto-submitted')).toBe('auto-replied');
  }
}, 180_000);
