// Ticket numbers of changing patterns on real mail, through the built command line.
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { receivingAccount, sendingAccount } from '../support/accounts.ts';
import { createCli } from '../support/cli.ts';

interface Items<T> {
  readonly items: readonly T[];
}
interface Outcome {
  readonly subject: string;
  readonly ticket?: string;
}
interface Rehearsed {
  readonly messages: readonly { readonly subject: string; readonly decision: { readonly ticket?: string } }[];
}

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await startDovecot({ users: [{ user: 'n1', password: 'pw' }] });
});
afterAll(() => dovecot?.stop());

const mail = (subject: string): { bytes: Buffer } => ({
  bytes: Buffer.from(`From: Ann <ann@customer.example>\r\nSubject: ${subject}\r\n\r\nText\r\n`),
});
const encoded = (text: string): string => `=?utf-8?b?${Buffer.from(text).toString('base64')}?=`;
const ticketOf = ({ subject, ticket }: Outcome): [string, string | undefined] => [subject, ticket];

it('a new pattern numbers new tickets; answers find old and new ones, as they are written', async () => {
  const cli = createCli();
  onTestFinished(() => cli.remove());
  const caFile = dovecot.authority.certificateFile;
  const account = receivingAccount(dovecot, { protocol: 'imap4', user: 'n1', caFile });
  await cli.add({ ...account, name: 'Mail', unknownSenders: 'create' });
  await cli.json(['rule', 'add', '--file', '-'], {
    input: JSON.stringify({
      account: 'Mail',
      title: 'Printers',
      rank: 1,
      conditions: [{ field: 'subject', operator: 'startsWith', value: 'printer' }],
      actions: [{ kind: 'createTicket' }],
    }),
  });
  const set = (ticketNumbers: string, code = 0): Promise<Record<string, unknown>> =>
    cli.json(['settings', 'update', '--file', '-'], { input: JSON.stringify({ ticketNumbers }), code });

  expect(await cli.json(['settings', 'show'])).toMatchObject({ ticketNumbers: 'T-######', tellOwners: true });
  dovecot.fill('n1', [mail('printer one')]);
  await cli.json(['poll']);
  expect(await set('Case {year}', 2)).toMatchObject({
    error: { problems: [{ field: 'ticketNumbers', problem: 'ticketPatternCharacters' }] },
  });
  expect(await set('Case/{year}.##')).toMatchObject({ ticketNumbers: 'Case/{year}.##', tellOwners: true });
  dovecot.fill('n1', [mail('printer two')]);
  await cli.json(['poll']);
  const { items: tickets } = await cli.json<Items<{ number: string }>>(['ticket', 'list']);
  expect(tickets).toMatchObject([
    { number: expect.stringMatching(/^Case\/\d{4}\.02$/), title: 'printer two' },
    { number: 'T-000001', title: 'printer one' },
  ]);
  const fresh = tickets[0]?.number ?? '';

  const lower = fresh.toLowerCase();
  const answers = [
    mail(`AW: [t-000001] one`),
    mail(`WG: [URGENT] [1/3] two [ ${fresh} ]`),
    mail(encoded(`Re: für [${lower}]`)),
    // Folded where mail programs fold: between two encoded words, in the middle of the number.
    mail(`${encoded('Re: größer [')}\r\n ${encoded(`${lower}] [T-000001]`)}`),
    mail('[URGENT] [1/3] lunch [T-000009]'),
  ];
  dovecot.fill('n1', answers);
  await cli.json(['poll']);
  const { items: filed } = await cli.json<Items<Outcome>>(['archive', 'list']);
  const expected = [
    [`Re: größer [${lower}] [T-000001]`, fresh],
    [`Re: für [${lower}]`, fresh],
    [`WG: [URGENT] [1/3] two [ ${fresh} ]`, fresh],
    ['AW: [t-000001] one', 'T-000001'],
  ];
  expect(filed.slice(0, 4).map(ticketOf)).toEqual(expected);
  expect(await cli.json(['inbox', 'list'])).toMatchObject({
    items: [{ subject: expect.stringContaining('lunch') }],
  });
  const rehearsed = await cli.json<Rehearsed>(['rule', 'rehearse', '--account', 'Mail', '--last', '5']);
  expect(
    rehearsed.messages
      .filter(({ decision }) => decision.ticket !== undefined)
      .map(({ subject, decision }) => [subject, decision.ticket]),
  ).toEqual(expected);

  expect(await cli.json(['ticket', 'show', lower])).toMatchObject({ number: fresh, messages: 4 });
  expect(await cli.json(['search', `ticket:${lower}`])).toMatchObject({ total: 4 });
  await cli.add(sendingAccount({ port: 1024, caFile }));
  const send = ['send', '--to', 'ann@customer.example', '--subject', 'Re: [T-000001] [x] Hi', '--text', '-'];
  const sent = await cli.json([...send, '--ticket', lower], { input: 'Hi' });
  expect(await cli.json(['outbox', 'show', String(sent['id'])])).toMatchObject({
    subject: `Re: [${fresh}] [T-000001] [x] Hi`,
    ticket: fresh,
  });
  const { code, stderr } = await cli.run(['ticket', 'show', '[T-000001]']);
  expect(code).toBe(2);
  expect(stderr).toContain('This can’t be a ticket number.');
});
