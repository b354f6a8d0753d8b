import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Dovecot } from '../../servers/dovecot.ts';
import { makeMaildir } from '../../servers/maildir.ts';
import { USER, type Access, type RetrievalClient } from '../client.ts';
import { maildirDigests } from '../digests.ts';

/** mpop by POP3 into a Maildir, pipelining where the server announces it, removal on. */
export function mpop(dovecot: Dovecot, { tls }: Access): RetrievalClient {
  return {
    name: tls ? 'mpop TLS' : 'mpop',
    async prepare(folder) {
      const maildir = path.join(folder, 'maildir');
      makeMaildir(maildir);
      const { pop3, pop3s } = dovecot.ports;
      const security = tls
        ? `tls on\ntls_starttls off\ntls_trust_file ${dovecot.authority.certificateFile}`
        : 'tls off';
      const configuration = `account default
host ${tls ? 'localhost' : dovecot.host}
port ${tls ? pop3s : pop3}
user ${USER}
password pw
auth user
${security}
delivery maildir ${maildir}
keep off
uidls_file ${folder}/uidls
pipelining auto
received_header off
`;
      // mpop refuses a file with a password that others may read.
      writeFileSync(path.join(folder, 'mpoprc'), configuration, { mode: 0o600 });
      return {
        command: { argv: ['mpop', '-q', '-Q', '-C', path.join(folder, 'mpoprc')] },
        stored: () => maildirDigests(maildir),
      };
    },
  };
}
