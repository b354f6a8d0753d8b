import { MailroomError } from '../../shared/errors.ts';
import type {
  FetchOutcome,
  ListedMessage,
  MailSource,
  Removal,
} from '../../electron/engine/receiving/source.ts';

/** A message as the modelled server holds it. */
export interface ServerMessage {
  key: string | undefined;
  bytes: Buffer;
  /** Announced size, where it differs from the true one. */
  announced?: number;
  /** Refuses to be fetched. */
  broken?: boolean;
  /** The server says OK to its removal and keeps it. */
  sticky?: boolean;
}

/** Everything the importer does with a server, and every commit it makes, in order. */
export type Journal = string[];

export interface MailServerModel {
  validity: string;
  readonly messages: ServerMessage[];
  /** `imap`: removed at once. `pop3`: marked, and removed when the session ends in good order. */
  readonly protocol: 'imap' | 'pop3';
  canRemove: boolean;
  /** Whether it says under which key a message was put into the mailbox. */
  tellsAppended: boolean;
  readonly journal: Journal;
  /** Called before each step of a session; what it throws breaks the connection there. */
  fault: (step: string) => void;
  deliver(...bytes: readonly (Buffer | string)[]): void;
  /** All keys change, as when a folder is recreated. */
  renumber(): void;
  session(): MailSource;
}

/** A mail server in memory, with the promises and the faults of real ones. */
export function createMailServer(protocol: 'imap' | 'pop3' = 'imap'): MailServerModel {
  let nextKey = 1;
  let renumbered = 0;
  const model: MailServerModel = {
    validity: protocol === 'imap' ? '1000' : '',
    messages: [],
    protocol,
    canRemove: true,
    tellsAppended: true,
    journal: [],
    fault: () => {},
    deliver(...all) {
      for (const bytes of all) model.messages.push({ key: newKey(), bytes: Buffer.from(bytes) });
    },
    renumber() {
      renumbered += 1;
      if (protocol === 'imap') {
        model.validity = String(1000 + renumbered);
        nextKey = 1;
      }
      for (const message of model.messages) message.key = newKey();
    },
    session: () => openSession(model),
  };
  function newKey(): string {
    return protocol === 'imap' ? String(nextKey++) : `uidl-${renumbered}-${nextKey++}`;
  }
  return model;
}

export const connectionLost = (): MailroomError =>
  new MailroomError('connect.reset', 'fetch', { transient: true });

function openSession(model: MailServerModel): MailSource {
  let aborted = false;
  const numbered = new Map<number, ServerMessage>();
  const marked: ListedMessage[] = [];

  function step(name: string): void {
    if (aborted) throw connectionLost();
    model.fault(name);
    model.journal.push(name);
  }
  function drop(messages: readonly ListedMessage[]): void {
    for (const { ref } of messages) {
      const message = numbered.get(ref);
      if (message === undefined || message.sticky === true) continue;
      const at = model.messages.indexOf(message);
      if (at >= 0) model.messages.splice(at, 1);
    }
  }
  const isThere = ({ ref }: ListedMessage): boolean =>
    model.messages.some((message) => message === numbered.get(ref));

  return {
    async open() {
      step('open');
      return {
        mailbox: model.protocol === 'imap' ? 'INBOX' : '',
        validity: model.validity,
        messageCount: model.messages.length,
        canRemove: model.canRemove,
      };
    },
    async list() {
      step('list');
      model.messages.forEach((message, index) => numbered.set(index + 1, message));
      return model.messages.map(({ key, bytes, announced }, index) => ({
        ref: index + 1,
        serverKey: key,
        sizeBytes: announced ?? bytes.length,
      }));
    },
    async *fetch(messages, maxBytes = 0): AsyncGenerator<FetchOutcome> {
      for (const message of messages) {
        step(`fetch ${message.ref}`);
        const held = numbered.get(message.ref);
        if (held === undefined || !isThere(message)) yield { message, gone: true };
        else if (held.broken === true) yield { message, error: new MailroomError('fetch.refused', 'fetch') };
        else if (maxBytes > 0 && held.bytes.length > maxBytes)
          yield { message, error: new MailroomError('message.tooLarge', 'fetch') };
        else yield { message, source: Buffer.from(held.bytes) };
      }
    },
    async fetchHeaders(messages) {
      const headers = new Map<number, Buffer>();
      for (const { ref } of messages) {
        step(`header ${ref}`);
        const bytes = numbered.get(ref)?.bytes;
        const end = bytes?.indexOf('\r\n\r\n') ?? -1;
        if (bytes !== undefined && end >= 0) headers.set(ref, bytes.subarray(0, end + 4));
      }
      return headers;
    },
    async remove(messages): Promise<Removal> {
      step(`remove ${messages.map(({ ref }) => ref).join(' ')}`);
      if (model.protocol === 'pop3') {
        marked.push(...messages);
        return { removed: [], left: [] };
      }
      drop(messages);
      model.fault('removed');
      return removalOf(messages, isThere);
    },
    ...(model.protocol === 'pop3'
      ? {}
      : {
          async append(source: Buffer) {
            step(`append ${source.length}`);
            model.deliver(source);
            return model.tellsAppended ? model.messages.at(-1)?.key : undefined;
          },
        }),
    async finish() {
      step('finish');
      drop(marked);
      model.fault('finished');
      return removalOf(marked, isThere);
    },
    abort() {
      aborted = true;
    },
  };
}

function removalOf(
  messages: readonly ListedMessage[],
  isThere: (message: ListedMessage) => boolean,
): Removal {
  return {
    removed: messages.filter((message) => !isThere(message)),
    left: messages.filter(isThere).map((message) => ({
      message,
      error: new MailroomError('remove.unconfirmed', 'remove', { transient: true }),
    })),
  };
}
