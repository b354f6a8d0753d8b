import type { AppendResponseObject, ImapFlow } from 'imapflow';
import { MailroomError, type ErrorCode } from '../../../../shared/errors.ts';
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
  /**
   * Under a size limit only so many bytes are asked for, so that a server that announces too little can't fill the
   * memory. Some servers answer such a question with nothing.
   */
  let readsParts = true;
  /** Highest number that a message of this session got. */
  let appendedUpTo = 0;

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

  /** The message of these bytes among those that came since the number `before` was the next one. */
  async function findAppended(source: Buffer, before: number): Promise<number | undefined> {
    return attempt('list', async () => {
      const range = `${before}:*`;
      const sameSize: number[] = [];
      for await (const answer of client.fetch(range, { uid: true, size: true }, { uid: true })) {
        // "n:*" always holds the newest message, whatever its number.
        if (answer.uid >= before && answer.size === source.length) sameSize.push(answer.uid);
      }
      for (const uid of sameSize) {
        const answer = await client.fetchOne(String(uid), { uid: true, source: true }, { uid: true });
        if (answer !== false && answer.source?.equals(source) === true) return uid;
      }
      return undefined;
    });
  }

  /**
   * All in one command: imapflow takes the next answer from the network when this one was taken here. Leaves in
   * `waiting` what did not come, and what came as a part that is shorter than it should be.
   */
  async function* fetchAll(
    waiting: Map<number, ListedMessage>,
    maxBytes: number,
    source: true | { readonly start: number; readonly maxLength: number },
  ): AsyncGenerator<FetchOutcome, void, undefined> {
    try {
      const query = { uid: true, source } as const;
      const answers = client.fetch(toSequenceSet([...waiting.keys()]), query, { uid: true });
      for await (const answer of answers) {
        const message = waiting.get(answer.uid);
        // A server may answer NIL for the body, or with messages nobody asked for.
        if (message === undefined || !Buffer.isBuffer(answer.source)) continue;
        if (source !== true && answer.source.length < message.sizeBytes) continue;
        waiting.delete(answer.uid);
        yield outcomeOf(message, answer.source, maxBytes);
      }
    } catch (error) {
      if (!client.usable) throw translate(error, 'fetch');
    }
  }

  /** One by one, for what a round did not bring: a single bad message must not hide the others. */
  async function fetchAlone(message: ListedMessage, maxBytes: number): Promise<FetchOutcome> {
    try {
      const query = { uid: true, source: true } as const;
      const answer = await client.fetchOne(String(message.ref), query, { uid: true });
      if (answer !== false && answer.uid === message.ref && Buffer.isBuffer(answer.source)) {
        return outcomeOf(message, answer.source, maxBytes);
      }
      return { message, error: new MailroomError('fetch.refused', 'fetch', { transient: true }) };
    } catch (error) {
      if (!client.usable) throw translate(error, 'fetch');
      return { message, error: translate(error, 'fetch') };
    }
  }

  /** What is still there after it should have gone. An OK is not proof. */
  async function remaining(
    messages: readonly ListedMessage[],
    code: ErrorCode,
    params: Readonly<Record<string, string>> = {},
  ): Promise<Removal> {
    const there = await present(messages);
    return {
      removed: messages.filter((message) => !there.has(message.ref)),
      left: messages
        .filter((message) => there.has(message.ref))
        .map((message) => ({
          message,
          error: new MailroomError(code, 'remove', { params, transient: true }),
        })),
    };
  }

  /** Rejects with what imapflow throws. */
  async function remove(messages: readonly ListedMessage[]): Promise<Removal> {
    const ours = new Set(refs(messages));
    if (!client.capabilities.has('UIDPLUS') && (await hasForeignDeleted(client, ours))) {
      // A plain EXPUNGE would remove mail that somebody else marked and may want back (RFC 4315).
      const error = new MailroomError('remove.foreignDeleted', 'remove', { params: { mailbox } });
      return { removed: [], left: messages.map((message) => ({ message, error })) };
    }
    const accepted = await client.messageDelete(toSequenceSet([...ours]), { uid: true });
    return remaining(messages, accepted ? 'remove.unconfirmed' : 'remove.refused');
  }

  return {
    async open(toLook = false): Promise<OpenedMailbox> {
      await connect();
      try {
        const opened = await client.mailboxOpen(mailbox, { readOnly: toLook });
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

    async list(withDates = false) {
      return attempt('list', async () => {
        const opened = client.mailbox;
        if (opened === false || opened.exists === 0) return [];
        const messages: ListedMessage[] = [];
        const query = { uid: true, size: true, flags: true, internalDate: withDates } as const;
        for await (const answer of client.fetch('1:*', query)) {
          // An unsolicited answer (changed flags) has neither.
          if (answer.uid === undefined || answer.size === undefined) continue;
          messages.push({
            ref: answer.uid,
            serverKey: String(answer.uid),
            sizeBytes: answer.size,
            receivedAt: dateOf(answer.internalDate),
            ...(answer.flags?.has('\\Deleted') === true ? { markedDeleted: true } : {}),
          });
        }
        return messages.sort((a, b) => a.ref - b.ref);
      });
    },

    async *fetch(messages, maxBytes = 0) {
      const waiting = new Map(messages.map((message) => [message.ref, message]));
      if (maxBytes > 0 && readsParts) {
        yield* fetchAll(waiting, maxBytes, { start: 0, maxLength: maxBytes + 1 });
        // All that came was shorter than announced: this server can't read a part of a message.
        readsParts = waiting.size < messages.length;
      }
      if (waiting.size > 0) yield* fetchAll(waiting, maxBytes, true);
      const missing = [...waiting.values()];
      if (missing.length === 0) return;
      const stillThere = await attempt('fetch', () => present(missing));
      for (const message of missing) {
        yield stillThere.has(message.ref) ? await fetchAlone(message, maxBytes) : { message, gone: true };
      }
    },

    async fetchHeaders(messages) {
      const headers = new Map<number, Buffer>();
      if (messages.length === 0) return headers;
      const wanted = new Set(refs(messages));
      try {
        const query = { uid: true, headers: true } as const;
        for await (const answer of client.fetch(toSequenceSet([...wanted]), query, { uid: true })) {
          if (wanted.has(answer.uid) && Buffer.isBuffer(answer.headers))
            headers.set(answer.uid, answer.headers);
        }
      } catch (error) {
        // Refused: what is to be listed is listed without its headers, and the others go on.
        if (!client.usable) throw translate(error, 'fetch');
      }
      return headers;
    },

    async remove(messages) {
      if (messages.length === 0) return { removed: [], left: [] };
      return attempt('remove', () => remove(messages));
    },

    async requireMailbox(target) {
      let found = false;
      try {
        found = (await client.status(target, { messages: true })) !== false;
      } catch (error) {
        if (!client.usable) throw translate(error, 'mailbox');
      }
      if (found) return;
      throw new MailroomError('move.targetMissing', 'mailbox', {
        field: 'moveTo',
        params: { moveTo: target, folders: await describeFolders() },
      });
    },

    async move(messages, target): Promise<Removal> {
      if (messages.length === 0) return { removed: [], left: [] };
      return attempt('remove', async () => {
        const set = toSequenceSet(refs(messages));
        if (!client.capabilities.has('MOVE')) {
          // Copied first, and removed here only when the copies are there.
          if ((await client.messageCopy(set, target, { uid: true })) !== false) return remove(messages);
        } else await client.messageMove(set, target, { uid: true });
        return remaining(messages, 'move.refused', { moveTo: target });
      });
    },

    async append(source, { receivedAt, seen }) {
      const before = Math.max(client.mailbox === false ? 1 : client.mailbox.uidNext, appendedUpTo + 1);
      const flags = seen ? ['\\Seen'] : [];
      let answer: AppendResponseObject | false;
      try {
        answer = await client.append(mailbox, source, flags, new Date(receivedAt));
      } catch (error) {
        if (!client.usable) throw translate(error, 'mailbox');
        throw appendRefused(mailbox, translate(error, 'mailbox').detail);
      }
      if (answer === false) throw appendRefused(mailbox, undefined);
      // With UIDPLUS the server says which one it is (RFC 4315); otherwise the bytes do.
      const uid = answer.uidValidity === undefined ? await findAppended(source, before) : answer.uid;
      appendedUpTo = Math.max(appendedUpTo, uid ?? 0);
      return uid === undefined ? undefined : String(uid);
    },

    async holds(messageId) {
      return attempt('list', async () => {
        // HEADER finds parts of a value too (RFC 9051 section 6.4.4); the angle brackets make it the whole.
        const found = await client.search({ header: { 'message-id': messageId } }, { uid: true });
        if (!Array.isArray(found)) throw new MailroomError('server.refused', 'list', { transient: true });
        return found.length > 0;
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

function appendRefused(mailbox: string, detail: string | undefined): MailroomError {
  return new MailroomError('putOnServer.refused', 'mailbox', { params: { mailbox }, detail });
}

function outcomeOf(message: ListedMessage, source: Buffer, maxBytes: number): FetchOutcome {
  if (maxBytes === 0 || source.length <= maxBytes) return { message, source };
  const params = { limitBytes: maxBytes };
  return { message, error: new MailroomError('message.tooLarge', 'fetch', { params }) };
}

/** UTC ms. imapflow gives text where it can't read the date. */
function dateOf(internalDate: Date | string | undefined): number | undefined {
  const at = internalDate instanceof Date ? internalDate.getTime() : Date.parse(internalDate ?? '');
  return Number.isNaN(at) ? undefined : at;
}

function refs(messages: readonly ListedMessage[]): number[] {
  return messages.map((message) => message.ref);
}

async function hasForeignDeleted(client: ImapFlow, ours: ReadonlySet<number>): Promise<boolean> {
  const deleted = await client.search({ deleted: true }, { uid: true });
  // A refused search proves nothing, so it counts as "there may be some".
  return !Array.isArray(deleted) || deleted.some((uid) => !ours.has(uid));
}
