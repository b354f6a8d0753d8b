// Working on real mail by hand, through the built command line.
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { receivingAccount } from '../support/accounts.ts';
import { createCli, type Cli } from '../support/cli.ts';

interface Items {
  readonly items: readonly { readonly id: number; readonly subject: string }[];
}

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await startDovecot({ users: [{ user: 'd1', password: 'pw' }] });
});
afterAll(() => dovecot?.stop());

const subjects = async (cli: Cli, folder: string): Promise<string[]> =>
  (await cli.json<Items>([folder, 'list'])).items.map(({ subject }) => subject);

it('messages become a ticket and none again, are thrown away and brought back, and stay away for good', async () => {
  const cli = createCli();
  onTestFinished(() => cli.remove());
  const caFile = dovecot.authority.certificateFile;
  const account = receivingAccount(dovecot, { protocol: 'imap4', user: 'd1', caFile });
  await cli.add({ ...account, name: 'Mail', afterRetrieval: 'keep' });
  dovecot.fill(
    'd1',
    ['printer', 'toner'].map((subject) => ({
      bytes: Buffer.from(`From: Ann <ann@customer.example>\r\nSubject: ${subject}\r\n\r\nText\r\n`),
    })),
  );
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
