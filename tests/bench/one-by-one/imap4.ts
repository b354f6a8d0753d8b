// imap4.ts PORT USER MAILDIR: imapflow, each message fetched, stored and removed before the next.
import { ImapFlow } from 'imapflow';
import { storeMessage } from './store.ts';

const [port, user = '', maildir = ''] = process.argv.slice(2);
const client = new ImapFlow({
  host: '127.0.0.1',
  port: Number(port),
  secure: false,
  doSTARTTLS: false,
  auth: { user, pass: 'pw' },
  logger: false,
  disableAutoIdle: true,
});
await client.connect();
await client.mailboxOpen('INBOX');
const uids = (await client.search({ all: true }, { uid: true })) || [];
for (const uid of uids) {
  const message = await client.fetchOne(String(uid), { source: true }, { uid: true });
  if (message === false || message.source === undefined) throw new Error(`no source for UID ${uid}`);
  storeMessage(maildir, String(uid), message.source);
  await client.messageDelete(String(uid), { uid: true });
}
await client.logout();
