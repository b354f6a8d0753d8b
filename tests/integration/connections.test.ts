// Trust in one certificate, proxies, addresses and the list of folders, with a real Dovecot and Postfix.
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { selfSigned, type Certificate } from '../servers/certificates.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { makeServerFolder, removeServerFolder } from '../servers/folder.ts';
import { startPostfix, type Postfix } from '../servers/postfix.ts';
import { startProxy } from '../servers/proxy-server.ts';
import { startTlsProxy } from '../servers/tls-proxy.ts';
import { receivingAccount, sendingAccount } from '../support/accounts.ts';
import { createCli, type Cli } from '../support/cli.ts';
import { signIn } from '../unit/connection/support.ts';

interface Shown {
  readonly fingerprint: string;
  readonly subject: string;
  readonly names: string;
  readonly pem: string;
  readonly trusted: boolean;
  readonly problem?: { readonly code: string; readonly message: string };
}
interface Run {
  readonly imported: number;
  readonly error?: { readonly code: string; readonly params: Record<string, string> };
}

let dovecot: Dovecot;
let postfix: Postfix;
let dir: string;
let stranger: Certificate;

beforeAll(async () => {
  dir = await makeServerFolder('connections');
  stranger = await selfSigned(dir, { names: ['stranger.example'] });
  dovecot = await startDovecot({
    settings: `listen = 127.0.0.1, ::1
namespace inbox {
  mailbox Archiv {
    special_use = \\Archive
  }
}`,
  });
  postfix = await startPostfix({ authSocket: dovecot.authSocket, authority: dovecot.authority });
});
afterAll(async () => {
  await postfix?.stop();
  await dovecot?.stop();
  await removeServerFolder(dir);
});

function newCli(): Cli {
  const cli = createCli();
  onTestFinished(() => cli.remove());
  return cli;
}

describe.each([
  ['u1', 'imap4', 'tls'],
  ['u2', 'pop3', 'starttls'],
] as const)('%s: %s with %s', (user, protocol, encryption) => {
  it('is looked at, trusted by its certificate alone, and no longer when that changes', async () => {
    const cli = newCli();
    dovecot.fill(user, [{ bytes: Buffer.from('Subject: one\r\n\r\n1\r\n') }]);
    const name = 'Support';
    const account = {
      ...receivingAccount(dovecot, { protocol, encryption, user, caFile: '' }),
      name,
      caFile: undefined,
    };
    const shown = await cli.json<Shown>(['account', 'certificate', '--file', '-'], {
      input: JSON.stringify(account),
    });
    await cli.add(account);
    expect(shown).toMatchObject({ trusted: false, subject: 'localhost', names: 'localhost, 127.0.0.1' });
    expect(shown.problem).toMatchObject({
      code: 'tls.unknownIssuer',
      message: expect.stringContaining('localhost'),
    });
    const poll = async (code: number): Promise<Run | undefined> =>
      (await cli.json<{ runs: Run[] }>(['poll'], { code })).runs[0];
    expect(await poll(1)).toMatchObject({ imported: 0, error: { code: 'tls.unknownIssuer' } });

    const update = (changes: object) =>
      cli.json(['account', 'update', name, '--file', '-'], {
        input: JSON.stringify(changes),
      });
    await update({
      pinnedFingerprint: shown.fingerprint.toLowerCase().replaceAll(':', ''),
      pinnedCertificate: shown.pem,
    });
    expect(await poll(0)).toMatchObject({ imported: 1 });

    dovecot.fill(user, [{ bytes: Buffer.from('Subject: two\r\n\r\n2\r\n') }]);
    const impostor = await startTlsProxy(stranger, dovecot.ports[protocol === 'imap4' ? 'imap' : 'pop3']);
    onTestFinished(() => impostor.stop());
    await update({ port: impostor.port, encryption: 'tls' });
    const run = await poll(1);
    expect(run).toMatchObject({
      imported: 0,
      error: { code: 'tls.pinChanged', stage: 'tls', field: 'pinnedFingerprint' },
    });
    expect(run?.error?.params['before']).toContain(shown.fingerprint);
    expect(run?.error?.params['after']).toContain(new X509Certificate(stranger.certificate).fingerprint256);
    expect(dovecot.count(user)).toBe(1);
  });
});

it('sends to the pinned certificate and to no other', async () => {
  const cli = newCli();
  const port = postfix.ports.submission;
  await cli.add({ ...sendingAccount({ port, caFile: '' }), caFile: undefined });
  const shown = await cli.json<Shown>(['account', 'certificate', 'Sending']);
  expect(shown).toMatchObject({ trusted: false, problem: { code: 'tls.unknownIssuer' } });
  const message = ['--to', 'a@test.local', '--subject', 's', '--text', '-', '--wait'];
  const pin = (pinnedFingerprint: string) =>
    cli.json(['account', 'update', 'Sending', '--file', '-'], {
      input: JSON.stringify({ pinnedFingerprint }),
    });
  await pin(shown.fingerprint);
  expect(await cli.json(['send', ...message], { input: 'text' })).toMatchObject({ state: 'sent' });
  await pin(new X509Certificate(stranger.certificate).fingerprint256);
  expect(await cli.json(['send', ...message], { input: 'text', code: 1 })).toMatchObject({
    state: 'deferred',
  });
  const test = await cli.json<{ steps: object[] }>(['check', 'Sending'], { code: 1 });
  expect(test.steps.at(-1)).toMatchObject({ id: 'tls', finding: { code: 'tls.pinChanged' } });
});

it('shows what is wrong in words, too', async () => {
  const cli = newCli();
  const account = {
    ...receivingAccount(dovecot, { protocol: 'imap4', user: 'u1', caFile: '' }),
    caFile: undefined,
  };
  const text = await cli.run(['account', 'certificate', '--file', '-'], { input: JSON.stringify(account) });
  expect(text.code).toBe(0);
  expect(String(text.stdout)).toMatch(/^subject +localhost\nissuer +Mailroom Test CA\n[^]*\nNot trusted\.\n/);
  const trusting = { ...account, caFile: dovecot.authority.certificateFile };
  const trusted = await cli.run(['account', 'certificate', '--file', '-'], {
    input: JSON.stringify(trusting),
  });
  expect(String(trusted.stdout)).toMatch(/\nTrusted\.\n$/);
  const none = { ...account, encryption: 'none', port: dovecot.ports.imap };
  await cli.json(['account', 'certificate', '--file', '-'], { input: JSON.stringify(none), code: 2 });
});

it('lists the folders of a real server', async () => {
  const cli = newCli();
  for (const folder of ['Archiv', 'Rückläufe & mehr', 'Lager/Ost']) dovecot.createFolder('u5', folder);
  const account = receivingAccount(dovecot, {
    protocol: 'imap4',
    encryption: 'starttls',
    user: 'u5',
    caFile: dovecot.authority.certificateFile,
  });
  await cli.add(account);
  const { items } = await cli.json<{ items: { path: string }[] }>([
    'account',
    'folders',
    String(account['name']),
  ]);
  expect(items[0]).toEqual({ path: 'INBOX', name: 'INBOX', delimiter: '/', selectable: true });
  expect(items).toEqual(
    expect.arrayContaining([
      { path: 'Archiv', name: 'Archiv', delimiter: '/', specialUse: '\\Archive', selectable: true },
      { path: 'Lager', name: 'Lager', delimiter: '/', selectable: false },
      { path: 'Lager/Ost', name: 'Ost', delimiter: '/', selectable: true },
      { path: 'Rückläufe & mehr', name: 'Rückläufe & mehr', delimiter: '/', selectable: true },
    ]),
  );
  const text = await cli.run(['account', 'folders', String(account['name'])]);
  expect(String(text.stdout)).toMatch(/^FOLDER +USE\nINBOX/);
  expect(String(text.stdout)).toMatch(/\nArchiv +archive\n/);
  const pop3 = { ...account, serverType: 'pop3' };
  const { error } = await cli.json<{ error: object }>(['account', 'folders', '--file', '-'], {
    input: JSON.stringify(pop3),
    code: 2,
  });
  expect(error).toMatchObject({ code: 'input.invalid', field: 'serverType' });
});

it.each(['127.0.0.1', '::1'])('reaches a server at the address %s', async (host) => {
  // The certificate names 127.0.0.1 only.
  const trust = { ca: dovecot.authority.certificate, waiveName: host === '::1' };
  const client = { host, user: 'u6', password: 'pw', trust };
  const { imap, imaps, pop3, pop3s } = dovecot.ports;
  await signIn({ ...client, protocol: 'imap4', encryption: 'tls', port: imaps });
  await signIn({ ...client, protocol: 'imap4', encryption: 'starttls', port: imap });
  await signIn({ ...client, protocol: 'pop3', encryption: 'tls', port: pop3s });
  await signIn({ ...client, protocol: 'pop3', encryption: 'starttls', port: pop3 });
});

describe.each(['socks5', 'http'] as const)('through a proxy (%s)', (kind) => {
  it('reaches real servers by names that only the proxy knows', async () => {
    const proxy = await startProxy({
      kind,
      user: 'office',
      password: 'secret',
      names: { 'mail.internal': '127.0.0.1' },
    });
    onTestFinished(() => proxy.stop());
    const { host, port } = proxy;
    const trust = { ca: dovecot.authority.certificate, waiveName: true };
    const client = {
      host: 'mail.internal',
      user: 'u7',
      password: 'pw',
      trust,
      proxy: async () => ({ kind, host, port, user: 'office', password: 'secret' }) as const,
    };
    const { imap, imaps, pop3, pop3s } = dovecot.ports;
    await signIn({ ...client, protocol: 'imap4', encryption: 'tls', port: imaps });
    await signIn({ ...client, protocol: 'imap4', encryption: 'starttls', port: imap });
    await signIn({ ...client, protocol: 'pop3', encryption: 'tls', port: pop3s });
    await signIn({ ...client, protocol: 'pop3', encryption: 'starttls', port: pop3 });
    await signIn({ ...client, protocol: 'smtp', encryption: 'tls', port: postfix.ports.submissions });
    await signIn({ ...client, protocol: 'smtp', encryption: 'starttls', port: postfix.ports.submission });
    expect(proxy.asked).toHaveLength(6);
  });
});
