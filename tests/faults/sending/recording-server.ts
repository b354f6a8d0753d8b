import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { instantCertificate } from '../../servers/instant-certificate.ts';

/** Ends every message of these tests, so that one that was cut off is told from a whole one. */
export const LAST_LINE = 'This is the last line.';
const MAX_DELAY_MS = 12;

export interface RecordingServer {
  readonly port: number;
  /** PEM to trust. */
  readonly certificate: string;
  /** When each message was taken, by Message-ID, in ms of `performance.now`; whoever did not hear the reply. */
  readonly taken: ReadonlyMap<string, readonly number[]>;
  /** Messages that ended before their last line. */
  cutOff: number;
  stop(): Promise<void>;
}

/** A submission server with STARTTLS and AUTH that takes its time, and notes what it has taken. */
export async function startRecordingServer(): Promise<RecordingServer> {
  const { certificate, key } = instantCertificate();
  const taken = new Map<string, number[]>();
  const pause = (): number => Math.random() * MAX_DELAY_MS;
  const server = new SMTPServer({
    name: 'localhost',
    cert: certificate,
    key,
    disableReverseLookup: true,
    onAuth: ({ username }, _session, callback) => callback(null, { user: username ?? '' }),
    onRcptTo(_address, _session, callback) {
      setTimeout(callback, pause());
    },
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const source = Buffer.concat(chunks).toString('latin1');
        const id = /^Message-ID: (<[^>]+>)/im.exec(source)?.[1] ?? '';
        if (!source.trimEnd().endsWith(LAST_LINE)) {
          recording.cutOff += 1;
          callback(null);
          return;
        }
        // From here on it is delivered, even to the deaf.
        taken.set(id, [...(taken.get(id) ?? []), performance.now()]);
        setTimeout(() => callback(null), pause());
      });
    },
  });
  // Clients are killed here.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const recording: RecordingServer = {
    port: (server.server.address() as AddressInfo).port,
    certificate,
    taken,
    cutOff: 0,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
  return recording;
}
