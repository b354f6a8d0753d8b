import type { OutgoingAccount } from '../../../../shared/domain/outgoing-account.ts';
import { REFUSED_PORT } from '../../../../shared/domain/outgoing-account.ts';
import { MailroomError } from '../../../../shared/errors.ts';
import { connectTo } from '../../connection/connect.ts';
import { endWhenTrickling } from '../../connection/end-when-trickling.ts';
import type { Endpoint, ProxyLookup, Timeouts } from '../../connection/endpoint.ts';
import { trustOf } from '../../tls-trust.ts';
import type { MailTransport } from '../transport.ts';
import { checkConsent } from './smtp-login.ts';
import { SmtpSession } from './smtp-session.ts';

/** The parts of an account that submitting takes. */
export type SmtpAccount = Pick<
  OutgoingAccount,
  | 'host'
  | 'port'
  | 'encryption'
  | 'authentication'
  | 'user'
  | 'allowClearPassword'
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

/** A transport whose sessions also tell what the server can do. */
export interface SmtpTransport extends MailTransport {
  open(): Promise<SmtpSession>;
}

/** The reply after the message may take minutes (RFC 5321 4.5.3.2.6). */
const smtpTimeouts: Timeouts = { connectMs: 15_000, greetingMs: 15_000, idleMs: 600_000 };

/**
 * Submits by SMTP (RFC 6409).
 *
 * @throws MailroomError `input.port25`: refused here too, whatever got past the form (S57), as is a password in the
 *   clear without consent (`input.invalid`, S58)
 */
export function createSmtpTransport(
  account: SmtpAccount,
  secret: string | undefined,
  options: SmtpOptions = {},
): SmtpTransport {
  if (account.port === REFUSED_PORT) throw new MailroomError('input.port25', 'input', { field: 'port' });
  checkConsent(account);
  const endpoint = smtpEndpoint(account, options);
  const cancel = new AbortController();

  async function open(): Promise<SmtpSession> {
    const socket = await connectTo(endpoint, 'smtp', cancel.signal);
    endWhenTrickling(socket, endpoint.timeouts.idleMs);
    const end = (): void => void socket.destroy();
    cancel.signal.addEventListener('abort', end);
    socket.once('close', () => cancel.signal.removeEventListener('abort', end));
    return SmtpSession.open(socket, account, secret, endpoint.timeouts);
  }

  return {
    open,
    close: () => cancel.abort(new MailroomError('connect.closed', 'connect', { transient: true })),
  };
}

/** @throws MailroomError `input.unreadable` when the account's CA file can't be read */
export function smtpEndpoint(account: SmtpAccount, options: SmtpOptions): Endpoint {
  const { host, port, encryption } = account;
  const trust = trustOf(account);
  return { host, port, encryption, trust, proxy: options.proxy, timeouts: options.timeouts ?? smtpTimeouts };
}
