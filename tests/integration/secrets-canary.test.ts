// A distinctive password goes through a whole life of the program. It must turn up nowhere.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import { unexpected } from '../../electron/engine/failures.ts';
import { systemClock, type LogFields } from '../../electron/engine/ports.ts';
import { createKeychainSecrets } from '../../electron/engine/secrets/keychain.ts';
import { openVaultSecrets, vaultFile } from '../../electron/engine/secrets/vault.ts';
import { incomingAccountInputSchema } from '../../shared/domain/incoming-account.ts';
import { outgoingAccountInputSchema } from '../../shared/domain/outgoing-account.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { startPostfix, type Postfix } from '../servers/postfix.ts';
import { receivingAccount, sendingAccount } from '../support/accounts.ts';
import { createCli, type CliResult } from '../support/cli.ts';

const CANARY = 'Kanarienvogel-7f3a9c-"\\ü';
const WRONG = 'Falscher-Kanarienvogel-51e0';
const keychain = process.env['MAILROOM_TEST_SECRET_SERVICE'] === '1';

let dovecot: Dovecot;
let postfix: Postfix;

beforeAll(async () => {
  dovecot = await startDovecot({ users: [{ user: 'u1', password: CANARY }] });
  postfix = await startPostfix({ authSocket: dovecot.authSocket, authority: dovecot.authority });
});
afterAll(async () => {
  await postfix?.stop();
  await dovecot?.stop();
});

/** The forms in which a secret could leak: as it is, escaped, in other encodings, as SASL sends it. */
function forms(secret: string): Buffer[] {
  const texts = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.from(' '.repeat(shift) + secret).toString('base64');
    // The first and last characters depend on what stands beside.
    return text.slice(4, -4);
  });
  return [
    ...texts.map((text) => Buffer.from(text, 'utf8')),
    Buffer.from(secret, 'latin1'),
    Buffer.from(secret, 'utf16le'),
    Buffer.from(secret, 'utf16le').swap16(),
    Buffer.from(Buffer.from(secret).toString('hex')),
    ...base64.map((text) => Buffer.from(text)),
  ];
}

function leaksIn(bytes: Buffer): string[] {
  return [CANARY, WRONG].filter((secret) => forms(secret).some((form) => bytes.includes(form)));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
}

it('would find the secret in every form', () => {
  for (const form of forms(CANARY))
    expect(leaksIn(Buffer.concat([Buffer.from('xx'), form]))).toEqual([CANARY]);
  const sasl = Buffer.from(`\0u1\0${CANARY}`).toString('base64');
  expect(leaksIn(Buffer.from(sasl))).toEqual([CANARY]);
  expect(leaksIn(Buffer.from('nothing'))).toEqual([]);
});

describe.each(keychain ? (['vault', 'keychain'] as const) : (['vault'] as const))(
  'kept in the %s',
  (secrets) => {
    it('is in no file and in no output of the command line', async () => {
      const cli = createCli({ secrets });
      onTestFinished(() => cli.remove());
      const printed: Buffer[] = [];
      const run = async (args: readonly string[], code: number, input = ''): Promise<CliResult> => {
        const result = await cli.run([...args, '--verbose'], { input });
        printed.push(result.stdout, Buffer.from(result.stderr));
        expect([args.join(' '), result.code, result.code === code ? '' : result.stderr]).toEqual([
          args.join(' '),
          code,
          '',
        ]);
        return result;
      };
      const caFile = dovecot.authority.certificateFile;
      const incoming = (protocol: 'imap4' | 'pop3', secret: string, name: string): string =>
        JSON.stringify({ ...receivingAccount(dovecot, { protocol, user: 'u1', secret, caFile }), name });
      dovecot.fill('u1', [{ bytes: Buffer.from('Subject: a\r\n\r\nx\r\n') }]);

      await run(['account', 'add', '--file', '-'], 0, incoming('imap4', CANARY, 'Good'));
      await run(['account', 'add', '--file', '-', '--json'], 0, incoming('pop3', CANARY, 'Good POP3'));
      await run(['account', 'add', '--file', '-'], 0, incoming('imap4', WRONG, 'Bad'));
      await run(['account', 'add', '--file', '-'], 0, incoming('pop3', WRONG, 'Bad POP3'));
      const outgoing = sendingAccount({ port: postfix.ports.submission, caFile, secret: CANARY });
      await run(['account', 'add', '--file', '-'], 0, JSON.stringify(outgoing));
      await run(
        ['account', 'add', '--file', '-'],
        0,
        JSON.stringify({ ...outgoing, name: 'Bad sending', secret: WRONG }),
      );
      // Refused input holds the secret too.
      await run(
        ['account', 'add', '--file', '-', '--json'],
        2,
        incoming('imap4', `${CANARY}\r\n`, 'Injected'),
      );
      await run(['account', 'add', '--file', '-'], 2, `{"secret": "${CANARY.replace(/["\\]/g, '')}`);
      await run(['poll', '--json'], 1);
      await run(['poll', 'Good', 'Good POP3'], 0);
      await run(['check', 'Bad', '--json'], 1);
      await run(['check', 'Sending'], 0);
      const message = ['--to', 'anna@elsewhere.example', '--subject', 's', '--text', '-', '--wait'];
      await run(['send', ...message], 0, 'text');
      await run(['send', ...message, '--account', 'Bad sending', '--json'], 1, 'text');
      await run(['account', 'list', '--json'], 0);
      await run(['account', 'export'], 0);
      await run(['outbox', 'list', '--json'], 0);

      expect(leaksIn(Buffer.concat(printed))).toEqual([]);
      const files = filesBelow(cli.dataDirectory);
      expect(files.length).toBeGreaterThan(1);
      for (const file of files) expect([file, leaksIn(readFileSync(file))]).toEqual([file, []]);
    });

    it('is in no answer, event or log of the engine, nor in its files while it runs', async () => {
      const cli = createCli();
      onTestFinished(() => cli.remove());
      const heard: unknown[] = [];
      const log = (event: string, fields?: LogFields): void => void heard.push([event, fields]);
      const engine = createEngine({
        dataDirectory: cli.dataDirectory,
        secrets:
          secrets === 'keychain'
            ? createKeychainSecrets()
            : await openVaultSecrets(vaultFile(cli.dataDirectory), 'correct horse battery'),
        clock: systemClock,
        logger: { debug: log, info: log, warn: log, error: log },
        mimeWorker: new URL('../../electron/engine/mime/worker.ts', import.meta.url),
        archiveWorker: new URL('../../electron/engine/store/archive-worker.ts', import.meta.url),
        version: 'test',
      });
      engine.on((name, payload) => void heard.push([name, payload]));
      const { handlers } = engine;
      const attempt = async (answer: Promise<unknown>): Promise<void> => {
        // A rejection crosses the bridge as a plain value.
        heard.push(await answer.catch((error: unknown) => unexpected(error).toPlain()));
      };
      const caFile = dovecot.authority.certificateFile;
      const {
        direction: _in,
        secret: _s,
        ...receiving
      } = receivingAccount(dovecot, { protocol: 'imap4', user: 'u1', caFile });
      const account = incomingAccountInputSchema.parse(receiving);
      const {
        direction: _out,
        secret: _t,
        ...sending
      } = sendingAccount({ port: postfix.ports.submissions, encryption: 'tls', caFile });
      const outgoing = outgoingAccountInputSchema.parse(sending);
      dovecot.fill('u1', [{ bytes: Buffer.from('Subject: b\r\n\r\nx\r\n') }]);

      const created = await handlers['incoming.create']({ account, secret: CANARY });
      heard.push(created);
      await attempt(handlers['incoming.create']({ account: { ...account, name: 'Bad' }, secret: WRONG }));
      await attempt(handlers['incoming.create']({ account, secret: CANARY }));
      await attempt(handlers['incoming.check']({ id: created.account.id, account }));
      await attempt(handlers['incoming.check']({ account, secret: WRONG }));
      await attempt(handlers['incoming.poll']({}));
      await attempt(handlers['incoming.duplicate']({ id: created.account.id }));
      await attempt(handlers['outgoing.create']({ account: outgoing, secret: CANARY }));
      await attempt(handlers['outgoing.check']({ account: outgoing, secret: WRONG }));
      await attempt(
        handlers['outbox.send']({
          to: ['anna@elsewhere.example'],
          cc: [],
          bcc: [],
          signature: true,
          subject: 's',
          text: 't',
          attachments: [],
        }),
      );
      await engine.flushOutbox();
      await attempt(handlers['outbox.list']({ limit: 10, filter: 'all' }));
      await attempt(handlers['incoming.list']({}));
      await attempt(handlers['outgoing.list']({}));
      await attempt(handlers['messages.list']({ folder: 'inbox', limit: 10 }));
      await attempt(handlers['status.get']({}));

      expect(heard.length).toBeGreaterThan(20);
      expect(leaksIn(Buffer.from(JSON.stringify(heard)))).toEqual([]);
      for (const file of filesBelow(cli.dataDirectory))
        expect([file, leaksIn(readFileSync(file))]).toEqual([file, []]);
      for (const { account: stored } of await handlers['incoming.list']({})) {
        await handlers['incoming.remove']({ id: stored.id });
      }
      await engine.stop();
    });
  },
);
