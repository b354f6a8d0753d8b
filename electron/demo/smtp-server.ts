import { SMTPServer } from 'smtp-server';
import { listenOnLoopback, type LoopbackServer } from './loopback.ts';

export interface SmtpServerOptions {
  readonly cert: string;
  readonly key: string;
  readonly user: string;
  readonly password: string;
}

/** A message the server has taken. It is delivered to nobody. */
export interface DeliveredMessage {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly source: Buffer;
  readonly receivedAt: number;
}

export interface DemoSmtpServer extends LoopbackServer {
  /** What was taken so far, in order. */
  delivered(): readonly DeliveredMessage[];
}

const maxMessageBytes = 10 * 1024 * 1024;

/** Starts a submission server that demands STARTTLS, then PLAIN or LOGIN, and keeps what it is given. */
export async function startSmtpServer(options: SmtpServerOptions): Promise<DemoSmtpServer> {
  const delivered: DeliveredMessage[] = [];
  const smtp = new SMTPServer({
    name: 'localhost',
    banner: 'Mailroom demo',
    key: options.key,
    cert: options.cert,
    authMethods: ['PLAIN', 'LOGIN'],
    size: maxMessageBytes,
    // Would ask a name server, and the demo runs without a network.
    disableReverseLookup: true,
    onAuth({ username, password }, _session, callback) {
      if (username === options.user && password === options.password) callback(null, { user: username });
      else callback(new Error('Wrong user name or password'));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          return callback(Object.assign(new Error('Message exceeds the size limit'), { responseCode: 552 }));
        }
        const { mailFrom, rcptTo } = session.envelope;
        delivered.push({
          envelope: { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) },
          source: Buffer.concat(chunks),
          receivedAt: Date.now(),
        });
        callback(null, `Taken as demo message ${delivered.length}`);
      });
    },
  });
  // A client that hangs up or refuses the certificate is its own problem, not the demo's end.
  smtp.on('error', () => undefined);
  const listening = await listenOnLoopback(smtp.server);
  return { ...listening, delivered: () => [...delivered] };
}
