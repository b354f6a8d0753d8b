// Working on real mail by hand, through the built command line.
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { receivingAccount, sendingAccount } from '../support/accounts.ts';
import { createCli, type Cli } from '../support/cli.ts';

interface Items {
  readonly items: readonly { readonly id: number; readonly subject: string }[];
}

interface Detail {
  readonly trail: readonly { readonly event: string; readonly at: number }[];
  readonly receipt: { readonly fetchedAt: number; readonly committedAt: number; readonly removedAt: number };
}

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await startDovecot({ users: ['d1', 'd2', 'd3'].map((user) => ({ user, password: 'pw' })) });
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

function mail(subject: string, ...lines: readonly string[]): { bytes: Buffer } {
  const header = ['From: Ann <ann@customer.example>', `Subject: ${subject}`, ...lines];
  return { bytes: Buffer.from(`${header.join('\r\n')}\r\n\r\nText\r\n`) };
}

const subjects = async (cli: Cli, folder: string): Promise<string[]> =>
  (await cli.json<Items>([folder, 'list'])).items.map(({ subject }) => subject);

it('messages become a ticket and none again, are thrown away and brought back, and stay away for good', async () => {
  const cli = await cliWith('d1', { afterRetrieval: 'keep' });
  dovecot.fill('d1', [mail('printer'), mail('toner')]);
  await cli.json(['poll']);
  const ids = (await cli.json<Items>(['inbox', 'list'])).items.map(({ id }) => String(id)).toReversed();

  const made = ['mail', 'create-ticket', ...ids, '--priority', 'high', '--create-contact'];
  expect(await cli.json(made)).toMatchObject({
    number: 'T-000001',
    title: 'printer',
    priority: 'high',
    reporter: 'Ann',
    messages: 2,
  });
  expect((await cli.run(['ticket', 'note', 'T-000001', '--text', '-'], { input: 'Ask Bob' })).code).toBe(0);
  expect(await cli.json(['ticket', 'show', 't-000001'])).toMatchObject({
    status: 'new',
    conversation: [
      { kind: 'received', subject: 'printer' },
      { kind: 'received', subject: 'toner' },
      { kind: 'note', text: 'Ask Bob' },
    ],
  });
  expect(await subjects(cli, 'inbox')).toEqual([]);
  await cli.json(['mail', 'unassign', ...ids]);
  expect(await subjects(cli, 'inbox')).toEqual(['toner', 'printer']);
  expect(await cli.json(['ticket', 'list', '--status', 'open', '--find', 'PRINT'])).toMatchObject({
    items: [{ number: 'T-000001', messages: 0 }],
    counts: { new: 1 },
  });

  await cli.json(['mail', 'remove', ...ids]);
  expect(await subjects(cli, 'inbox')).toEqual([]);
  expect(await subjects(cli, 'deleted')).toEqual(['toner', 'printer']);
  expect(await cli.json(['search', 'printer'])).toMatchObject({ total: 0 });
  expect(await cli.json(['search', 'printer', 'in:deleted'])).toMatchObject({ total: 1 });
  await cli.json(['mail', 'restore', String(ids[1])]);
  expect(await subjects(cli, 'inbox')).toEqual(['toner']);
  expect((await cli.run(['mail', 'purge', ...ids])).code).toBe(2);
  expect(await cli.json(['mail', 'purge', String(ids[0])])).toEqual({ purged: 1 });
  await cli.json(['poll']);
  expect(await subjects(cli, 'inbox')).toEqual(['toner']);
  expect(await subjects(cli, 'deleted')).toEqual([]);
  expect(dovecot.count('d1')).toBe(2);
  expect(await cli.json(['verify'])).toMatchObject({ ok: true });
});

it('what is done to many messages at once is undone at once', async () => {
  const cli = await cliWith('d2');
  dovecot.fill(
    'd2',
    ['one', 'two', 'three'].map((subject) => mail(subject)),
  );
  await cli.json(['poll']);
  const inbox = await cli.json<Items>(['inbox', 'list']);
  const ids = inbox.items.map(({ id }) => String(id));
  for (const [act, undo] of [
    [['archive'], ['unarchive']],
    [['remove'], ['restore']],
    [['create-ticket'], ['unassign', '--remove-ticket']],
  ] as const) {
    await cli.json(['mail', ...act, ...ids]);
    expect(await subjects(cli, 'inbox')).toEqual([]);
    await cli.json(['mail', ...undo, ...ids]);
    expect(await cli.json(['inbox', 'list'])).toEqual(inbox);
  }
  expect(await cli.json(['ticket', 'list'])).toMatchObject({ items: [] });
});

it('a ticket has what came in, what went out and what was noted; its owner hears of mail once until it is read', async () => {
  const cli = await cliWith('d3');
  await cli.add(sendingAccount({ port: 1024, caFile: dovecot.authority.certificateFile }));
  const bert = { login: 'bert', name: 'Bert', email: 'bert@our.example' };
  const { id: ownerId } = await cli.json(['user', 'add', '--file', '-'], { input: JSON.stringify(bert) });
  const rule = {
    account: 'Mail',
    title: 'Printers',
    rank: 1,
    conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
    actions: [{ kind: 'createTicket', ownerId }],
  };
  await cli.json(['rule', 'add', '--file', '-'], { input: JSON.stringify(rule) });
  const notices = async (): Promise<number> =>
    (await cli.json<{ items: { to: string[] }[] }>(['outbox', 'list'])).items.filter(({ to }) =>
      to.includes(bert.email),
    ).length;

  dovecot.fill('d3', [mail('printer', 'Message-ID: <one@customer.example>')]);
  await cli.json(['poll']);
  expect(await notices()).toBe(1);
  const reply = await cli.json<{ id: string; messageId: string }>(
    ['ticket', 'reply', 'T-000001', '--text', '-'],
    { input: 'Please switch it off.' },
  );
  // Without the reference in its subject: the thread leads to the ticket.
  dovecot.fill('d3', [
    mail('It is off', 'Message-ID: <two@customer.example>', `In-Reply-To: ${reply.messageId}`),
  ]);
  await cli.json(['poll']);
  expect(await notices()).toBe(1);
  await cli.json(['ticket', 'note', 'T-000001', '--text', '-'], { input: 'Ask the maker' });
  await cli.json(['ticket', 'read', 'T-000001']);
  dovecot.fill('d3', [mail('Re: [T-000001] printer', 'References: <none@customer.example>')]);
  await cli.json(['poll']);
  expect(await notices()).toBe(2);

  const { conversation } = await cli.json<{ conversation: { kind: string; id: number | string }[] }>([
    'ticket',
    'show',
    'T-000001',
  ]);
  const people = conversation.filter((item) => !('automatic' in item && item.automatic === true));
  expect(people).toMatchObject([
    { kind: 'received', subject: 'printer' },
    { kind: 'sent', id: reply.id, to: ['ann@customer.example'] },
    { kind: 'received', subject: 'It is off' },
    { kind: 'note', text: 'Ask the maker' },
    { kind: 'received', subject: 'Re: [T-000001] printer' },
  ]);
  // And back: the message and the reply name their ticket, the reply names the message.
  const first = await cli.json<Detail>(['archive', 'show', String(people[0]?.id)]);
  expect(first).toMatchObject({ ticket: 'T-000001' });
  expect(await cli.json(['outbox', 'show', reply.id])).toMatchObject({ ticket: 'T-000001' });
  const { stdout } = await cli.run(['outbox', 'show', reply.id, '--part', 'source']);
  expect(String(stdout)).toMatch(/^In-Reply-To: <one@customer\.example>\r$/m);
  expect(String(stdout)).toMatch(/^Subject: Re: \[T-000001\] printer\r$/m);

  // What happened to it, by whom, and when.
  const { trail, receipt } = first;
  expect(trail).toContainEqual(expect.objectContaining({ event: 'removed' }));
  expect(trail.filter(({ event }) => event !== 'removed')).toMatchObject([
    { event: 'imported' },
    { event: 'rule', params: { rule: 'Printers' } },
    { event: 'contactCreated', params: { name: 'Ann' } },
    { event: 'ticketCreated', params: { ticket: 'T-000001', rule: 'Printers' } },
    { event: 'archived' },
    { event: 'ownerTold', params: { to: bert.email } },
  ]);
  const { fetchedAt, committedAt, removedAt } = receipt;
  expect(committedAt).toBeGreaterThanOrEqual(fetchedAt);
  expect(removedAt).toBeGreaterThanOrEqual(committedAt);
  for (const { at } of trail) expect(at).toBeGreaterThanOrEqual(fetchedAt);
});
