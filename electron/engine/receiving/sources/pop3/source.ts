import { MailroomError } from '../../../../../shared/errors.ts';
import { unexpected } from '../../../failures.ts';
import type { ConnectionSettings, ListedMessage, MailSource, Removal } from '../../source.ts';
import { Pop3Client } from './client.ts';

/** RFC 1939 section 7 allows 70; longer ones exist, but an endless one is no key. */
const MAX_UIDL_BYTES = 255;

const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * A {@link MailSource} that reads one POP3 maildrop.
 *
 * Peculiarities of the protocol: message numbers hold for the session, so no message is ever `gone`;
 * removals become final only when `finish` is answered, so `remove` reports none as removed.
 */
export function createPop3Source(settings: ConnectionSettings): MailSource {
  const client = new Pop3Client(settings);
  const marked: ListedMessage[] = [];

  async function mark(message: ListedMessage): Promise<Removal['left']> {
    try {
      await client.delete(message.ref);
      marked.push(message);
      return [];
    } catch (error) {
      if (isRefusal(error)) return [{ message, error }];
      throw error;
    }
  }

  return {
    async open() {
      try {
        await client.connect();
        await client.login();
        const { count } = await client.stat();
        return { mailbox: '', validity: '', messageCount: count, canRemove: true, removesAtEnd: true };
      } catch (error) {
        client.destroy();
        throw error;
      }
    },

    async list() {
      const [sizes, ids] = await Promise.all([client.list(), client.uidl()]);
      return listedMessages(sizes, ids);
    },

    fetch: (messages, maxBytes) => client.retrieve(messages, maxBytes),

    async fetchHeaders(messages) {
      const headers = new Map<number, Buffer>();
      // All at once: the client sends as many ahead as the server allows.
      await Promise.all(
        messages.map(async ({ ref }) => {
          const top = await client.top(ref, 0);
          if (top === undefined) return;
          const end = top.indexOf(HEADER_END);
          headers.set(ref, end < 0 ? top : top.subarray(0, end + HEADER_END.length));
        }),
      );
      return headers;
    },

    async remove(messages) {
      // All at once: the client sends as many ahead as the server allows.
      const left = await Promise.all(messages.map(mark));
      return { removed: [], left: left.flat() };
    },

    async finish() {
      try {
        await client.quit();
        return { removed: marked, left: [] };
      } catch (error) {
        const reason = isRefusal(error) ? error : unconfirmed(error);
        return { removed: [], left: marked.map((message) => ({ message, error: reason })) };
      }
    },

    abort: () => client.destroy(),
  };
}

/** Joins LIST and UIDL. An id that is too long or given twice identifies nothing. */
function listedMessages(
  sizes: ReadonlyMap<number, number>,
  ids: ReadonlyMap<number, string> | undefined,
): ListedMessage[] {
  const uses = new Map<string, number>();
  for (const id of ids?.values() ?? []) uses.set(id, (uses.get(id) ?? 0) + 1);
  const keyOf = (number: number): string | undefined => {
    const id = ids?.get(number);
    return id === undefined || id.length > MAX_UIDL_BYTES || uses.get(id) !== 1 ? undefined : id;
  };
  return [...sizes]
    .toSorted(([one], [other]) => one - other)
    .map(([number, sizeBytes]) => ({ ref: number, serverKey: keyOf(number), sizeBytes }));
}

function isRefusal(error: unknown): error is MailroomError {
  return error instanceof MailroomError && error.code === 'remove.refused';
}

/** The session broke with removals asked for: only the next listing shows which became final. */
function unconfirmed(cause: unknown): MailroomError {
  return new MailroomError('remove.unconfirmed', 'remove', {
    detail: unexpected(cause).detail,
    transient: true,
    cause,
  });
}
