import type { Socket } from 'node:net';
import { ImapFlow } from 'imapflow';
import { MailroomError, type Stage } from '../../../../shared/errors.ts';
import { connectTo } from '../../connection/connect.ts';
import { endWhenTrickling } from '../../connection/end-when-trickling.ts';
import { imapFailure } from '../../failures.ts';
import { redact } from '../../redact.ts';
import { asciiHost } from '../../tls-trust.ts';
import { secretOf, type ConnectionSettings } from '../source.ts';

/** An IMAP client whose errors are `MailroomError`s. */
export interface ImapClient {
  readonly client: ImapFlow;
  /** Connects, encrypts as demanded, and signs in. */
  connect(): Promise<void>;
  /** Drops the connection at once, from any state. Never throws. */
  close(): void;
  /** Runs something on the client; what it throws comes out translated. */
  attempt<T>(stage: Stage, action: () => Promise<T>): Promise<T>;
  /** What a failure of the client means, without the secret. */
  translate(error: unknown, stage: Stage): MailroomError;
}

/**
 * Makes the imapflow client of an account. The connection is ours: imapflow gets the socket when it is
 * encrypted and trusted, and so can send nothing before.
 */
export function createImapClient(settings: ConnectionSettings): ImapClient {
  const cancel = new AbortController();
  let socket: Socket | undefined;
  const client = new ImapFlow({
    host: asciiHost(settings.host),
    port: settings.port,
    // For imapflow STARTTLS has happened when it begins; left unset, it would look for it itself.
    secure: settings.encryption !== 'none',
    ...(settings.encryption === 'none' ? { doSTARTTLS: false } : {}),
    auth: {
      user: settings.user,
      ...(settings.auth.kind === 'password'
        ? { pass: settings.auth.secret }
        : { accessToken: settings.auth.token }),
    },
    transport: {
      connect(_options, onConnect) {
        if (socket === undefined) throw new Error('connect() comes first');
        setImmediate(onConnect);
        return socket;
      },
    },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: settings.timeouts.connectMs,
    greetingTimeout: settings.timeouts.greetingMs,
    socketTimeout: settings.timeouts.idleMs,
  });
  const context = {
    host: settings.host,
    port: settings.port,
    hide: (words: string) => redact(words, secretOf(settings.auth), settings.user),
  };
  /** A stalled or dropped connection is told here first; the pending command only says "no connection". */
  let connectionError: unknown;
  client.on('error', (error: unknown) => {
    connectionError ??= error;
  });

  function translate(error: unknown, stage: Stage): MailroomError {
    const code = (error as { code?: string }).code;
    const late = code === 'NoConnection' || code === 'EConnectionClosed';
    return imapFailure(late ? (connectionError ?? error) : error, stage, context);
  }

  async function attempt<T>(stage: Stage, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw translate(error, stage);
    }
  }

  return {
    client,
    translate,
    attempt,
    async connect() {
      await attempt('connect', async () => {
        socket = await connectTo(settings, 'imap4', cancel.signal);
        endWhenTrickling(socket, settings.timeouts.idleMs);
        await client.connect();
      });
    },
    close() {
      cancel.abort(new MailroomError('poll.cancelled', 'connect', { transient: true }));
      client.close();
      socket?.destroy();
    },
  };
}
