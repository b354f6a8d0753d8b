import type { MessageDetail } from '../../../shared/domain/message.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { MessageView } from '../mime/parsed.ts';
import { rederiveAccount } from '../mime/rederive.ts';
import { searchPage } from '../search/page.ts';
import { findIncomingAccount } from '../store/incoming-accounts.ts';
import { listMessages } from '../store/message-list.ts';
import {
  findMessage,
  folderCounts,
  listItem,
  moveToArchive,
  moveToInbox,
  readAttachments,
  readSource,
  setRead,
  type StoredMessage,
} from '../store/messages.ts';
import { receiptOfMessage } from '../store/receipts.ts';
import { duplicatesOf } from '../store/duplicates.ts';
import { oversizeOf } from '../store/oversize.ts';
import { settleUnread } from '../store/ticket-fields.ts';
import { inTransaction } from '../store/transaction.ts';
import { addTrail, readTrail } from '../store/trail.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type MessageChannel = Extract<
  EngineChannel,
  | 'messages.list'
  | 'messages.get'
  | 'messages.source'
  | 'messages.markRead'
  | 'messages.archive'
  | 'messages.putBack'
  | 'messages.rederive'
>;

const nothingToShow: MessageView = {
  text: '',
  html: undefined,
  headers: [],
  attachments: [],
  inlineImages: {},
  cutShort: false,
};

/** Inbox and archive: lists, reading, moving by hand. */
export function messageHandlers(parts: Parts): HandlersOf<MessageChannel> {
  const { database, events, clock } = parts;

  function required(id: number): StoredMessage {
    const message = findMessage(database, id);
    if (message === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return message;
  }

  /** A source that can't be parsed still shows its envelope, its reason and its raw bytes. */
  async function view(source: Buffer | undefined, imagesAsAttachments: boolean): Promise<MessageView> {
    if (source === undefined) return nothingToShow;
    try {
      return await parts.parser.view(source, { imagesAsAttachments, giveAway: true });
    } catch {
      return nothingToShow;
    }
  }

  function changeAll(ids: readonly number[], change: (id: number) => void): void {
    inTransaction(database, () => ids.forEach(change));
    events.emit('messages.changed', { added: 0 });
  }

  return {
    async 'messages.list'(query) {
      const { text = '', after, limit, ...filter } = query;
      // One more than asked for tells whether there is a next page.
      const page = { before: after, limit: limit + 1 };
      const found =
        text.trim() === ''
          ? listMessages(database, { ...filter, ...page })
          : await searchPage(parts, text, filter, page);
      const items = found.slice(0, limit).map(listItem);
      const last = items.at(-1);
      return {
        items,
        total: folderCounts(database, query.folder).total,
        ...(found.length > limit && last !== undefined ? { next: last.id } : {}),
      };
    },

    async 'messages.get'({ id }): Promise<MessageDetail> {
      const message = required(id);
      const source = readSource(database, id);
      const oversize = oversizeOf(database, id);
      const account = findIncomingAccount(database, message.accountId);
      // Of a message over the limit the header section is here.
      const shown = await view(source ?? oversize?.header, message.imagesAsAttachments);
      const receipt = receiptOfMessage(database, id);
      return {
        ...listItem(message),
        folder: message.folder,
        cc: message.cc,
        replyTo: message.replyTo,
        ...(message.messageId === undefined ? {} : { messageId: message.messageId }),
        text: shown.text,
        ...(shown.html === undefined ? {} : { html: shown.html }),
        headers: [...shown.headers],
        // Those of the view, which are the ones that can be saved; without a view, what was filed.
        attachmentList: shown === nothingToShow ? readAttachments(database, id) : [...shown.attachments],
        inlineImages: { ...shown.inlineImages },
        imagesAsAttachments: message.imagesAsAttachments,
        ...(shown.cutShort ? { cutShort: true } : {}),
        hasSource: source !== undefined,
        ...(message.reason === undefined ? {} : { reason: message.reason }),
        duplicates: duplicatesOf(database, id),
        ...(message.state === 'oversize' && oversize !== undefined ? { decision: oversize.decision } : {}),
        canPutOnServer: source !== undefined && account?.serverType === 'imap4',
        ...(receipt === undefined ? {} : { receipt }),
        trail: readTrail(database, id),
      };
    },

    async 'messages.source'({ id, offset, limit }) {
      required(id);
      const source = readSource(database, id) ?? Buffer.alloc(0);
      return { bytes: source.toString('latin1', offset, offset + limit), sizeBytes: source.length };
    },

    async 'messages.markRead'({ ids, read }) {
      changeAll(ids, (id) => {
        setRead(database, id, read);
        if (read) settleUnread(database, id);
      });
      return {};
    },

    async 'messages.archive'({ ids }) {
      changeAll(ids, (id) => {
        if (moveToArchive(database, id)) addTrail(database, id, clock.now(), 'archived');
      });
      return {};
    },

    async 'messages.rederive'({ accountId }) {
      const account = findIncomingAccount(database, accountId);
      if (account === undefined)
        throw new MailroomError('input.notFound', 'input', { params: { name: accountId } });
      // What was imported under the old option and waits is finished under it first.
      await parts.processor.drain();
      const changed = await rederiveAccount(database, parts.parser, accountId, account.imagesAsAttachments);
      if (changed > 0) events.emit('messages.changed', { added: 0 });
      return { changed };
    },

    async 'messages.putBack'({ ids }) {
      changeAll(ids, (id) => {
        if (moveToInbox(database, id)) addTrail(database, id, clock.now(), 'putBack');
      });
      return {};
    },
  };
}
