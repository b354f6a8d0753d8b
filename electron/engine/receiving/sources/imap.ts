import type { ImapFlow } from 'imapflow';
import { MailroomError } from '../../../../shared/errors.ts';
import type {
  ConnectionSettings,
  FetchOutcome,
  ListedMessage,
  MailSource,
  OpenedMailbox,
  Removal,
} from '../source.ts';
import { createImapClient } from './imap-client.ts';
import { toSequenceSet } from './sequence-set.ts';

const MAX_FOLDERS_IN_MESSAGE = 20;

/**
 * Reads one IMAP4 mailbox (RFC 9051, RFC 3501) through imapflow.
 *
 * Commands follow each other: imapflow deadlocks on a command inside a running fetch, and a UID EXPUNGE
 * pipelined behind a fetch was seen to do nothing although the server answered OK.
 */
export function createImapSource(settings: ConnectionSettings, mailbox: string): MailSource {
  const { client, connect, close, attempt, translate } = createImapClient(settings);

  async function describeFolders(): Promise<string> {
    try {
      const folders = await client.list();
      const names = folders.map((folder) => folder.path).slice(0, MAX_FOLDERS_IN_MESSAGE);
      return names.join(', ') + (folders.length > names.length ? ', …' : '');
    } catch {
      return '';
    }
  }

  /** Which of these UIDs are in the mailbox now. */
  async function present(messages: readonly ListedMessage[]): Promise<ReadonlySet<number>> {
    const found = await client.search({ uid: toSequenceSet(refs(messages)) }, { uid: true });
    if (!Array.isArray(found)) throw new MailroomError('server.refused', 'list', { transient: true });
    return new Set(found);
  }

  async function fetchSources(messages: readonly ListedMessage[]): Promise<Map<number, Buffer>> {
    const sources = new Map<number, Buffer>();
    const query = { uid: true, source: true } as const;
    for await (const answer of client.fetch(toSequenceSet(refs(messages)), query, { uid: true })) {
      // A server may answer NIL for the body: then there is no source, and the type says undefined or false.
      if (Buffer.isBuffer(answer.source)) sources.set(answer.uid, answer.source);
    }
    return sources;
  }

  /** One by one, for what a set fetch did not bring: a single bad message must not hide the others. */
  async function fetchAlone(message: ListedMessage): Promise<FetchOutcome> {
    try {
      const answer = await client.fetchOne(String(message.ref), { uid: true, source: true }, { uid: true });
      if (answer !== false && answer.uid === message.ref && Buffer.isBuffer(answer.source)) {
        return { message, source: answer.source };
      }
      return { message, error: new MailroomError('fetch.refused', 'fetch', { transient: true }) };
    } catch (error) {
      if (!client.usable) throw translate(error, 'fetch');
      return { message, error: translate(error, 'fetch') };
    }
  }

  return {
    async open(): Promise<OpenedMailbox> {
      await connect();
      try {
        const opened = await client.mailboxOpen(mailbox);
        return {
          mailbox: opened.path,
          validity: String(opened.uidValidity),
          messageCount: opened.exists,
          canRemove: opened.readOnly !== true,
        };
      } catch (error) {
        const failure = translate(error, 'mailbox');
        if (failure.code !== 'mailbox.missing' && failure.code !== 'server.refused') throw failure;
        const folders = await describeFolders();
        throw new MailroomError('mailbox.missing', 'mailbox', {
          field: 'mailbox',
          params: { ...failure.params, mailbox, folders },
          detail: failure.detail,
          cause: error,
        });
      }
    },

    async list() {
      return attempt('list', async () => {
        const opened = client.mailbox;
        if (opened === false || opened.exists === 0) return [];
        const messages: ListedMessage[] = [];
        for await (const answer of client.fetch('1:*', { uid: true, size: true, flags: true })) {
          // An unsolicited answer (changed flags) has neither.
          if (answer.uid === undefined || answer.size === undefined) continue;
          messages.push({
            ref: answer.uid,
            serverKey: String(answer.uid),
            sizeBytes: answer.size,
            ...(answer.flags?.has('\\Deleted') === true ? { markedDeleted: true } : {}),
          });
        }
        return messages.sort((a, b) => a.ref - b.ref);
      });
    },

    async *fetch(messages) {
      if (messages.length === 0) return;
      let sources: Map<number, Buffer>;
      try {
        sources = await fetchSources(messages);
      } catch (error) {
        if (!client.usable) throw translate(error, 'fetch');
        sources = new Map();
      }
      const missing = messages.filter((message) => !sources.has(message.ref));
      const stillThere =
        missing.length === 0 ? new Set<number>() : await attempt('fetch', () => present(missing));
      for (const message of messages) {
        const source = sources.get(message.ref);
        sources.delete(message.ref);
        if (source !== undefined) yield { message, source };
        else if (stillThere.has(message.ref)) yield await fetchAlone(message);
        else yield { message, gone: true };
      }
    },

    async fetchHeader(message) {
      try {
        const query = { uid: true, headers: true } as const;
        const answer = await client.fetchOne(String(message.ref), query, { uid: true });
        return answer === false ? undefined : answer.headers;
      } catch (error) {
        // Refused for this one message: it is listed without its headers, and the others go on.
        if (client.usable) return undefined;
        throw translate(error, 'fetch');
      }
    },

    async remove(messages): Promise<Removal> {
      if (messages.length === 0) return { removed: [], left: [] };
      return attempt('remove', async () => {
        const ours = new Set(refs(messages));
        if (!client.capabilities.has('UIDPLUS') && (await hasForeignDeleted(client, ours))) {
          // A plain EXPUNGE would remove mail that somebody else marked and may want back (RFC 4315).
          const error = new MailroomError('remove.foreignDeleted', 'remove', { params: { mailbox } });
          return { removed: [], left: messages.map((message) => ({ message, error })) };
        }
        const accepted = await client.messageDelete(toSequenceSet([...ours]), { uid: true });
        // An OK is not proof: ask what is there now.
        const remaining = await present(messages);
        const code = accepted ? 'remove.unconfirmed' : 'remove.refused';
        return {
          removed: messages.filter((message) => !remaining.has(message.ref)),
          left: messages
            .filter((message) => remaining.has(message.ref))
            .map((message) => ({ message, error: new MailroomError(code, 'remove', { transient: true }) })),
        };
      });
    },

    async finish() {
      try {
        await client.logout();
      } catch {
        // Everything is confirmed already; a server that hangs up without a good-bye changes nothing.
        close();
      }
      return { removed: [], left: [] };
    },

    abort() {
      close();
    },
  };
}

function refs(messages: readonly ListedMessage[]): number[] {
  return messages.map((message) => message.ref);
}

async function hasForeignDeleted(client: ImapFlow, ours: ReadonlySet<number>): Promise<boolean> {
  const deleted = await client.search({ deleted: true }, { uid: true });
  // A refused search proves nothing, so it counts as "there may be some".
  return !Array.isArray(deleted) || deleted.some((uid) => !ours.has(uid));
}
