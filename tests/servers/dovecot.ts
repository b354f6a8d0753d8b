// A real Dovecot 2.3 on 127.0.0.1, in one temp folder, without privileges.
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createAuthority, issueCertificate, type Authority } from './certificates.ts';
import { dovecotConfiguration, type DovecotPorts } from './dovecot-configuration.ts';
import { removeServerFolder, withServerFolder } from './folder.ts';
import { readGreeting } from './greeting.ts';
import {
  deliver,
  makeMaildir,
  messageFiles,
  readMessages,
  toWire,
  type MaildirMessage,
  type Owner,
} from './maildir.ts';
import { startOnFreePorts } from './ports.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';

export type { DovecotPorts } from './dovecot-configuration.ts';

export interface DovecotUser {
  readonly user: string;
  readonly password: string;
}

export interface DovecotOptions {
  /** Default: u1 to u8, each with the password `pw`. */
  readonly users?: readonly DovecotUser[];
  /** Signs the server's certificate (localhost, 127.0.0.1). Default: an own one. */
  readonly authority?: Authority;
  /** More lines for dovecot.conf; they win over ours. */
  readonly settings?: string;
}

export interface Dovecot {
  readonly host: '127.0.0.1';
  /** `imap` and `pop3` are plain and offer STARTTLS / STLS, `imaps` and `pop3s` are implicit TLS. */
  readonly ports: DovecotPorts;
  readonly users: readonly DovecotUser[];
  readonly authority: Authority;
  /** An auth socket for startPostfix. */
  readonly authSocket: string;
  /**
   * Delivers messages, unread, in this order. Bytes are stored as given; Dovecot serves every line end as CRLF, so
   * give CRLF if the served bytes shall equal the given ones. Folders are written as `A/B` and made when missing.
   */
  fill(user: string, messages: Iterable<MaildirMessage>, folder?: string): number;
  /** How many messages the server holds, flagged as deleted or not: the files on its disk are counted. */
  count(user: string, folder?: string): number;
  /** The messages as the server serves them (CRLF), oldest first. */
  messages(user: string, folder?: string): Buffer[];
  /** Where the messages of a folder lie on the server's disk. */
  maildir(user: string, folder?: string): string;
  /** Makes a folder such as `Archive/2026`. Names must not contain a dot. */
  createFolder(user: string, folder: string): void;
  /** Forgets the numbers of a mailbox, as after a restored backup: new UIDs under a new UIDVALIDITY. */
  renumber(user: string, folder?: string): void;
  /** The server's log so far. */
  log(): string;
  /** Stops the server and keeps mail and ports for start(). */
  halt(): Promise<void>;
  /** Starts it again after halt(). */
  start(): Promise<void>;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

const DEFAULT_USERS = Array.from({ length: 8 }, (_, i) => ({ user: `u${i + 1}`, password: 'pw' }));

/** Starts Dovecot and waits until it greets. Throws with its log when it does not start. */
export function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  return withServerFolder('dovecot', (dir) => startIn(dir, options));
}

async function startIn(dir: string, options: DovecotOptions): Promise<Dovecot> {
  const users = options.users ?? DEFAULT_USERS;
  const account = serverAccount();
  const authority = options.authority ?? (await createAuthority(join(dir, 'certificates')));
  const certificate = await issueCertificate(authority);
  const passwords = users.map(({ user, password }) => `${user}:{PLAIN.b64}${toBase64(password)}::::::\n`);
  writeFileSync(join(dir, 'passwd'), passwords.join(''));
  writeFileSync(join(dir, 'certificate.pem'), certificate.certificate);
  writeFileSync(join(dir, 'key.pem'), certificate.key);
  mkdirSync(join(dir, 'run'));
  const maildir = (user: string, folder = 'INBOX'): string => {
    const root = join(dir, 'home', user, 'Maildir');
    return folder.toUpperCase() === 'INBOX' ? root : join(root, `.${folder.replaceAll('/', '.')}`);
  };
  for (const { user } of users) makeMaildir(maildir(user), account.owner);
  if (account.owner) giveAway(dir, account.owner);

  const [ports, firstRun] = await startOnFreePorts(4, async (free) => {
    const [imap, imaps, pop3, pop3s] = free as [number, number, number, number];
    const candidate = { imap, imaps, pop3, pop3s };
    const configuration = dovecotConfiguration({
      dir,
      ports: candidate,
      account,
      settings: options.settings,
    });
    writeFileSync(join(dir, 'dovecot.conf'), configuration);
    return [candidate, await launch(dir, account, candidate)] as const;
  });
  let server = firstRun;

  return {
    host: '127.0.0.1',
    ports,
    users,
    authority,
    authSocket: join(dir, 'run', 'auth-smtp'),
    fill(user, messages, folder) {
      const target = maildir(user, folder);
      makeMaildir(target, account.owner);
      let filled = 0;
      for (const message of messages) {
        deliver(target, message, account.owner);
        filled++;
      }
      return filled;
    },
    count: (user, folder) => messageFiles(maildir(user, folder)).length,
    messages: (user, folder) => readMessages(maildir(user, folder)).map(toWire),
    maildir,
    createFolder: (user, folder) => makeMaildir(maildir(user, folder), account.owner),
    renumber(user, folder) {
      const target = maildir(user, folder);
      for (const name of readdirSync(target)) {
        if (/^dovecot[.-]/.test(name)) rmSync(join(target, name), { recursive: true });
      }
    },
    log: () => readLog(dir),
    halt: () => server.stop(),
    async start() {
      server = await launch(dir, account, ports);
    },
    async stop() {
      await server.stop();
      await removeServerFolder(dir);
    },
  };
}

interface ServerAccount {
  readonly user: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
  /** Set when the server runs under another uid than the tests. */
  readonly owner: Owner | undefined;
}

/** Root drops to nobody; anybody else runs the server under the own name. */
function serverAccount(): ServerAccount {
  const who = process.getuid?.() === 0 ? ['nobody'] : [];
  const ask = (flag: string): string => execFileSync('id', [flag, ...who], { encoding: 'utf8' }).trim();
  const uid = Number(ask('-u'));
  const gid = Number(ask('-g'));
  const owner = who.length > 0 ? { uid, gid } : undefined;
  return { user: ask('-un'), group: ask('-gn'), uid, gid, owner };
}

async function launch(dir: string, account: ServerAccount, ports: DovecotPorts): Promise<ServerProcess> {
  const server = await startServerProcess('dovecot', ['-F', '-c', join(dir, 'dovecot.conf')], account.owner);
  for (const until = Date.now() + 20_000; Date.now() < until && server.isRunning(); await delay(20)) {
    if (
      (await readGreeting(ports.imap))?.startsWith('* OK') &&
      (await readGreeting(ports.pop3))?.startsWith('+OK')
    ) {
      return server;
    }
  }
  await server.stop();
  throw new Error(`Dovecot did not start:\n${server.output()}${readLog(dir)}`);
}

function readLog(dir: string): string {
  const file = join(dir, 'dovecot.log');
  return statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, 'utf8') : '';
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function giveAway(path: string, owner: Owner): void {
  chownSync(path, owner.uid, owner.gid);
  if (!statSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveAway(join(path, name), owner);
}
