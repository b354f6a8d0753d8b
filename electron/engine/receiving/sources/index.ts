import {
  defaultIncomingPort,
  type IncomingAccountInput,
} from '../../../../shared/domain/incoming-account.ts';
import type { ProxyLookup, Timeouts } from '../../connection/endpoint.ts';
import { trustOf } from '../../tls-trust.ts';
import { defaultTimeouts, type ConnectionSettings, type MailSource } from '../source.ts';
import { createImapSource } from './imap.ts';
import { createPop3Source } from './pop3/source.ts';

/** The parts of an account that reaching its mailbox takes. */
export type SourceAccount = Pick<
  IncomingAccountInput,
  | 'serverType'
  | 'host'
  | 'port'
  | 'encryption'
  | 'user'
  | 'mailbox'
  | 'caFile'
  | 'pinnedFingerprint'
  | 'pinnedCertificate'
  | 'waiveNameCheck'
>;

/** What the program adds to an account's own settings. */
export interface ConnectionOptions {
  readonly proxy?: ProxyLookup | undefined;
  readonly timeouts?: Timeouts | undefined;
}

/** Makes the adapter for an account's protocol. A test may put another one in its place. */
export type SourceFactory = (
  account: SourceAccount,
  secret: string,
  options?: ConnectionOptions,
) => MailSource;

/** @throws MailroomError `input.unreadable` when the account's CA file can't be read */
export const createSource: SourceFactory = (account, secret, options) => {
  const settings = connectionSettings(account, secret, options);
  switch (account.serverType) {
    case 'imap4':
      return createImapSource(settings, account.mailbox);
    case 'pop3':
      return createPop3Source(settings);
  }
};

/** @throws MailroomError `input.unreadable` when the account's CA file can't be read */
export function connectionSettings(
  account: SourceAccount,
  secret: string,
  options: ConnectionOptions = {},
): ConnectionSettings {
  const { serverType, host, port, encryption, user } = account;
  return {
    host,
    port: port ?? defaultIncomingPort(serverType, encryption),
    encryption,
    user,
    auth: { kind: 'password', secret },
    trust: trustOf(account),
    proxy: options.proxy,
    timeouts: options.timeouts ?? defaultTimeouts,
  };
}
