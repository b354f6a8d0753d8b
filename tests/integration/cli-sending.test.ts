// Sending by the command line through a real Postfix, and the copies into a real Dovecot.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import PostalMime from 'postal-mime';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { startPostfix, type Postfix } from '../servers/postfix.ts';
import { receivingAccount, sendingAccount } from '../support/accounts.ts';
import { createCli, type Cli } from '../support/cli.ts';

interface Entry {
  readonly id: string;
  readonly state: string;
  readonly messageId: string;
  readonly [key: string]: unknown;
}

let dovecot: Dovecot;
let postfix: Postfix;
let cli: Cli;

const refused: Record<string, string> = {
  'gone@test.local': '550 5.1.1 No such user here',
  'full@test.local': '452 4.2.2 Mailbox full',
};

beforeAll(async () => {
  cli = createCli();
  dovecot = await startDovecot();
  postfix = await startPostfix({ authSocket: dovecot.authSocket, authority: dovecot.authority, refused });
  await cli.add(sendingAccount({ port: postfix.ports.submission, caFile: caFile() }));
});
afterAll(async () => {
  await postfix?.stop();
  await dovecot?.stop();
  cli?.remove();
});

const caFile = (): string => dovecot.authority.certificateFile;

async function send(to: string, args: readonly string[] = [], code = 0): Promise<Entry> {
  return cli.json<Entry>(['send', '--to', to, '--subject', 'Hello', '--text', '-', ...args], {
    input: `For ${to}.\n`,
    code,
  });
}

const show = (id: string): Promise<Entry> => cli.json<Entry>(['outbox', 'show', id]);

/** How often a message arrived. */
async function arrivals({ messageId }: Entry): Promise<number> {
  const all = await Promise.all(postfix.delivered().map((source) => PostalMime.parse(source)));
  return all.filter((message) => message.messageId === messageId).length;
}

describe('a message', () => {
  it('is queued, listed, sent by whoever comes next, and shown with its history', async () => {
    const queued = await send('anna@test.local', ['--bcc', 'hidden@test.local']);
    expect(queued).toMatchObject({ state: 'queued', account: 'Sending', why: 'default' });
    expect(await cli.json(['outbox', 'list', '--filter', 'waiting'])).toMatchObject({
      items: [{ id: queued.id, state: 'queued' }],
    });
    await send('bert@test.local', ['--wait']);
    const shown = await show(queued.id);
    expect(shown).toMatchObject({
      state: 'sent',
      recipients: [
        { address: 'anna@test.local', kind: 'to', state: 'accepted' },
        { address: 'hidden@test.local', kind: 'bcc', state: 'accepted' },
      ],
      attemptList: [{ outcome: 'sent' }],
      text: expect.stringContaining('For anna@test.local.'),
    });
    const source = (await cli.run(['outbox', 'show', queued.id, '--part', 'source'])).stdout;
    expect(String(source)).toContain(queued.messageId);
    expect(String(source)).not.toContain('hidden@test.local');
    const text = String((await cli.run(['outbox', 'show', queued.id])).stdout);
    expect(text).toContain('anna@test.local');
    expect(await cli.json(['outbox', 'list', '--filter', 'done', '--account', 'sending'])).toMatchObject({
      items: [{ state: 'sent' }, { state: 'sent' }],
    });
    expect((await cli.run(['outbox', 'list', '--filter', 'odd'])).code).toBe(2);
  });

  it('that is refused goes to others instead, and those who have it keep it', async () => {
    const entry = await cli.json<Entry>(
      [
        'send',
        '--to',
        'carl@test.local',
        '--to',
        'gone@test.local',
        '--subject',
        's',
        '--text',
        '-',
        '--wait',
      ],
      { input: 'text', code: 1 },
    );
    expect(entry.state).toBe('partlyRefused');
    await postfix.waitForDelivered(1);
    const readdressed = await cli.json<Entry>(['outbox', 'readdress', entry.id, '--to', 'dora@test.local']);
    expect(readdressed).toMatchObject({ state: 'sent', to: ['carl@test.local', 'dora@test.local'] });
    expect(await show(entry.id)).toMatchObject({
      recipients: [
        { address: 'carl@test.local', state: 'accepted' },
        { address: 'dora@test.local', state: 'accepted' },
      ],
      attemptList: [{ outcome: 'partlyRefused' }, { outcome: 'sent' }],
    });
    const { stdout } = await cli.run(['outbox', 'show', entry.id, '--part', 'source']);
    const message = await PostalMime.parse(stdout);
    expect(message.to?.map(({ address }) => address)).toEqual(['carl@test.local', 'dora@test.local']);
    expect(message.messageId).toBe(entry.messageId);
    // Two deliveries, one for each recipient.
    await expect.poll(() => arrivals(entry), { timeout: 30_000 }).toBe(2);
  });

  it('that waits is tried again, alone or with all, cancelled, and never what is done', async () => {
    const first = await send('full@test.local', ['--wait'], 1);
    const second = await send('full@test.local', ['--wait'], 1);
    expect([first.state, second.state]).toEqual(['deferred', 'deferred']);
    expect(await cli.json<Entry>(['outbox', 'retry', first.id], { code: 1 })).toMatchObject({
      state: 'deferred',
      attempts: 2,
    });
    expect(await cli.json(['outbox', 'retry', first.id, second.id], { code: 1 })).toMatchObject({
      items: [{ attempts: 3 }, { attempts: 2 }],
    });
    expect(await cli.json(['outbox', 'retry', '--all', '--account', 'Sending'])).toEqual({ count: 2 });
    for (const { id } of [first, second])
      expect(await cli.json(['outbox', 'cancel', id])).toMatchObject({ state: 'cancelled' });
    expect(await cli.json(['outbox', 'retry', '--all'])).toEqual({ count: 0 });
    expect((await cli.run(['outbox', 'cancel', first.id])).code).toBe(2);
    expect((await cli.run(['outbox', 'confirm', first.id])).code).toBe(2);
    expect((await cli.run(['outbox', 'retry', 'nobody'])).code).toBe(2);
  });

  it('goes through another account, under its address and its limit', async () => {
    const account = {
      ...sendingAccount({ port: postfix.ports.submissions, encryption: 'tls', caFile: caFile() }),
    };
    await cli.add({ ...account, name: 'Sales', senderAddress: 'sales@test.local', senderName: 'Sales' });
    await cli.add({ ...account, name: 'Small', maxSizeBytes: 10 });
    const entry = await send('gone@test.local', ['--wait'], 1);
    expect(entry.state).toBe('failed');
    const tooLarge = await cli.json(['outbox', 'send-through', entry.id, '--account', 'Small'], { code: 1 });
    expect(tooLarge).toMatchObject({ error: { code: 'send.tooLarge', params: { limit: 10 } } });
    expect(await show(entry.id)).toMatchObject({ state: 'failed', account: 'Sending' });
    await cli.json(['outbox', 'readdress', entry.id, '--to', 'emil@test.local']);
    const again = await send('gone@test.local', ['--wait'], 1);
    const moved = await cli.json<Entry>(['outbox', 'send-through', again.id, '--account', 'Sales'], {
      code: 1,
    });
    expect(moved).toMatchObject({
      state: 'failed',
      account: 'Sales',
      from: 'sales@test.local',
      why: 'requested',
    });
    const { stdout } = await cli.run(['outbox', 'show', again.id, '--part', 'source']);
    expect((await PostalMime.parse(stdout)).from?.address).toBe('sales@test.local');
  });
});

describe('an account with a wrong password', () => {
  it('lets its mail wait, is not tried again by itself, and sends it all once it is right', async () => {
    const account = sendingAccount({ port: postfix.ports.submission, caFile: caFile(), secret: 'wrong' });
    await cli.add({ ...account, name: 'Wrong' });
    const first = await send('fred@test.local', ['--account', 'Wrong', '--wait'], 1);
    const logins = (): number => postfix.log().split('authentication failed').length - 1;
    const tried = logins();
    const second = await send('gina@test.local', ['--account', 'Wrong', '--wait'], 1);
    expect(logins()).toBe(tried);
    for (const { id } of [first, second])
      expect(await show(id)).toMatchObject({ state: 'deferred', error: { code: 'login.refused' } });
    await cli.run(['account', 'set-secret', 'Wrong'], { input: 'pw\n' });
    await send('hans@test.local', ['--account', 'Wrong', '--wait']);
    expect(await show(first.id)).toMatchObject({ state: 'sent' });
    expect(await show(second.id)).toMatchObject({ state: 'sent' });
  });
});

describe('a copy in the Sent mailbox', () => {
  it('is what was sent, read, once', async () => {
    dovecot.createFolder('u3', 'Sent');
    const { id: sentCopyAccountId } = await cli.add({
      ...receivingAccount(dovecot, { protocol: 'imap4', user: 'u3', caFile: caFile() }),
      name: 'Copies',
    });
    await cli.add({
      ...sendingAccount({ port: postfix.ports.submission, caFile: caFile() }),
      name: 'With copy',
      sentCopyAccountId,
      sentCopyMailbox: 'Sent',
    });
    const entry = await send('ida@test.local', ['--account', 'With copy', '--wait']);
    expect(await show(entry.id)).toMatchObject({ state: 'sent', sentCopy: 'done' });
    const { stdout } = await cli.run(['outbox', 'show', entry.id, '--part', 'source']);
    expect(dovecot.messages('u3', 'Sent')).toEqual([stdout]);
  });

  it('that can not be put is no failure of the message', async () => {
    const file = path.join(cli.folder, 'mailbox.json');
    writeFileSync(file, JSON.stringify({ sentCopyMailbox: 'Nowhere' }));
    await cli.json(['account', 'update', 'With copy', '--file', file]);
    const entry = await send('jan@test.local', ['--account', 'With copy', '--wait']);
    expect(await show(entry.id)).toMatchObject({
      state: 'sent',
      sentCopy: 'waiting',
      sentCopyError: { code: 'mailbox.missing' },
    });
  });
});
