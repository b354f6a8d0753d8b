// The command line as a public interface: every command, its JSON and its exit codes.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import PostalMime from 'postal-mime';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { startPostfix, type Postfix } from '../servers/postfix.ts';
import { receivingAccount, sendingAccount } from '../support/accounts.ts';
import { createCli, ended, type Cli } from '../support/cli.ts';

let dovecot: Dovecot;
let postfix: Postfix;
let cli: Cli;

beforeAll(async () => {
  cli = createCli();
  dovecot = await startDovecot();
  postfix = await startPostfix({
    authSocket: dovecot.authSocket,
    authority: dovecot.authority,
    refused: { 'gone@test.local': '550 5.1.1 No such user here' },
  });
});
afterAll(async () => {
  await postfix?.stop();
  await dovecot?.stop();
  cli?.remove();
});

const caFile = (): string => dovecot.authority.certificateFile;

interface Problem {
  readonly error: { readonly code: string; readonly field?: string; readonly problems?: readonly object[] };
}

describe('help and usage', () => {
  it('explains itself', async () => {
    const help = await cli.run(['--help']);
    expect(help.code).toBe(0);
    for (const word of ['account add', 'check REF', 'poll', 'send', 'Exit codes']) {
      expect(String(help.stdout)).toContain(word);
    }
    expect((await cli.run([])).code).toBe(2);
  });

  it.each([
    [['account']],
    [['poll', '--nonsense']],
    [['inbox', 'show', 'abc']],
    [['inbox', 'list', '--since', 'yesterdayish']],
    [['send', '--subject', 's', '--text', '-']],
  ])('ends with 2 for %j', async (args) => {
    const result = await cli.run(args);
    expect(result.code).toBe(2);
    expect(result.stderr).not.toBe('');
    expect(String(result.stdout)).toBe('');
  });
});

describe('accounts', () => {
  it('are added, listed, shown, changed, paused and removed', async () => {
    const added = await cli.add({
      ...receivingAccount(dovecot, { protocol: 'imap4', user: 'u1', caFile: caFile() }),
      name: 'Support',
      port: undefined,
    });
    expect(added).toMatchObject({
      name: 'Support',
      port: 993,
      mailbox: 'INBOX',
      pollIntervalSeconds: 300,
      afterRetrieval: 'remove',
      hasSecret: true,
    });
    expect(JSON.stringify(added)).not.toContain('"pw"');

    const changed = await cli.json(['account', 'update', 'SUPPORT', '--file', '-'], {
      input: JSON.stringify({ port: dovecot.ports.imaps, pollIntervalSeconds: 600 }),
    });
    expect(changed).toMatchObject({
      id: added.id,
      port: dovecot.ports.imaps,
      pollIntervalSeconds: 600,
      hasSecret: true,
    });
    expect(await cli.json(['account', 'disable', 'support'])).toMatchObject({
      active: false,
      status: { state: 'paused' },
    });
    expect(await cli.json(['poll'])).toEqual({ runs: [] });
    expect(await cli.json(['account', 'enable', added.id])).toMatchObject({ active: true });
    expect(await cli.json(['account', 'list'])).toMatchObject({
      items: [{ name: 'Support', direction: 'incoming' }],
    });
    const text = await cli.run(['account', 'list']);
    expect(String(text.stdout)).toMatch(/incoming +Support/);
    expect(await cli.json(['account', 'remove', 'Support'])).toMatchObject({
      removed: true,
      keptMessages: 0,
    });
    expect(await cli.json(['account', 'list'])).toEqual({ items: [] });
  });

  it('say which field is wrong', async () => {
    const account = receivingAccount(dovecot, { protocol: 'imap4', user: 'u1', caFile: caFile() });
    const refused = async (changes: object): Promise<Problem['error']> => {
      const input = JSON.stringify({ ...account, ...changes });
      return (await cli.json<Problem>(['account', 'add', '--file', '-'], { input, code: 2 })).error;
    };
    expect(await refused({ host: 'https://mail.example.com' })).toMatchObject({
      code: 'input.invalid',
      field: 'host',
    });
    expect(await refused({ port: '993' })).toMatchObject({ field: 'port' });
    expect(await refused({ nonsense: 1 })).toMatchObject({
      problems: [{ field: 'nonsense', problem: 'unknownField' }],
    });
    expect(await refused({ caFile: '/nowhere.pem' })).toMatchObject({
      code: 'input.unreadable',
      field: 'caFile',
    });
    expect(await refused({ host: 'outlook.office365.com' })).toMatchObject({
      code: 'input.exchangeOnlineNeeded',
    });
    expect(await refused({ direction: 'sideways' })).toMatchObject({ field: 'direction' });
    expect(await cli.json(['account', 'list'])).toEqual({ items: [] });
  });

  it('are refused on port 25', async () => {
    const account = sendingAccount({ port: 25, caFile: caFile() });
    const file = cli.file('port25.json', account);
    const { error } = await cli.json<Problem>(['account', 'add', '--file', file], { code: 2 });
    expect(error).toMatchObject({ code: 'input.port25', field: 'port' });
    const { error: checked } = await cli.json<Problem>(['check', '--file', file], { code: 2 });
    expect(checked.code).toBe('input.port25');
    const good = await cli.add({ ...account, port: 587, name: 'Was good' });
    const update = await cli.json<Problem>(['account', 'update', good.id, '--file', '-'], {
      input: '{"port":25}',
      code: 2,
    });
    expect(update.error.code).toBe('input.port25');
    expect(await cli.json(['account', 'show', good.id])).toMatchObject({ port: 587 });
    await cli.json(['account', 'remove', good.id]);
  });

  it('keep one default, and names apart', async () => {
    const first = await cli.add({ ...sendingAccount({ port: 587, caFile: caFile() }), name: 'First' });
    expect(first).toMatchObject({ isDefault: true });
    const second = await cli.add({
      ...sendingAccount({ port: 465, encryption: 'tls', caFile: caFile() }),
      name: 'Second',
    });
    expect(second).toMatchObject({ isDefault: false });
    const taken = await cli.json<Problem>(['account', 'add', '--file', '-'], {
      input: JSON.stringify({ ...sendingAccount({ port: 587, caFile: caFile() }), name: 'FIRST' }),
      code: 2,
    });
    expect(taken.error).toMatchObject({ code: 'input.nameTaken', field: 'name' });
    expect((await cli.json<Problem>(['account', 'remove', 'First'], { code: 2 })).error.code).toBe(
      'input.lastDefault',
    );
    expect(await cli.json(['account', 'default', 'Second'])).toMatchObject({ isDefault: true });
    expect(await cli.json(['account', 'show', 'First'])).toMatchObject({ isDefault: false });
    await cli.json(['account', 'remove', 'First']);
    await cli.json(['account', 'remove', 'Second']);
  });

  it('and rules are refused as input, not as a fault of ours, when they are no objects', async () => {
    expect((await cli.run(['account', 'import', cli.file('null.json', null)])).code).toBe(2);
    expect((await cli.run(['account', 'import', cli.file('list.json', [])])).code).toBe(2);
    expect((await cli.run(['rule', 'add', '--file', cli.file('null.json', null)])).code).toBe(2);
  });

  it('move by export and import, without secrets', async () => {
    await cli.add({
      ...receivingAccount(dovecot, { protocol: 'pop3', user: 'u2', caFile: caFile() }),
      name: 'In',
    });
    await cli.add({
      ...sendingAccount({ port: 587, caFile: caFile(), secret: 'canary-in-export' }),
      name: 'Out',
    });
    const out = path.join(cli.folder, 'accounts.json');
    await cli.json(['account', 'export', '--out', out]);
    expect(readFileSync(out, 'utf8')).not.toContain('canary');
    expect(statSync(out).mode & 0o077).toBe(0);
    const other = createCli();
    const imported = await other.json<{ items: { name: string; hasSecret: boolean }[] }>([
      'account',
      'import',
      out,
    ]);
    expect(imported.items.map(({ name, hasSecret }) => [name, hasSecret])).toEqual([
      ['In', false],
      ['Out', false],
    ]);
    // Without a secret: its own exit code, and setting it helps.
    expect(
      (await other.json<{ runs: { error: object }[] }>(['poll', 'In'], { code: 4 })).runs[0]?.error,
    ).toMatchObject({
      code: 'secret.missing',
      field: 'secret',
    });
    expect((await other.run(['account', 'set-secret', 'In'], { input: '' })).code).toBe(2);
    expect(await other.json(['account', 'set-secret', 'In'], { input: 'pw\n' })).toMatchObject({
      hasSecret: true,
    });
    await other.json(['poll', 'In']);
    other.remove();
    await cli.json(['account', 'remove', 'In']);
    await cli.json(['account', 'remove', 'Out']);
  });
});

describe('exit codes', () => {
  it('3 while another engine holds the data directory', async () => {
    const service = cli.start(['run']);
    const result = ended(service);
    await new Promise((resolve) => service.stderr?.once('data', resolve));
    const second = await cli.json<Problem>(['account', 'list'], { code: 3 });
    expect(second.error.code).toBe('engine.inUse');
    service.kill('SIGTERM');
    expect((await result).code).toBe(0);
    expect((await cli.run(['account', 'list'])).code).toBe(0);
  });

  it('4 for a wrong or missing passphrase', async () => {
    const wrong = { environment: { MAILROOM_VAULT_PASSPHRASE: 'something else' }, code: 4 };
    expect((await cli.json<Problem>(['account', 'list'], wrong)).error.code).toBe('secret.wrongPassphrase');
    const account = receivingAccount(dovecot, { protocol: 'imap4', user: 'u1', caFile: caFile() });
    const none = {
      environment: { MAILROOM_VAULT_PASSPHRASE: undefined },
      input: JSON.stringify(account),
      code: 4,
    };
    expect((await cli.json<Problem>(['account', 'add', '--file', '-'], none)).error.code).toBe(
      'secret.locked',
    );
    // What needs no secret works all the same.
    expect(await cli.json(['inbox', 'list'], { ...none, code: 0 })).toEqual({ items: [] });
  });

  it('a data directory that only its owner can enter', () => {
    expect(statSync(cli.dataDirectory).mode & 0o777).toBe(0o700);
  });
});

describe('mail', () => {
  const multipart = [
    'From: "Änne Müller" <aenne@example.com>',
    'To: support@test.local',
    'Subject: Rechnung',
    'Message-ID: <invoice@example.com>',
    'Date: Mon, 5 Jan 2026 08:00:00 +0100',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: multipart/alternative; boundary=c',
    '',
    '--c',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Guten Tag, anbei die Rechnung.',
    '--c',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Guten Tag, anbei die <b>Rechnung</b>.</p>',
    '--c--',
    '--b',
    'Content-Type: application/pdf; name="r.pdf"',
    'Content-Disposition: attachment; filename="../../r.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    'JVBERi0=',
    '--b--',
    '',
  ].join('\r\n');
  let ids: number[] = [];

  beforeAll(async () => {
    await cli.add({
      ...receivingAccount(dovecot, { protocol: 'imap4', user: 'u1', caFile: caFile() }),
      name: 'Mail',
    });
    const rule = {
      account: 'Mail',
      title: 'Printers',
      rank: 1,
      conditions: [{ field: 'subject', operator: 'contains', value: 'drucker' }],
      actions: [{ kind: 'createTicket' }],
    };
    await cli.json(['rule', 'add', '--file', cli.file('rule.json', rule)]);
    const plain = (subject: string) => ({
      bytes: Buffer.from(`From: a@example.com\r\nSubject: ${subject}\r\n\r\nFrom here\r\n`),
    });
    dovecot.fill('u1', [
      ...Array.from({ length: 7 }, (_, index) => plain(`Nummer ${index}`)),
      { bytes: Buffer.from(multipart) },
      plain('Der Drucker brennt'),
    ]);
    const { runs } = await cli.json<{ runs: object[] }>(['poll', 'Mail']);
    expect(runs).toMatchObject([
      { account: 'Mail', found: 9, imported: 9, removed: 9, failed: 0, quarantined: 0 },
    ]);
  });

  it('is listed in pages, newest first', async () => {
    type Page = { items: { id: number; subject: string; account: string }[]; next?: string };
    const first = await cli.json<Page>(['inbox', 'list', '--limit', '5']);
    const second = await cli.json<Page>(['inbox', 'list', '--limit', '5', '--after', String(first.next)]);
    expect(second).not.toHaveProperty('next');
    const items = [...first.items, ...second.items];
    expect(items.map(({ subject }) => subject)).toEqual([
      'Rechnung',
      ...[6, 5, 4, 3, 2, 1, 0].map((n) => `Nummer ${n}`),
    ]);
    ids = items.map(({ id }) => id);
    expect(
      (await cli.json<Page>(['inbox', 'list', '--account', 'Mail', '--since', '2020-01-01'])).items,
    ).toHaveLength(8);
    expect((await cli.json<Page>(['inbox', 'list', '--since', '2090-01-01'])).items).toEqual([]);
  });

  it('goes by rule into a ticket and the archive', async () => {
    expect(await cli.json(['ticket', 'list'])).toMatchObject({
      items: [{ number: 'T-000001', title: 'Der Drucker brennt', messages: 1, status: 'new' }],
    });
    expect(await cli.json(['archive', 'list'])).toMatchObject({
      items: [{ ticket: 'T-000001', state: 'archived' }],
    });
    expect(await cli.json(['rule', 'list'])).toMatchObject({ items: [{ title: 'Printers', rank: 1 }] });
  });

  it('is shown in its parts', async () => {
    const id = String(ids[0]);
    const whole = await cli.json(['inbox', 'show', id]);
    expect(whole).toMatchObject({
      subject: 'Rechnung',
      from: { name: 'Änne Müller', address: 'aenne@example.com' },
    });
    const part = async (name: string): Promise<string> =>
      String((await cli.run(['inbox', 'show', id, '--part', name])).stdout);
    expect(await part('text')).toContain('anbei die Rechnung');
    expect(await part('html')).toContain('<b>Rechnung</b>');
    expect(await part('headers')).toMatch(/^Subject: Rechnung$/m);
    expect(await part('attachments')).toMatch(/^r\.pdf +application\/pdf/m);
    expect(await part('trail')).toMatch(/imported[^]*removed/);
    expect(
      (await cli.run(['inbox', 'show', id, '--part', 'source'])).stdout.equals(Buffer.from(multipart)),
    ).toBe(true);
    expect((await cli.run(['inbox', 'show', id, '--part', 'nonsense'])).code).toBe(2);
    expect((await cli.run(['archive', 'show', id])).code).toBe(2);
    expect(await cli.json(['inbox', 'show', id, '--part', 'trail'])).toMatchObject({
      receipt: { mailbox: 'INBOX', sizeBytes: Buffer.byteLength(multipart) },
    });
  });

  it('is exported as it came, one by one and as mbox', async () => {
    const out = path.join(cli.folder, 'eml');
    expect(await cli.json(['inbox', 'export', String(ids[0]), '--out', out])).toMatchObject({ exported: 1 });
    const [name = ''] = readdirSync(out);
    expect(name).toMatch(/Rechnung\.eml$/);
    expect(readFileSync(path.join(out, name)).equals(Buffer.from(multipart))).toBe(true);
    const mbox = path.join(cli.folder, 'all.mbox');
    expect(await cli.json(['inbox', 'export', '--all', '--format', 'mbox', '--out', mbox])).toMatchObject({
      exported: 8,
    });
    const text = readFileSync(mbox, 'utf8');
    expect(text.match(/^From /gm)).toHaveLength(8);
    expect(text.match(/^>From here$/gm)).toHaveLength(7);
  });

  it('stays when its account goes', async () => {
    expect(await cli.json(['account', 'remove', 'Mail'])).toMatchObject({ keptMessages: 9 });
    expect((await cli.json<{ items: object[] }>(['inbox', 'list'])).items).toHaveLength(8);
  });
});

describe('sending', () => {
  it('goes through STARTTLS and AUTH, and arrives', async () => {
    await cli.add({
      ...sendingAccount({ port: postfix.ports.submission, caFile: caFile() }),
      bodyCharset: 'windows-1252',
    });
    const attachment = path.join(cli.folder, 'Größe.txt');
    writeFileSync(attachment, 'Anhang');
    const sent = await cli.json<{ state: string; messageId: string; why: string }>(
      [
        'send',
        '--to',
        'anna@elsewhere.example',
        '--cc',
        'bert@elsewhere.example',
        '--subject',
        'Grüße €',
        '--text',
        '-',
        '--attach',
        attachment,
        '--wait',
      ],
      { input: 'Preis: 5 €\n.\nÄpfel\n' },
    );
    expect(sent).toMatchObject({ state: 'sent', why: 'default' });
    const delivered = await postfix.waitForDelivered(2);
    const email = await PostalMime.parse(delivered[0] ?? Buffer.alloc(0));
    expect(email).toMatchObject({
      subject: 'Grüße €',
      messageId: sent.messageId,
      from: { address: 'support@test.local', name: 'Support' },
    });
    expect(email.text?.trimEnd()).toBe('Preis: 5 €\n.\nÄpfel');
    expect(email.attachments.map(({ filename }) => filename)).toEqual(['Größe.txt']);
    expect(String(delivered[0])).toContain('charset=windows-1252');
    expect(await cli.json(['outbox', 'list'])).toMatchObject({
      items: [
        { state: 'sent', attempts: 1, messageId: sent.messageId, lastReply: expect.stringMatching(/^250 /) },
      ],
    });
  });

  it('says which recipient was refused', async () => {
    const sent = await cli.json(
      [
        'send',
        '--to',
        'anna@elsewhere.example',
        '--to',
        'gone@test.local',
        '--subject',
        's',
        '--text',
        '-',
        '--wait',
      ],
      { input: 'x', code: 1 },
    );
    expect(sent).toMatchObject({ state: 'partlyRefused' });
    const { items } = await cli.json<{ items: { error?: object }[] }>(['outbox', 'list', '--limit', '1']);
    expect(items[0]?.error).toMatchObject({
      code: 'send.recipientUnknown',
      params: { recipients: 'gone@test.local' },
    });
  });

  it('keeps what is too large, and what was cancelled', async () => {
    await cli.json(['account', 'update', 'Sending', '--file', '-'], { input: '{"maxSizeBytes": 2000}' });
    const args = ['send', '--to', 'anna@elsewhere.example', '--subject', 's', '--text', '-', '--wait'];
    expect(await cli.json(args, { input: 'x'.repeat(5000), code: 1 })).toMatchObject({ state: 'tooLarge' });
    const before = postfix.delivered().length;
    // Nobody answers there: it waits, and can be cancelled.
    await cli.json(['account', 'update', 'Sending', '--file', '-'], {
      input: '{"maxSizeBytes": 0, "port": 1}',
    });
    const waiting = await cli.json<{ id: string; state: string }>(args, { input: 'x', code: 1 });
    expect(waiting.state).toBe('deferred');
    expect(await cli.json(['outbox', 'cancel', waiting.id])).toMatchObject({ state: 'cancelled' });
    await cli.json(['account', 'update', 'Sending', '--file', '-'], {
      input: JSON.stringify({ port: postfix.ports.submission }),
    });
    await cli.json(['outbox', 'retry', waiting.id]);
    expect(await cli.json(['outbox', 'list'])).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ id: waiting.id, state: 'sent' })]),
    });
    await postfix.waitForDelivered(before + 1);
    expect((await cli.run(['outbox', 'cancel', waiting.id])).code).toBe(2);
  });

  it('needs an account', async () => {
    const empty = createCli();
    const { error } = await empty.json<Problem>(
      ['send', '--to', 'a@example.com', '--subject', 's', '--text', '-'],
      { input: 'x', code: 1 },
    );
    expect(error.code).toBe('send.noAccount');
    empty.remove();
  });
});
