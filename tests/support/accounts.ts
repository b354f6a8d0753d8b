import type { Dovecot } from '../servers/dovecot.ts';

/** Account files as a person would write them, for the servers that tests start. */

export interface ReceivingOptions {
  readonly protocol: 'imap4' | 'pop3';
  readonly encryption?: 'tls' | 'starttls' | 'none';
  readonly user: string;
  readonly secret?: string;
  readonly caFile: string;
  readonly mailbox?: string;
}

export function portOf(
  dovecot: Dovecot,
  protocol: 'imap4' | 'pop3',
  encryption: 'tls' | 'starttls' | 'none',
): number {
  const { imap, imaps, pop3, pop3s } = dovecot.ports;
  if (protocol === 'imap4') return encryption === 'tls' ? imaps : imap;
  return encryption === 'tls' ? pop3s : pop3;
}

export function receivingAccount(dovecot: Dovecot, options: ReceivingOptions): Record<string, unknown> {
  const { protocol, encryption = 'tls', user, secret = 'pw', caFile, mailbox } = options;
  return {
    direction: 'incoming',
    serverType: protocol,
    name: `${user} ${protocol} ${encryption}`,
    host: 'localhost',
    port: portOf(dovecot, protocol, encryption),
    encryption,
    user,
    secret,
    maxSizeBytes: 0,
    unknownSenders: 'create',
    caFile,
    ...(mailbox === undefined ? {} : { mailbox }),
  };
}

export interface SendingOptions {
  readonly port: number;
  readonly encryption?: 'tls' | 'starttls';
  readonly secret?: string;
  readonly caFile: string;
}

export function sendingAccount(options: SendingOptions): Record<string, unknown> {
  const { port, encryption = 'starttls', secret = 'pw', caFile } = options;
  return {
    direction: 'outgoing',
    name: 'Sending',
    host: 'localhost',
    port,
    encryption,
    senderAddress: 'support@test.local',
    senderName: 'Support',
    user: 'u1',
    secret,
    caFile,
  };
}
