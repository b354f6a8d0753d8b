import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { startPostfix, type Postfix } from '../servers/postfix.ts';

/** One Dovecot and one Postfix that share an authority and their users. */
export interface MailServers {
  readonly dovecot: Dovecot;
  readonly postfix: Postfix;
  /** PEM file of the authority to trust. */
  readonly caFile: string;
  stop(): Promise<void>;
}

/** The canary: the password of every account in these tests, looked for everywhere it must not be. */
export const CANARY = 'cAnAry-7f3e9b-pässwörd';

export async function startMailServers(): Promise<MailServers> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailroom-e2e-servers-'));
  const users = ['anna', 'bert', 'sender'].map((user) => ({ user, password: CANARY }));
  const dovecot = await startDovecot({ users });
  const postfix = await startPostfix({ authSocket: dovecot.authSocket, authority: dovecot.authority });
  const caFile = path.join(folder, 'ca.pem');
  writeFileSync(caFile, dovecot.authority.certificate);
  return {
    dovecot,
    postfix,
    caFile,
    async stop() {
      await postfix.stop();
      await dovecot.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A message with CRLF line ends. */
export function message(lines: readonly string[]): { readonly bytes: Buffer } {
  return { bytes: Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8') };
}
