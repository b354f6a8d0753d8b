import type { MailboxFolder } from '../../../../shared/domain/mailbox.ts';
import type { ConnectionSettings } from '../source.ts';
import { createImapClient } from './imap-client.ts';

/**
 * The server's mailboxes (LIST, RFC 9051 section 6.3.9), in the server's order but INBOX first. Names are
 * Unicode, whatever the server sends (modified UTF-7, RFC 3501 section 5.1.3).
 */
export async function listFolders(settings: ConnectionSettings): Promise<MailboxFolder[]> {
  const { client, connect, attempt, close } = createImapClient(settings);
  try {
    await connect();
    const listed = await attempt('list', () => client.list());
    await client.logout().catch(() => {});
    return listed
      .map(({ path, name, delimiter, specialUse, flags }) => ({
        path,
        name,
        // A flat list has none; then imapflow answers an empty one.
        ...(delimiter === '' || delimiter === undefined ? {} : { delimiter }),
        ...(specialUse === undefined || specialUse === '\\Inbox' ? {} : { specialUse }),
        // RFC 9051 section 7.3.1: \NonExistent implies \Noselect.
        selectable: !flags.has('\\Noselect') && !flags.has('\\NonExistent'),
      }))
      .toSorted((one, other) => Number(isInbox(other)) - Number(isInbox(one)));
  } finally {
    close();
  }
}

function isInbox({ path }: { readonly path: string }): boolean {
  return path.toUpperCase() === 'INBOX';
}
