// What the engine shows of a server before anything is saved: its certificate and its mailboxes.
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSource } from '../../../electron/engine/receiving/sources/index.ts';
import { createSmtpTransport } from '../../../electron/engine/sending/transports/smtp.ts';
import { instantCertificate } from '../../servers/instant-certificate.ts';
import { answerCommands } from '../../servers/scripted-server.ts';
import {
  dialogues,
  encryptions,
  heard,
  PASSWORD,
  proxyFor,
  serve,
  serveWith,
} from '../connection/support.ts';
import { engineBench, incomingInput, outgoingInput } from './bench.ts';

const DAY = 24 * 3600_000;
const notBefore = new Date(Math.floor((Date.now() - DAY) / 1000) * 1000);
const notAfter = new Date(notBefore.getTime() + 10 * DAY);
const certificate = instantCertificate({ names: ['mail.example', '192.0.2.1'], notBefore, notAfter });
const { fingerprint256 } = new X509Certificate(certificate.certificate);
const iso = (date: Date): string => date.toISOString().replace('.000Z', 'Z');

function bench() {
  return engineBench({ adapters: () => ({ createSource, createTransport: createSmtpTransport }) });
}

describe.each([...encryptions])('the certificate with %s', (encryption) => {
  it.each(['imap4', 'pop3', 'smtp'] as const)(
    'of %s is shown, and nothing is said but STARTTLS',
    async (protocol) => {
      const server = await serveWith(protocol, encryption, certificate);
      const { handlers } = bench().engine;
      const place = { host: 'localhost', port: server.port, encryption };
      const shown =
        protocol === 'smtp'
          ? await handlers['outgoing.certificate']({ account: outgoingInput(place) })
          : await handlers['incoming.certificate']({
              account: incomingInput({ ...place, serverType: protocol }),
            });
      expect(shown).toEqual({
        fingerprint: fingerprint256,
        subject: 'mail.example',
        issuer: 'mail.example',
        names: 'mail.example, 192.0.2.1',
        validFrom: iso(notBefore),
        validTo: iso(notAfter),
        pem: expect.stringContaining('BEGIN CERTIFICATE'),
        problem: expect.objectContaining({ code: 'tls.selfSigned' }),
      });
      expect(new X509Certificate(shown.pem).fingerprint256).toBe(fingerprint256);
      const said = heard(server)
        .split('\n')
        .filter((line) => line !== '');
      expect(said.filter((line) => !/^(1 STARTTLS|STLS|STARTTLS|EHLO \[127\.0\.0\.1\])$/.test(line))).toEqual(
        [],
      );
    },
  );

  it('is what an account then trusts, and no other account does', async () => {
    const server = await serveWith('imap4', encryption, certificate);
    const { handlers } = bench().engine;
    const account = incomingInput({ host: 'localhost', port: server.port, encryption });
    const { fingerprint, pem } = await handlers['incoming.certificate']({ account });
    const pinned = { ...account, pinnedFingerprint: fingerprint, pinnedCertificate: pem };
    expect(await handlers['incoming.certificate']({ account: pinned })).not.toHaveProperty('problem');
    const test = await handlers['incoming.check']({ account: pinned, secret: PASSWORD });
    expect(test).toMatchObject({ ok: true });
    const tls = test.steps.find(({ id }) => id === 'tls');
    expect(tls?.evidence).toEqual(
      expect.arrayContaining([
        { label: 'fingerprint', value: fingerprint256 },
        { label: 'daysLeft', value: '8' },
      ]),
    );
    expect(await handlers['incoming.check']({ account, secret: PASSWORD })).toMatchObject({
      ok: false,
      steps: [
        {},
        {},
        {},
        { id: 'tls', finding: { code: 'tls.selfSigned', params: { names: 'mail.example, 192.0.2.1' } } },
      ],
    });
  });

  it('that changed is told with both, before anything is said', async () => {
    const server = await serveWith('pop3', encryption, certificate);
    const { handlers } = bench().engine;
    const account = incomingInput({
      serverType: 'pop3',
      host: 'localhost',
      port: server.port,
      encryption,
      pinnedFingerprint: fingerprint256.replaceAll(/[0-9]/g, '0'),
    });
    const { problem } = await handlers['incoming.certificate']({ account });
    expect(problem).toMatchObject({
      code: 'tls.pinChanged',
      params: { before: expect.stringContaining('SHA-256 '), after: expect.stringContaining(fingerprint256) },
    });
    const test = await handlers['incoming.check']({ account, secret: PASSWORD });
    expect(test.steps.at(-1)).toMatchObject({ id: 'tls', finding: { code: 'tls.pinChanged' } });
    expect(heard(server)).not.toMatch(/USER|PASS/);
  });
});

it('where there is no certificate, it is said why', async () => {
  const { handlers } = bench().engine;
  const server = await serveWith('imap4', 'none', certificate);
  const account = incomingInput({ host: 'localhost', port: server.port, encryption: 'none' });
  await expect(handlers['incoming.certificate']({ account })).rejects.toMatchObject({
    code: 'input.invalid',
    field: 'encryption',
  });
  await expect(
    handlers['incoming.certificate']({ account: { ...account, encryption: 'tls' } }),
  ).rejects.toMatchObject({ code: 'tls.plainPort' });
});

const folders = [
  '* LIST (\\HasNoChildren) "/" "INBOX/R&APw-ckl&AOQ-ufe"',
  '* LIST (\\HasNoChildren \\Archive) "/" Archiv',
  '* LIST (\\Noselect \\HasChildren) "/" "Public"',
  '* LIST (\\NonExistent) "/" "Public/Gone"',
  '* LIST (\\HasNoChildren) "/" "Public/&ZeVnLIqe-"',
  '* LIST (\\HasChildren) "/" INBOX',
  '* LIST (\\HasNoChildren) NIL "Flat"',
];

describe('the mailboxes', () => {
  const serveFolders = () =>
    serve(async (connection) => {
      const { greeting, answers, verbOf } = dialogues.imap4;
      await connection.send(greeting);
      const list = async (_connection: unknown, line: string): Promise<string> => {
        // An empty name asks for the delimiter alone (RFC 9051 section 6.3.9.1).
        const listed = line.endsWith('""') ? ['* LIST (\\Noselect) "/" ""'] : folders;
        return `${listed.join('\r\n')}\r\n${line.split(' ')[0]} OK done\r\n`;
      };
      await answerCommands(connection, { ...answers, LIST: list }, verbOf);
    });

  it('are listed with names for people, delimiter, use, and whether they hold messages', async () => {
    const server = await serveFolders();
    const { handlers } = bench().engine;
    const account = incomingInput({ host: server.host, port: server.port, encryption: 'none' });
    const listed = await handlers['incoming.folders']({ account, secret: PASSWORD });
    expect(listed[0]).toEqual({ path: 'INBOX', name: 'INBOX', delimiter: '/', selectable: true });
    expect(listed.toSorted((one, other) => one.path.localeCompare(other.path, 'en'))).toEqual(
      [
        { path: 'Archiv', name: 'Archiv', delimiter: '/', specialUse: '\\Archive', selectable: true },
        { path: 'Flat', name: 'Flat', selectable: true },
        { path: 'INBOX', name: 'INBOX', delimiter: '/', selectable: true },
        { path: 'INBOX/Rückläufe', name: 'Rückläufe', delimiter: '/', selectable: true },
        { path: 'Public', name: 'Public', delimiter: '/', selectable: false },
        { path: 'Public/日本語', name: '日本語', delimiter: '/', selectable: true },
        { path: 'Public/Gone', name: 'Gone', delimiter: '/', selectable: false },
      ].toSorted((one, other) => one.path.localeCompare(other.path, 'en')),
    );
    expect(heard(server)).not.toMatch(/SELECT|EXAMINE/);
  });

  it('are listed with the stored password where none is typed', async () => {
    const server = await serveFolders();
    const { handlers } = bench().engine;
    const account = incomingInput({
      host: server.host,
      port: server.port,
      encryption: 'none',
      active: false,
    });
    await expect(handlers['incoming.folders']({ account })).rejects.toMatchObject({ code: 'secret.missing' });
    const { account: stored } = await handlers['incoming.create']({ account, secret: PASSWORD });
    expect(await handlers['incoming.folders']({ id: stored.id, account })).toHaveLength(folders.length);
  });

  it('do not exist in POP3', async () => {
    const { handlers } = bench().engine;
    const account = incomingInput({ serverType: 'pop3' });
    await expect(handlers['incoming.folders']({ account, secret: PASSWORD })).rejects.toMatchObject({
      code: 'input.invalid',
      field: 'serverType',
    });
  });
});

describe('the proxy of the settings', () => {
  it('takes effect at the next connection, its password only goes in, and it is nowhere in the data', async () => {
    const server = await serveWith('imap4', 'none', certificate);
    const credentials = { user: 'office', password: 'proxy-canary' };
    const proxy = await proxyFor({
      kind: 'socks5',
      names: { 'mail.internal.example': '127.0.0.1' },
      ...credentials,
    });
    const { engine } = bench();
    const { handlers } = engine;
    expect(await handlers['settings.get']({})).toMatchObject({
      proxy: { kind: 'none' },
      hasProxyPassword: false,
    });
    const account = incomingInput({ host: 'mail.internal.example', port: server.port, encryption: 'none' });
    const test = () => handlers['incoming.check']({ account, secret: PASSWORD });
    expect((await test()).steps.at(-1)).toMatchObject({ id: 'dns', ok: false });
    const { host, port } = proxy;
    const settings = { kind: 'socks5', host, port, user: credentials.user } as const;
    await handlers['settings.set']({ proxy: settings });
    expect((await test()).steps.at(-1)).toMatchObject({ id: 'connect', finding: { code: 'proxy.refused' } });
    const answer = await handlers['settings.setProxyPassword']({ password: credentials.password });
    expect(answer).toMatchObject({ proxy: settings, hasProxyPassword: true });
    expect(JSON.stringify(answer)).not.toContain(credentials.password);
    expect(await test()).toMatchObject({
      ok: true,
      steps: [{}, { id: 'dns', evidence: [{ label: 'proxy', value: `127.0.0.1:${port}` }] }, {}, {}, {}],
    });
    await handlers['settings.setProxyPassword']({});
    expect(await handlers['settings.get']({})).toMatchObject({ hasProxyPassword: false });
  });
});
