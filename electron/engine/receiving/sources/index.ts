import type { IncomingAccount } from '../../../../shared/domain/incoming-account.ts';
import { readCaFile } from '../../tls-trust.ts';
import { defaultTimeouts, type ConnectionSettings, type MailSource, type Timeouts } from '../source.ts';
import { createImapSource } from './imap.ts';
import { createPop3Source } from './pop3/source.ts';

/** The parts of an account that reaching its mailbox takes. */
export type SourceAccount = Pick<
  IncomingAccount,
  'serverType' | 'host' | 'port' | 'encryption' | 'user' | 'mailbox' | 'caFile'
>;

/** Makes the adapter for an account's protocol. A test may put another one in its place. */
export type SourceFactory = (account: SourceAccount, secret: string, timeouts?: Timeouts) => MailSource;

/** @throws MailroomError `input.unreadable` when the account's CA file can't be read */
export const createSource: SourceFactory = (account, secret, timeouts = defaultTimeouts) => {
  const settings: ConnectionSettings = {
    host: account.host,
    port: account.port,
    encryption: account.encryption,
    user: account.user,
    secret,
    ca: readCaFile(account.caFile),
    timeouts,
  };
  switch (account.serverType) {
    case 'imap4':
      return createImapSource(settings, account.mailbox);
    case 'pop3':
      return createPop3Source(settings);
  }
};
