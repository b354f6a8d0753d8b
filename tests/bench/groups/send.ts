import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAuthority, issueCertificate } from '../../servers/certificates.ts';
import type { Bench, MeasureGroup } from '../bench.ts';
import { startDelayProxy } from '../delay-proxy.ts';
import { measure, type Command } from '../measure.ts';
import { atMost, figure, type Row, type Target } from '../report.ts';
import { median, ratios, rotate, type Contestant, type Results } from '../rounds.ts';
import { sampleHtml, sampleText } from '../send/sample.ts';
import { startSink, type Sink } from '../send/start-sink.ts';

const MESSAGES = 1000;
/** msmtp needs a process, a connection and a login for each. */
const SINGLE_MESSAGES = 20;
const DISTANT_MESSAGES = 200;
const ROUND_TRIP_MS = 30;

/** Submitting what is queued, durably, by STARTTLS with a password; all contestants send to the same sink. */
export const send: MeasureGroup = async (bench) => {
  const folder = path.join(bench.folder, 'send');
  mkdirSync(folder);
  const authority = await createAuthority(path.join(folder, 'certificates'));
  const sink = await startSink(await issueCertificate(authority));
  const proxy = await startDelayProxy(sink.port, ROUND_TRIP_MS / 2);
  const caFile = authority.certificateFile;
  const to = (port: number): Parameters<typeof contestant>[2] => ({ bench, sink, port, caFile });
  try {
    const messages = Math.min(MESSAGES, bench.options.messages);
    const near = await rotate(
      bench.options.rounds,
      [
        contestant('mailroom', messages, to(sink.port), engine),
        contestant('smtp-source', messages, to(sink.port), smtpSource),
        contestant('msmtp', Math.min(SINGLE_MESSAGES, messages), to(sink.port), msmtp),
      ],
      bench.say,
    );
    const few = Math.min(DISTANT_MESSAGES, messages);
    const distant = await rotate(
      bench.options.rounds,
      [
        contestant('mailroom', few, to(proxy.port), engine),
        contestant('nodemailer, one connection', few, to(proxy.port), nodemailer),
      ],
      bench.say,
    );
    return [
      row(near, `per message, ${messages} messages`, 'smtp-source', atMost(5)),
      row(near, `per message, ${messages} messages`, 'msmtp', atMost(0.05)),
      row(
        distant,
        `per message, ${few} messages at ${ROUND_TRIP_MS} ms`,
        'nodemailer, one connection',
        atMost(0.25),
      ),
    ];
  } finally {
    await proxy.close();
    await sink.stop();
    rmSync(folder, { recursive: true });
  }
};

interface Route {
  readonly bench: Bench;
  readonly sink: Sink;
  readonly port: number;
  readonly caFile: string;
}

/** What sends `messages` from an empty folder. A program that tells its own time prints `{seconds, sent}`. */
type Sender = (route: Route, messages: number, folder: string) => Command;

/** Seconds for each message. What did not arrive is a fault. */
function contestant(name: string, messages: number, route: Route, sender: Sender): Contestant<number> {
  const { bench, sink } = route;
  return {
    name,
    async run() {
      const folder = path.join(bench.folder, 'run');
      mkdirSync(folder);
      try {
        const before = await sink.taken();
        const run = await measure(sender(route, messages, folder), folder);
        const arrived = (await sink.taken()) - before;
        if (arrived !== messages) bench.fault(`${name}: ${arrived} of ${messages} messages arrived`);
        const own =
          run.stdout === '' ? undefined : (JSON.parse(run.stdout) as { seconds: number; sent: number });
        if (own !== undefined && own.sent !== messages) bench.fault(`${name}: says it sent ${own.sent}`);
        const seconds = own?.seconds ?? run.seconds;
        bench.say(`    ${figure(seconds)} s`);
        return seconds / messages;
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

/** From "queued" to "sent", both on the disk. Starting the program and composing are not in it. */
const engine: Sender = ({ port, caFile }, messages, folder) => ({
  argv: [
    process.execPath,
    script('engine.ts'),
    path.join(folder, 'data'),
    String(port),
    caFile,
    String(messages),
  ],
});

const nodemailer: Sender = ({ port, caFile }, messages) => ({
  argv: [process.execPath, script('nodemailer.ts'), String(port), caFile, String(messages)],
});

/** One connection, canned text of the same size, neither encryption nor login: as fast as this sink goes. */
const smtpSource: Sender = ({ port }, messages) => ({
  argv: [
    '/usr/sbin/smtp-source',
    '-d',
    ...['-s', '1', '-m', String(messages), '-l', String(sampleText.length + sampleHtml.length)],
    ...['-f', 'support@example.com', '-t', 'user@example.com', `127.0.0.1:${port}`],
  ],
});

const msmtp: Sender = ({ port, caFile }, messages, folder) => {
  const message = path.join(folder, 'message');
  const settings = path.join(folder, 'msmtprc');
  writeFileSync(
    message,
    `From: support@example.com\nTo: user@example.com\nSubject: x\n\n${sampleText}\n${sampleHtml}\n`,
  );
  writeFileSync(
    settings,
    `account default\nhost localhost\nport ${port}\nfrom support@example.com\nauth on\nuser support\npassword pw
tls on\ntls_starttls on\ntls_trust_file ${caFile}\n`,
    { mode: 0o600 },
  );
  const loop = `i=0; while [ $i -lt ${messages} ]; do msmtp -C "$1" user@example.com <"$2" || exit 1; i=$((i+1)); done`;
  return { argv: ['sh', '-c', loop, 'sh', settings, message] };
};

function script(name: string): string {
  return fileURLToPath(new URL(`../send/${name}`, import.meta.url));
}

function row(results: Results<number>, what: string, peer: string, target: Target): Row {
  const each = (name: string): string => `${figure(median(results.get(name) ?? []) * 1000)} ms`;
  return {
    group: 'send',
    what: `mailroom / ${peer} ${what}`,
    ours: each('mailroom'),
    peer: each(peer),
    values: ratios(results, 'mailroom', peer, (seconds) => seconds),
    target,
  };
}
