// What a person is told when a server can't be used: stage, code and field, and that no mail was touched.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned, createAuthority, issueCertificate } from '../servers/certificates.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { makeServerFolder, removeServerFolder } from '../servers/folder.ts';
import { startPostfix, type Postfix } from '../servers/postfix.ts';
import { startTlsProxy, type TlsProxy } from '../servers/tls-proxy.ts';
import { portOf, receivingAccount, sendingAccount } from '../support/accounts.ts';
import { createCli, type Cli } from '../support/cli.ts';

interface Finding {
  readonly code: string;
  readonly field?: string;
  readonly message: string;
  readonly remedy: string;
  readonly stage?: string;
  readonly detail?: string;
}
interface Check {
  readonly ok: boolean;
  readonly steps: readonly { readonly id: string; readonly ok: boolean; readonly finding?: Finding }[];
}

const MESSAGES = 3;
let dovecot: Dovecot;
let postfix: Postfix;
let dir: string;
let cli: Cli;
const proxies: TlsProxy[] = [];
/** Ports of implicit TLS with a certificate that is wrong in one way, in front of a good server. */
type Fault = 'selfSigned' | 'unknownIssuer' | 'expired' | 'wrongName';
const faulty = {} as Record<'imap4' | 'pop3', Record<Fault, number>>;
const faultySmtp = {} as Record<Fault, number>;

beforeAll(async () => {
  cli = createCli();
  dir = await makeServerFolder('failures');
  dovecot = await startDovecot();
  postfix = await startPostfix({ authSocket: dovecot.authSocket, authority: dovecot.authority });
  const stranger = await createAuthority(dir, 'Another CA');
  const past = { notBefore: new Date('2020-01-01'), notAfter: new Date('2020-02-01') };
  const certificates = {
    selfSigned: await selfSigned(dir),
    unknownIssuer: await issueCertificate(stranger),
    expired: await issueCertificate(dovecot.authority, past),
    wrongName: await issueCertificate(dovecot.authority, { names: ['other.example'] }),
  };
  const behind = async (target: number): Promise<Record<Fault, number>> => {
    const ports = {} as Record<Fault, number>;
    for (const fault of Object.keys(certificates) as Fault[]) {
      const proxy = await startTlsProxy(certificates[fault], target);
      proxies.push(proxy);
      ports[fault] = proxy.port;
    }
    return ports;
  };
  faulty.imap4 = await behind(dovecot.ports.imap);
  faulty.pop3 = await behind(dovecot.ports.pop3);
  Object.assign(faultySmtp, await behind(postfix.ports.submission));
});

afterAll(async () => {
  for (const proxy of proxies) await proxy.stop();
  await postfix?.stop();
  await dovecot?.stop();
  await removeServerFolder(dir);
  cli?.remove();
});

/** A port on which nobody listens: it was free a moment ago. */
async function closedPort(): Promise<number> {
  const certificate = await selfSigned(dir);
  const proxy = await startTlsProxy(certificate, 1);
  await proxy.stop();
  return proxy.port;
}

interface Case {
  readonly name: string;
  readonly changes: (protocol: 'imap4' | 'pop3') => Promise<object> | object;
  readonly code: string;
  readonly stage: string;
  readonly step: string;
  readonly field?: string;
  readonly only?: 'imap4';
}

const cases: readonly Case[] = [
  {
    name: 'a wrong password',
    changes: () => ({ secret: 'wrong' }),
    code: 'login.refused',
    stage: 'login',
    step: 'login',
    field: 'secret',
  },
  {
    name: 'an unknown user',
    changes: () => ({ user: 'nobody' }),
    code: 'login.refused',
    stage: 'login',
    step: 'login',
    field: 'secret',
  },
  {
    name: 'a closed port',
    changes: async () => ({ port: await closedPort() }),
    code: 'connect.refused',
    stage: 'connect',
    step: 'connect',
    field: 'port',
  },
  {
    name: 'an unknown host',
    changes: () => ({ host: 'mail.invalid' }),
    code: 'dns.notFound',
    stage: 'dns',
    step: 'dns',
    field: 'host',
  },
  {
    name: 'TLS on the plain port',
    changes: (protocol) => ({ port: portOf(dovecot, protocol, 'none') }),
    code: 'tls.plainPort',
    stage: 'tls',
    step: 'tls',
    field: 'encryption',
  },
  {
    name: 'a self-signed certificate',
    changes: (protocol) => ({ port: faulty[protocol].selfSigned }),
    code: 'tls.selfSigned',
    stage: 'tls',
    step: 'tls',
    field: 'caFile',
  },
  {
    name: 'an unknown authority',
    changes: (protocol) => ({ port: faulty[protocol].unknownIssuer }),
    code: 'tls.unknownIssuer',
    stage: 'tls',
    step: 'tls',
    field: 'caFile',
  },
  {
    name: 'an expired certificate',
    changes: (protocol) => ({ port: faulty[protocol].expired }),
    code: 'tls.expired',
    stage: 'tls',
    step: 'tls',
  },
  {
    name: 'a certificate for another host',
    changes: (protocol) => ({ port: faulty[protocol].wrongName }),
    code: 'tls.wrongName',
    stage: 'tls',
    step: 'tls',
    field: 'host',
  },
  {
    name: 'STARTTLS without the authority',
    changes: (protocol) => ({
      encryption: 'starttls',
      port: portOf(dovecot, protocol, 'starttls'),
      caFile: undefined,
    }),
    code: 'tls.unknownIssuer',
    stage: 'tls',
    step: 'tls',
    field: 'caFile',
  },
  {
    name: 'a missing folder',
    changes: () => ({ mailbox: 'Nirgends' }),
    code: 'mailbox.missing',
    stage: 'mailbox',
    step: 'mailbox',
    field: 'mailbox',
    only: 'imap4',
  },
];

interface Run {
  readonly accountId: string;
  readonly error?: Finding;
}
interface Stored {
  readonly id: string;
  readonly name: string;
  readonly status: { readonly state: string; readonly error?: Finding };
}

describe.each([
  ['u1', 'imap4'],
  ['u2', 'pop3'],
] as const)('receiving (%s, %s)', (user, protocol) => {
  const stored = new Map<string, Stored>();
  const runs = new Map<string, Run>();
  const own = cases.filter(({ only }) => only === undefined || only === protocol);

  // All accounts are added and polled in one go: one that fails must not stop the others.
  beforeAll(async () => {
    const bytes = Buffer.from('Subject: untouched\r\n\r\nx\r\n');
    dovecot.fill(
      user,
      Array.from({ length: MESSAGES }, () => ({ bytes })),
    );
    if (protocol === 'imap4') dovecot.createFolder(user, 'Fälle');
    const base = receivingAccount(dovecot, { protocol, user, caFile: dovecot.authority.certificateFile });
    const accounts = [];
    for (const one of own) {
      accounts.push({ ...base, name: `${one.name} ${protocol}`, ...(await one.changes(protocol)) });
    }
    await cli.json(['account', 'import', cli.file(`${protocol}-accounts.json`, { accounts })]);
    const names = own.map(({ name }) => `${name} ${protocol}`);
    const polled = await cli.json<{ runs: Run[] }>(['poll', ...names], { code: 1 });
    for (const run of polled.runs) runs.set(run.accountId, run);
    const listed = await cli.json<{ items: Stored[] }>(['account', 'list']);
    for (const account of listed.items) stored.set(account.name, account);
  });

  it.each(own)('tells of $name', async (one) => {
    const account = stored.get(`${one.name} ${protocol}`);
    const expected = { code: one.code, ...(one.field === undefined ? {} : { field: one.field }) };
    expect(runs.get(account?.id ?? '')?.error).toMatchObject({ ...expected, stage: one.stage });
    expect(account?.status.error).toMatchObject({ ...expected, stage: one.stage });
    expect(account?.status.state).toBe(one.code === 'connect.refused' ? 'retrying' : 'attention');

    const check = await cli.json<Check>(['check', account?.id ?? ''], { code: 1 });
    expect(check.ok).toBe(false);
    const failed = check.steps.find(({ ok }) => !ok);
    expect(failed).toMatchObject({ id: one.step, finding: expected });
    expect(check.steps.at(-1)).toBe(failed);
    expect(failed?.finding?.message).not.toMatch(/\{\{|undefined|errors\./);
    expect(failed?.finding?.remedy).not.toMatch(/\{\{|undefined|errors\./);
    expect(dovecot.count(user)).toBe(MESSAGES);
  });

  it('is in order once the account is', async () => {
    const account = receivingAccount(dovecot, { protocol, user, caFile: dovecot.authority.certificateFile });
    const check = await cli.json<Check>(['check', '--file', cli.file(`${protocol}.json`, account)]);
    expect(check.steps.map(({ id, ok }) => [id, ok])).toEqual(
      ['input', 'dns', 'connect', 'tls', 'login', 'mailbox'].map((id) => [id, true]),
    );
    expect(dovecot.count(user)).toBe(MESSAGES);
  });
});

describe('a missing folder', () => {
  it('is told with the folders that are there', async () => {
    const account = receivingAccount(dovecot, {
      protocol: 'imap4',
      user: 'u1',
      caFile: dovecot.authority.certificateFile,
      mailbox: 'Faelle',
    });
    const check = await cli.json<Check>(['check', '--file', cli.file('folder.json', account)], { code: 1 });
    expect(check.steps.at(-1)?.finding?.message).toContain('Fälle');
    const human = await cli.run(['check', '--file', cli.file('folder.json', account)]);
    expect(human.code).toBe(1);
    expect(String(human.stdout)).toMatch(/FAILED +mailbox/);
    expect(String(human.stdout)).toContain('Fälle');
  });
});

describe('sending', () => {
  const sendingCases: readonly Omit<Case, 'changes'>[] = [
    { name: 'a wrong password', code: 'login.refused', stage: 'login', step: 'login', field: 'secret' },
    { name: 'a closed port', code: 'connect.refused', stage: 'connect', step: 'connect', field: 'port' },
    { name: 'a self-signed certificate', code: 'tls.selfSigned', stage: 'tls', step: 'tls', field: 'caFile' },
    { name: 'an unknown authority', code: 'tls.unknownIssuer', stage: 'tls', step: 'tls', field: 'caFile' },
    { name: 'an expired certificate', code: 'tls.expired', stage: 'tls', step: 'tls' },
    {
      name: 'a certificate for another host',
      code: 'tls.wrongName',
      stage: 'tls',
      step: 'tls',
      field: 'host',
    },
    {
      name: 'TLS on the STARTTLS port',
      code: 'tls.plainPort',
      stage: 'tls',
      step: 'tls',
      field: 'encryption',
    },
    {
      name: 'STARTTLS without the authority',
      code: 'tls.unknownIssuer',
      stage: 'tls',
      step: 'tls',
      field: 'caFile',
    },
  ];

  async function changesFor(name: string): Promise<object> {
    switch (name) {
      case 'a wrong password':
        return { secret: 'wrong' };
      case 'a closed port':
        return { port: await closedPort() };
      case 'a self-signed certificate':
        return { encryption: 'tls', port: faultySmtp.selfSigned };
      case 'an unknown authority':
        return { encryption: 'tls', port: faultySmtp.unknownIssuer };
      case 'an expired certificate':
        return { encryption: 'tls', port: faultySmtp.expired };
      case 'a certificate for another host':
        return { encryption: 'tls', port: faultySmtp.wrongName };
      case 'TLS on the STARTTLS port':
        return { encryption: 'tls', port: postfix.ports.submission };
      default:
        return { caFile: undefined };
    }
  }

  const entries = new Map<string, { state: string; account: string; error: Finding }>();

  beforeAll(async () => {
    const base = sendingAccount({
      port: postfix.ports.submission,
      caFile: dovecot.authority.certificateFile,
    });
    const accounts = [];
    for (const { name } of sendingCases) accounts.push({ ...base, name, ...(await changesFor(name)) });
    await cli.json(['account', 'import', cli.file('sending.json', { accounts })]);
    for (const { name } of sendingCases) {
      const message = ['--to', 'anna@elsewhere.example', '--subject', 's', '--text', '-'];
      await cli.json(['send', ...message, '--account', name, '--wait'], { input: 'text', code: 1 });
    }
    const { items } = await cli.json<{ items: { state: string; account: string; error: Finding }[] }>([
      'outbox',
      'list',
    ]);
    for (const entry of items) entries.set(entry.account, entry);
  });

  it.each(sendingCases)('tells of $name', async (one) => {
    const expected = { code: one.code, ...(one.field === undefined ? {} : { field: one.field }) };
    expect(entries.get(one.name)).toMatchObject({
      // None of them is about the message: it waits for the account to be mended.
      state: 'deferred',
      error: { ...expected, stage: one.stage },
    });
    const check = await cli.json<Check>(['check', one.name], { code: 1 });
    expect(check.steps.at(-1)).toMatchObject({ id: one.step, ok: false, finding: expected });
    expect(postfix.delivered()).toEqual([]);
  });
});
