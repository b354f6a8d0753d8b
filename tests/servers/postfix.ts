// A real Postfix 3.7 as a submission server on 127.0.0.1, in one temp folder. Whatever it accepts it delivers into one
// Maildir: nothing ever leaves the machine.
import { execFile, spawn } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createAuthority, issueCertificate, type Authority } from './certificates.ts';
import { removeServerFolder, withServerFolder } from './folder.ts';
import { readGreeting } from './greeting.ts';
import { makeMaildir, messageFiles, type Owner } from './maildir.ts';
import { startOnFreePorts } from './ports.ts';
import { postfixMain, postfixMaster, type PostfixPorts } from './postfix-configuration.ts';
import { serverEnvironment, startServerProcess } from './server-process.ts';

const run = promisify(execFile);

export interface PostfixOptions {
  /** The `authSocket` of startDovecot: its users may sign in here. */
  readonly authSocket: string;
  /** Signs the server's certificate (localhost, 127.0.0.1). Default: an own one. */
  readonly authority?: Authority;
  /** Announced by SIZE and enforced. Default: Postfix's 10 240 000 bytes. */
  readonly messageSizeLimit?: number;
  /**
   * Recipients refused at RCPT TO, for good or for now, with the reply, such as
   * `{ 'gone@test.local': '550 5.1.1 No such user' }`.
   */
  readonly refused?: Readonly<Record<string, string>>;
  /** Senders refused, with the reply; at RCPT TO, too, as Postfix does it. */
  readonly refusedSenders?: Readonly<Record<string, string>>;
  /** Senders that only these users may use. */
  readonly senderOwners?: Readonly<Record<string, string>>;
  /** More lines for main.cf; they win over ours. */
  readonly settings?: string;
}

export interface Postfix {
  readonly host: '127.0.0.1';
  /** `submission` wants STARTTLS before anything else, `submissions` is implicit TLS. */
  readonly ports: PostfixPorts;
  readonly authority: Authority;
  /** Every delivered message, oldest first: LF line ends, with the header fields that Postfix puts on top. */
  delivered(): Buffer[];
  /** Waits until at least `count` messages are delivered. Throws with the log after `ms` milliseconds. */
  waitForDelivered(count: number, ms?: number): Promise<Buffer[]>;
  /** How many connections there were so far, this launcher's included. */
  connections(): number;
  /** The server's log so far. */
  log(): string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

/** Starts Postfix and waits until it greets. Throws when not run as root, and with its log when it does not start. */
export async function startPostfix(options: PostfixOptions): Promise<Postfix> {
  if (process.getuid?.() !== 0)
    throw new Error('Postfix can only be started by root: run these tests as root');
  return withServerFolder('postfix', (dir) => startIn(dir, options));
}

async function startIn(dir: string, options: PostfixOptions): Promise<Postfix> {
  const authority = options.authority ?? (await createAuthority(join(dir, 'certificates')));
  const certificate = await issueCertificate(authority);
  const postfix = await idsOf('postfix');
  const nobody = await idsOf('nobody');
  for (const name of ['conf', 'queue', 'data']) mkdirSync(join(dir, name));
  chownSync(join(dir, 'data'), postfix.uid, postfix.gid);
  const maildir = join(dir, 'delivered', 'all');
  makeMaildir(maildir, nobody);
  writeFileSync(join(dir, 'conf', 'certificate.pem'), certificate.certificate);
  writeFileSync(join(dir, 'conf', 'key.pem'), certificate.key, { mode: 0o600 });
  writeFileSync(
    join(dir, 'conf', 'main.cf'),
    postfixMain({
      dir,
      deliverAs: nobody,
      authSocket: options.authSocket,
      messageSizeLimit: options.messageSizeLimit,
      refused: options.refused ?? {},
      refusedSenders: options.refusedSenders ?? {},
      senderOwners: options.senderOwners ?? {},
      settings: options.settings,
    }),
  );

  const [ports, server] = await startOnFreePorts(2, async (free) => {
    const [submission, submissions] = free as [number, number];
    const candidate = { submission, submissions };
    writeFileSync(join(dir, 'conf', 'master.cf'), postfixMaster(candidate));
    return [candidate, await launch(dir, candidate)] as const;
  });

  const delivered = (): Buffer[] =>
    messageFiles(maildir)
      .map((file) => ({ file, at: statSync(file).mtimeMs }))
      .sort((a, b) => a.at - b.at)
      .map(({ file }) => readFileSync(file));
  return {
    host: '127.0.0.1',
    ports,
    authority,
    delivered,
    async waitForDelivered(count, ms = 10_000) {
      for (const until = Date.now() + ms; messageFiles(maildir).length < count; await delay(20)) {
        if (Date.now() > until) {
          const found = messageFiles(maildir).length;
          throw new Error(`${found} of ${count} messages were delivered after ${ms} ms:\n${readLog(dir)}`);
        }
      }
      return delivered();
    },
    connections: () => readLog(dir).match(/smtpd\[\d+\]: connect from /g)?.length ?? 0,
    log: () => readLog(dir),
    async stop() {
      await server.stop();
      await removeServerFolder(dir);
    },
  };
}

interface RunningPostfix {
  stop(): Promise<void>;
}

async function launch(dir: string, ports: PostfixPorts): Promise<RunningPostfix> {
  const server = await startServerProcess('postfix', ['-c', join(dir, 'conf'), 'start-fg']);
  const stopper = startStopper(join(dir, 'conf'));
  const stop = async (): Promise<void> => {
    await stopper.stop();
    await server.stop();
  };
  for (const until = Date.now() + 20_000; Date.now() < until && server.isRunning(); await delay(20)) {
    if ((await readGreeting(ports.submission))?.startsWith('220 ')) return { stop };
  }
  await stop();
  throw new Error(`Postfix did not start:\n${server.output()}${readLog(dir)}`);
}

/**
 * Stops Postfix in its own way, which also ends its children, as soon as the stopper's stdin closes: that is on stop()
 * or when the tests end in whatever way. Postfix's master runs in a session of its own and would not notice.
 */
function startStopper(configuration: string): RunningPostfix {
  const script = 'cat >/dev/null; exec postfix -c "$0" stop';
  const child = spawn('sh', ['-c', script, configuration], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: serverEnvironment(),
    detached: true, // Ctrl-C must not reach it
  });
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    async stop() {
      child.stdin.end();
      await exit;
    },
  };
}

async function idsOf(user: string): Promise<Owner> {
  const ask = async (flag: string): Promise<number> => Number((await run('id', [flag, user])).stdout);
  return { uid: await ask('-u'), gid: await ask('-g') };
}

function readLog(dir: string): string {
  const file = join(dir, 'postfix.log');
  return statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, 'utf8') : '';
}
