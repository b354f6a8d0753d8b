import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Authentication, OutgoingAccount } from '../../../../shared/domain/outgoing-account.ts';
import { REFUSED_PORT } from '../../../../shared/domain/outgoing-account.ts';
import { MailroomError } from '../../../../shared/errors.ts';
import { connectTo } from '../../connection/connect.ts';
import { endWhenTrickling } from '../../connection/end-when-trickling.ts';
import type { Endpoint, ProxyLookup, Timeouts } from '../../connection/endpoint.ts';
import { smtpFailure } from '../../failures.ts';
import { redact } from '../../redact.ts';
import { asciiHost, trustOf } from '../../tls-trust.ts';
import type { MailTransport, OutgoingMessage, SubmissionResult, SubmissionSession } from '../transport.ts';

/** The parts of an account that submitting takes. */
export type SmtpAccount = Pick<
  OutgoingAccount,
  | 'host'
  | 'port'
  | 'encryption'
  | 'authentication'
  | 'user'
  | 'caFile'
  | 'pinnedFingerprint'
  | 'pinnedCertificate'
  | 'waiveNameCheck'
>;

/** What the program adds to an account's own settings. */
export interface SmtpOptions {
  readonly proxy?: ProxyLookup | undefined;
  readonly timeouts?: Timeouts | undefined;
}

/** The reply after the message may take minutes (RFC 5321 4.5.3.2.6). */
const smtpTimeouts: Timeouts = { connectMs: 15_000, greetingMs: 15_000, idleMs: 600_000 };

const methods: Readonly<Record<Exclude<Authentication, 'automatic' | 'none'>, string>> = {
  plain: 'PLAIN',
  login: 'LOGIN',
  cramMd5: 'CRAM-MD5',
  xoauth2: 'XOAUTH2',
};

/**
 * Submits by SMTP (RFC 6409) with one connection per message, through nodemailer's connection class. That
 * class, unlike its transport, lets us see whether the final dot was handed over: from then on a lost
 * connection means "unknown" and must not lead to a second attempt by itself.
 *
 * @throws MailroomError `input.port25`: refused here too, whatever got past the form (S57)
 */
export function createSmtpTransport(
  account: SmtpAccount,
  secret: string | undefined,
  options: SmtpOptions = {},
): MailTransport {
  if (account.port === REFUSED_PORT) throw new MailroomError('input.port25', 'input', { field: 'port' });
  const { host, port, encryption } = account;
  const endpoint = smtpEndpoint(account, options);
  const { timeouts } = endpoint;
  const cancel = new AbortController();
  const open = new Set<SMTPConnection>();

  /** nodemailer gets the socket when it is encrypted and trusted, and so can send nothing before. */
  async function connection(): Promise<SMTPConnection> {
    const socket = await connectTo(endpoint, 'smtp', cancel.signal);
    endWhenTrickling(socket, timeouts.idleMs);
    const created = new SMTPConnection({
      host: asciiHost(host),
      port,
      connection: socket,
      secure: encryption !== 'none',
      secured: encryption !== 'none',
      ignoreTLS: true,
      connectionTimeout: timeouts.greetingMs,
      greetingTimeout: timeouts.greetingMs,
      socketTimeout: timeouts.idleMs,
    });
    open.add(created);
    created.once('end', () => open.delete(created));
    return created;
  }

  /** Runs one step; what it or the connection throws comes out translated. */
  async function step<T>(
    smtp: SMTPConnection,
    use: () => Promise<T>,
    bodyHandedOver: () => boolean = () => false,
  ): Promise<T> {
    let fail: (error: unknown) => void = () => {};
    const broken = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    broken.catch(() => {});
    const ended = (): void => fail(new MailroomError('connect.closed', 'submit', { transient: true }));
    smtp.on('error', fail);
    smtp.once('end', ended);
    try {
      return await Promise.race([broken, use()]);
    } catch (error) {
      const hide = (words: string): string => redact(words, secret ?? '', account.user);
      const handedOver = bodyHandedOver();
      if (handedOver && error instanceof MailroomError && error.code === 'connect.closed')
        throw new MailroomError('send.unknown', 'submit', { params: { host, port } });
      throw smtpFailure(error, { host, port, hide, bodyHandedOver: handedOver });
    } finally {
      smtp.off('error', fail);
      smtp.off('end', ended);
    }
  }

  async function openSession(): Promise<SubmissionSession> {
    const smtp = await connection();
    let usable = true;
    smtp.once('end', () => {
      usable = false;
    });
    // A connection that breaks while nobody uses it is noticed by `usable`.
    smtp.on('error', () => {
      usable = false;
    });
    const drop = (): void => {
      usable = false;
      smtp.close();
      open.delete(smtp);
    };
    try {
      await step(smtp, async () => {
        await callback((done) => smtp.connect(done));
        if (account.authentication !== 'none') await login(smtp, account, secret);
      });
    } catch (error) {
      drop();
      throw error;
    }
    return {
      get usable() {
        return usable;
      },
      async send(message, beforeBody) {
        let handedOver = false;
        let notReady: unknown;
        async function* content(): AsyncGenerator<Buffer> {
          try {
            await beforeBody();
          } catch (error) {
            notReady = error;
            drop();
            return;
          }
          handedOver = true;
          yield message.source;
        }
        try {
          return await step(
            smtp,
            () => submit(smtp, message, Readable.from(content(), { objectMode: false })),
            () => handedOver,
          );
        } catch (error) {
          if (notReady !== undefined) throw notReady;
          throw error;
        }
      },
      async quit() {
        smtp.quit();
        drop();
      },
    };
  }

  return {
    async verify() {
      await (await openSession()).quit();
    },
    open: openSession,
    close() {
      cancel.abort(new MailroomError('connect.closed', 'connect', { transient: true }));
      for (const smtp of open) smtp.close();
    },
  };
}

/** @throws MailroomError `input.unreadable` when the account's CA file can't be read */
export function smtpEndpoint(account: SmtpAccount, options: SmtpOptions): Endpoint {
  const { host, port, encryption } = account;
  const trust = trustOf(account);
  return { host, port, encryption, trust, proxy: options.proxy, timeouts: options.timeouts ?? smtpTimeouts };
}

async function login(smtp: SMTPConnection, account: SmtpAccount, secret: string | undefined): Promise<void> {
  if (secret === undefined) throw new MailroomError('secret.missing', 'login', { field: 'secret' });
  // Without this, nothing would be said and the message would go out unauthenticated.
  if (!smtp.allowsAuth) throw new MailroomError('login.noMethod', 'login', { field: 'authentication' });
  const method = account.authentication === 'automatic' ? {} : { method: methods[methodOf(account)] };
  await callback((done) => smtp.login({ user: account.user, pass: secret, ...method }, done));
}

function methodOf(account: SmtpAccount): Exclude<Authentication, 'automatic' | 'none'> {
  return account.authentication as Exclude<Authentication, 'automatic' | 'none'>;
}

async function submit(
  smtp: SMTPConnection,
  message: OutgoingMessage,
  body: Readable,
): Promise<SubmissionResult> {
  const envelope = {
    from: message.sender,
    to: [...message.recipients],
    // Lets the server refuse by size before the upload (RFC 1870).
    size: message.source.length,
    use8BitMime: message.source.some((byte) => byte > 127),
  };
  interface Info {
    readonly response?: string | undefined;
    readonly accepted?: string[] | undefined;
    readonly rejected?: string[] | undefined;
    readonly rejectedErrors?: { response?: string | undefined }[] | undefined;
  }
  const info = await new Promise<Info>((resolve, reject) => {
    smtp.send(envelope, body, (error, result) => {
      // Everybody refused is no error here.
      if (error !== null && error.code === 'EENVELOPE' && (error.rejected?.length ?? 0) > 0)
        resolve({ ...error, rejected: error.rejected, response: error.response });
      else if (error !== null) reject(error);
      else resolve(result);
    });
  });
  return {
    reply: info.response ?? '',
    accepted: info.accepted ?? [],
    refused: (info.rejected ?? []).map((recipient, index) => {
      const reply = info.rejectedErrors?.[index]?.response ?? '';
      const error = new MailroomError('send.recipientsRefused', 'submit', {
        detail: reply,
        transient: reply.startsWith('4'),
      }).toPlain();
      return { recipient, reply, error };
    }),
  };
}

function callback(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
