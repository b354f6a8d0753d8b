import type { OutboxEntry, OutboxState } from '../../../shared/domain/outbound.ts';
import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { MessageView } from '../mime/parsed.ts';
import { withRecipients, withSender } from '../sending/edit-header.ts';
import { queueMessage } from '../sending/queue.ts';
import {
  findOutboxEntry,
  listOutbox,
  outboxCounts,
  outboxHistory,
  readOutboxSource,
} from '../store/outbox.ts';
import {
  cancel,
  confirmSent,
  findChangeable,
  replaceAccount,
  replaceRecipients,
  requeue,
  requeueAll,
  type ChangeableMessage,
} from '../store/outbox-changes.ts';
import { findOutgoingAccount } from '../store/outgoing-accounts.ts';
import { inTransaction } from '../store/transaction.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type OutboxChannel = Extract<EngineChannel, `outbox.${string}`>;

/** `unknown` is among them: sending it again is a person's decision, made here. */
const retryable: readonly OutboxState[] = [
  'deferred',
  'failed',
  'unknown',
  'partlyRefused',
  'tooLarge',
  'cancelled',
];
const cancellable: readonly OutboxState[] = ['queued', 'deferred'];
/** Not everybody has it. */
const changeable: readonly OutboxState[] = ['queued', ...retryable];

const nothingToShow: Pick<MessageView, 'text' | 'html' | 'headers' | 'attachments' | 'inlineImages'> = {
  text: '',
  html: undefined,
  headers: [],
  attachments: [],
  inlineImages: {},
};

/** The outbox: queue, look, and what a person does with a message that did not get out. */
export function outboxHandlers(parts: Parts): HandlersOf<OutboxChannel> {
  const { database, clock, events, deliverer, sentCopies, parser } = parts;

  function required(id: string): OutboxEntry {
    const entry = findOutboxEntry(database, id);
    if (entry === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return entry;
  }

  /** Changes a message that is in one of these states and not with a server at this moment. */
  function change(
    id: string,
    from: readonly OutboxState[],
    apply: (message: ChangeableMessage) => void,
  ): OutboxEntry {
    inTransaction(database, () => {
      const message = findChangeable(database, id);
      if (message === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
      const state = deliverer.isBeingSent(id) ? 'sending' : message.state;
      if (!from.includes(state))
        throw new MailroomError('input.wrongState', 'input', { params: { value: state } });
      apply(message);
    });
    events.emit('outbox.changed', { id });
    return required(id);
  }

  /** As `change`, and then it is sent to all who have not got it. */
  function changeAndSend(
    id: string,
    from: readonly OutboxState[],
    apply: (message: ChangeableMessage) => void,
  ): OutboxEntry {
    const entry = change(id, from, (message) => {
      apply(message);
      requeue(database, message.sequence, clock.now());
    });
    deliverer.retryNow(entry.accountId);
    return required(id);
  }

  /** A source that can't be parsed still shows what is known about the message. */
  async function view(source: Buffer | undefined): Promise<typeof nothingToShow> {
    if (source === undefined) return nothingToShow;
    try {
      return await parser.view(source, { imagesAsAttachments: false, giveAway: true });
    } catch {
      return nothingToShow;
    }
  }

  return {
    async 'outbox.list'(query) {
      // One more than asked for tells whether there is a next page.
      const found = listOutbox(database, { ...query, limit: query.limit + 1 });
      const items = found.slice(0, query.limit);
      const next = found.length > query.limit ? items.at(-1)?.id : undefined;
      return { items, counts: outboxCounts(database), ...(next === undefined ? {} : { next }) };
    },

    async 'outbox.get'({ id }) {
      const entry = required(id);
      const history = outboxHistory(database, id);
      const shown = await view(readOutboxSource(database, id));
      return {
        ...entry,
        ...history,
        text: shown.text,
        ...(shown.html === undefined ? {} : { html: shown.html }),
        headers: [...shown.headers],
        attachmentList: [...shown.attachments],
        inlineImages: { ...shown.inlineImages },
      };
    },

    async 'outbox.source'({ id, offset, limit }) {
      required(id);
      const source = readOutboxSource(database, id) ?? Buffer.alloc(0);
      return { bytes: source.toString('latin1', offset, offset + limit), sizeBytes: source.length };
    },

    async 'outbox.send'(request) {
      const entry = await queueMessage(database, clock, request);
      events.emit('outbox.changed', { id: entry.id });
      deliverer.kick();
      return entry;
    },

    async 'outbox.retry'({ id }) {
      return changeAndSend(id, retryable, ({ accountId, sizeBytes }) => {
        const account = findOutgoingAccount(database, accountId);
        if (account === undefined) throw new MailroomError('send.noAccount', 'submit');
        refuseTooLarge(account, sizeBytes);
      });
    },

    async 'outbox.retryAll'({ accountId }) {
      const count = requeueAll(database, accountId, clock.now());
      if (count > 0) events.emit('outbox.changed', {});
      deliverer.retryNow(accountId);
      return { count };
    },

    async 'outbox.cancel'({ id }) {
      const entry = change(id, cancellable, ({ sequence }) => cancel(database, sequence));
      deliverer.lookAgain();
      return entry;
    },

    async 'outbox.readdress'({ id, recipients }) {
      return changeAndSend(id, changeable, (message) => {
        const account = findOutgoingAccount(database, message.accountId);
        if (account === undefined) throw new MailroomError('send.noAccount', 'submit');
        const kept = message.recipients.filter(({ state }) => state === 'accepted');
        const fresh = withoutDoubles(recipients, kept);
        if (fresh.length === 0) throw new MailroomError('input.invalid', 'input', { field: 'recipients' });
        const all = [...kept, ...fresh];
        const named = (kind: 'to' | 'cc'): string[] =>
          all.filter((recipient) => recipient.kind === kind).map(({ address }) => address);
        const source = withRecipients(message.source, { to: named('to'), cc: named('cc') });
        refuseTooLarge(account, source.length);
        replaceRecipients(database, message, fresh, source);
      });
    },

    async 'outbox.sendThrough'({ id, accountId }) {
      const account = findOutgoingAccount(database, accountId);
      if (account === undefined)
        throw new MailroomError('input.notFound', 'input', {
          field: 'accountId',
          params: { name: accountId },
        });
      if (!account.active)
        throw new MailroomError('send.accountPaused', 'submit', { params: { name: account.name } });
      return changeAndSend(id, changeable, (message) => {
        const source = withSender(message.source, {
          name: account.senderName,
          address: account.senderAddress,
        });
        refuseTooLarge(account, source.length);
        replaceAccount(
          database,
          message.sequence,
          {
            accountId,
            accountName: account.name,
            sender: account.senderAddress,
            steps: [{ step: 'requested', outcome: 'used', account: account.name }],
            sentCopy: account.sentCopyAccountId !== undefined,
          },
          source,
        );
      });
    },

    async 'outbox.confirmSent'({ id }) {
      const entry = change(id, ['unknown'], ({ sequence }) => confirmSent(database, sequence, clock.now()));
      sentCopies.kick();
      return entry;
    },
  };
}

/** The limit is of the finished message (S54). @throws MailroomError `send.tooLarge` with both figures */
function refuseTooLarge({ maxSizeBytes: limit }: OutgoingAccount, size: number): void {
  if (limit > 0 && size > limit)
    throw new MailroomError('send.tooLarge', 'submit', { params: { size, limit } });
}

/** Nobody gets it twice: neither by being named twice nor because it was taken before. */
function withoutDoubles<R extends { readonly address: string }>(
  recipients: readonly R[],
  served: readonly { readonly address: string }[],
): R[] {
  const seen = new Set(served.map(({ address }) => address.toLowerCase()));
  return recipients.filter(({ address }) => {
    const key = address.toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}
