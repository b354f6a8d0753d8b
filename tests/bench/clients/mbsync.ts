import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Dovecot } from '../../servers/dovecot.ts';
import { USER, type Access, type RetrievalClient } from '../client.ts';
import { maildirDigests } from '../digests.ts';

/**
 * isync. It has no "fetch and remove": one pass pulls, the mail is taken out of its inbox, and a second pass removes
 * on the server what is gone here.
 *
 * @param then a shell command that follows, in the run's folder; the mail then lies in the Maildir `mail/archive`
 */
export function mbsync(dovecot: Dovecot, { tls }: Access, then?: string): RetrievalClient {
  return {
    name: tls ? 'mbsync TLS' : 'mbsync',
    async prepare(folder) {
      for (const name of ['inboxes', 'state', 'mail/archive'])
        mkdirSync(path.join(folder, name), { recursive: true });
      writeFileSync(path.join(folder, 'mbsyncrc'), configuration(dovecot, folder, tls));
      const steps = [
        'mbsync -q -c mbsyncrc bench',
        'cp -al inboxes/INBOX/new inboxes/INBOX/cur mail/archive/',
        'find inboxes/INBOX/cur inboxes/INBOX/new -type f -delete',
        'mbsync -q -c mbsyncrc bench',
        ...(then === undefined ? [] : [then]),
      ];
      return {
        command: { argv: ['sh', '-c', steps.join(' && ')] },
        stored: () => maildirDigests(path.join(folder, 'mail/archive'), 'X-TUID'),
      };
    },
  };
}

function configuration(dovecot: Dovecot, folder: string, tls: boolean): string {
  const { imap, imaps } = dovecot.ports;
  const security = tls
    ? `SSLType IMAPS\nCertificateFile ${dovecot.authority.certificateFile}`
    : 'SSLType None';
  return `FSync yes
IMAPAccount bench
Host ${tls ? 'localhost' : dovecot.host}
Port ${tls ? imaps : imap}
User ${USER}
Pass pw
${security}
AuthMechs LOGIN
PipelineDepth 50

IMAPStore far
Account bench

MaildirStore near
Path ${folder}/inboxes/
Inbox ${folder}/inboxes/INBOX

Channel bench
Far :far:
Near :near:
Create Near
SyncState ${folder}/state/
Sync PullNew PushDelete
Expunge Both
`;
}
