import { ImapFlow, type AppendResponseObject } from 'imapflow';
import { MailroomError, type Stage } from '../../../../shared/errors.ts';
import { imapFailure } from '../../failures.ts';
import { redactFailure } from '../../redact.ts';
import { asciiHost, trustOptions } from '../../tls-trust.ts';
import type {
  ConnectionSettings,
  FetchOutcome,
  ListedMessage,
  MailSource,
  OpenedMailbox,
  Removal,
} from '../source.ts';
import { toSequenceSet } from './sequence-set.ts';

const MAX_FOLDERS_IN_MESSAGE = 20;

/**
 * Reads one IMAP4 mailbox (RFC 9051, RFC 3501) through imapflow.
 *
 * Commands follow each other: imapflow deadlocks on a command inside a running fetch, and a UID EXPUNGE
 * pipelined behind a fetch was seen to do nothing although the server answered OK.
 */
export function createImapSource(settings: ConnectionSettings, mailbox: string): MailSource {
  const client = new ImapFlow({
    host: asciiHost(settings.host),
    port: settings.port,
    secure: settings.encryption === 'tls',
    // Left unset, imapflow would go on in clear text when a server stops offering STARTTLS.
    ...(settings.encryption === 'tls' ? {} : { doSTARTTLS: settings.encryption === 'starttls' }),
    auth: { user: settings.user, pass: settings.secret },
    tls: trustOptions(settings.host, settings.ca),
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: settings.timeouts.connectMs,
    greetingTimeout: settings.timeouts.greetingMs,
    socketTimeout: settings.timeouts.idleMs,
  });
  const context = { host: settings.host, port: settings.port };
  /** Highest number that a message of this session got. */
  let appendedUpTo = 0;
  /** A stalled or dropped connection is told here first; the pending command only says "no connection". */
  let connectionError: unknown;
  client.on('error', (error: unknown) => {
    connectionError ??= error;
  });

  function translate(error: unknown, stage: Stage): MailroomError {
    const code = (error as { code?: string }).code;
    const late = code === 'NoConnection' || code === 'EConnectionClosed';
    const failure = imapFailure(late ? (connectionError ?? error) : error, stage, context);
    return redactFailure(failure, settings.secret, settings.user);
  }

  async function attempt<T>(stage: Stage, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw translate(error, stage);
    }
  }

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
      await attempt('connect', () => client.connect());
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

    async finish() {
      try {
        await client.logout();
      } catch {
        // Everything is confirmed already; a server that hangs up without a good-bye changes nothing.
        client.close();
      }
      return { removed: [], left: [] };
    },

    abort() {
      client.close();
    },
  };
}

function appendRefused(mailbox: string, detail: string | undefined): MailroomError {
  return new MailroomError('putOnServer.refused', 'mailbox', { params: { mailbox }, detail });
}

function refs(messages: readonly ListedMessage[]): number[] {
  return messages.map((message) => message.ref);
}

async function hasForeignDeleted(client: ImapFlow, ours: ReadonlySet<number>): Promise<boolean> {
  const deleted = await client.search({ deleted: true }, { uid: true });
  // A refused search proves nothing, so it counts as "there may be some".
  return !Array.isArray(deleted) || deleted.some((uid) => !ours.has(uid));
}
