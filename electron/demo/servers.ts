import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDemoCertificates } from './certificates.ts';
import { startImapServer } from './imap-server.ts';
import { loopbackHost, type LoopbackServer } from './loopback.ts';
import { startPop3Server } from './pop3-server.ts';
import { type SampleMail, sampleMail } from './sample-mail.ts';
import { type DeliveredMessage, startSmtpServer } from './smtp-server.ts';

/** How to reach one demo server. */
export interface DemoAccess {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface DemoServers {
  /** PEM file of the authority to trust. */
  readonly caFile: string;
  /** Implicit TLS; INBOX holds the support mail. */
  readonly imap: DemoAccess & { remaining(): number };
  /** Implicit TLS; holds the sales mail. */
  readonly pop3: DemoAccess & { remaining(): number };
  /** STARTTLS, then sign-in. */
  readonly smtp: DemoAccess & { delivered(): readonly DeliveredMessage[] };
  readonly messages: SampleMail;
  stop(): Promise<void>;
}

/**
 * Starts an IMAP, a POP3 and an SMTP server on loopback with sample mail dated around `now`, and writes the
 * certificate to trust into `dir`. Passwords are made up at each start: others may use this machine too.
 */
export async function startDemoServers(dir: string, now: number): Promise<DemoServers> {
  // The certificates follow the real clock, whatever the mail is dated: their readers do as well.
  const { ca, cert, key } = createDemoCertificates(Date.now());
  const caFile = join(dir, 'demo-ca.pem');
  await mkdir(dir, { recursive: true });
  await writeFile(caFile, ca);

  const messages = sampleMail(now);
  const running: LoopbackServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  };
  const login = (user: string) => ({ user, password: randomBytes(12).toString('base64url') });
  try {
    const support = login('support@lindenhof.example');
    const sales = login('sales@lindenhof.example');
    const sender = login('mailroom@lindenhof.example');
    const imap = await startImapServer({ cert, key, ...support, messages: messages.support });
    running.push(imap);
    const pop3 = await startPop3Server({ cert, key, ...sales, messages: messages.sales });
    running.push(pop3);
    const smtp = await startSmtpServer({ cert, key, ...sender });
    running.push(smtp);
    return {
      caFile,
      imap: { host: loopbackHost, port: imap.port, ...support, remaining: () => imap.remaining() },
      pop3: { host: loopbackHost, port: pop3.port, ...sales, remaining: () => pop3.remaining() },
      smtp: { host: loopbackHost, port: smtp.port, ...sender, delivered: () => smtp.delivered() },
      messages,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
