import { createHoodiecrow } from './hoodiecrow.ts';
import { listenOnLoopback, type LoopbackServer } from './loopback.ts';

export interface ImapServerOptions {
  readonly cert: string;
  readonly key: string;
  readonly user: string;
  readonly password: string;
  readonly messages: readonly { readonly source: Buffer; readonly receivedAt: number }[];
}

export interface DemoImapServer extends LoopbackServer {
  /** How many messages are left in INBOX. */
  remaining(): number;
}

/**
 * Starts an IMAP server with implicit TLS, one user and an INBOX of the given messages. Good enough to be
 * shown and no reference: its UID EXPUNGE, for one, also takes messages that were never marked `\Deleted`.
 */
export async function startImapServer(options: ImapServerOptions): Promise<DemoImapServer> {
  const hoodiecrow = createHoodiecrow({
    secureConnection: true,
    credentials: { key: options.key, cert: options.cert },
    // Not IDLE: its timer of half an hour survives the connection and would keep the process from ending.
    plugins: ['ID', 'NAMESPACE', 'UIDPLUS', 'UNSELECT', 'AUTH-PLAIN', 'SASL-IR'],
    users: { [options.user]: { password: options.password } },
    storage: {
      INBOX: {
        // Not the default of 1: every start is a new mailbox in which old UIDs mean nothing.
        uidvalidity: Math.floor(Date.now() / 1000),
        messages: options.messages.map(({ source, receivedAt }) => ({
          raw: source.toString('latin1'),
          internaldate: imapDate(receivedAt),
        })),
      },
    },
  });
  const listening = await listenOnLoopback(hoodiecrow.server);
  return { ...listening, remaining: () => hoodiecrow.getMailbox('INBOX').messages.length };
}

function imapDate(at: number): string {
  const [, day = '', month = '', year = '', time = ''] = new Date(at).toUTCString().split(' ');
  return `${day}-${month}-${year} ${time} +0000`;
}
