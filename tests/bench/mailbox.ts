import { chownSync, linkSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { ImapFlow } from 'imapflow';
import type { Dovecot } from '../servers/dovecot.ts';
import { makeMaildir } from '../servers/maildir.ts';
import type { Corpus } from './corpus.ts';

/**
 * Replaces the inbox of `user` by the corpus, as hard links, and opens it once: the server's own index is there before
 * the clock starts, as after ordinary delivery.
 */
export async function fillMailbox(dovecot: Dovecot, user: string, corpus: Corpus): Promise<void> {
  const maildir = dovecot.maildir(user);
  const { uid, gid } = statSync(maildir);
  rmSync(maildir, { recursive: true });
  makeMaildir(maildir, { uid, gid });
  for (const message of corpus.messages)
    linkSync(message.path, path.join(maildir, 'cur', path.basename(message.path)));
  chownSync(path.join(maildir, 'cur'), uid, gid);
  const client = new ImapFlow({
    host: dovecot.host,
    port: dovecot.ports.imap,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: 'pw' },
    logger: false,
    disableAutoIdle: true,
  });
  await client.connect();
  const opened = await client.mailboxOpen('INBOX', { readOnly: true });
  await client.logout();
  if (opened.exists !== corpus.messages.length)
    throw new Error(`The server shows ${opened.exists} of ${corpus.messages.length} messages.`);
}
