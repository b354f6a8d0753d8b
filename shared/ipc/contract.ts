import { z } from 'zod';
import { connectionTestSchema } from '../domain/connection-test.ts';
import { idField, addressField, secretField } from '../domain/fields.ts';
import {
  firstContactChoiceField,
  incomingAccountInputSchema,
  incomingAccountSchema,
} from '../domain/incoming-account.ts';
import { mailboxFolderSchema, mailboxLookSchema, serverCertificateSchema } from '../domain/mailbox.ts';
import {
  folderField,
  messageDetailSchema,
  messageHitSchema,
  messageListItemSchema,
  oversizeDecisions,
} from '../domain/message.ts';
import {
  groupInputSchema,
  groupSchema,
  mailLanguages,
  ticketTypeInputSchema,
  ticketTypeSchema,
  userInputSchema,
  userSchema,
} from '../domain/directory.ts';
import {
  outboxDetailSchema,
  outboxEntrySchema,
  outboxFilters,
  recipientKinds,
  routeReasons,
  routeSchema,
  sendRequestSchema,
} from '../domain/outbound.ts';
import { templateInputSchema, templateSchema } from '../domain/template.ts';
import { outgoingAccountInputSchema, outgoingAccountSchema } from '../domain/outgoing-account.ts';
import { accountStatusSchema, pollRunSchema } from '../domain/poll.ts';
import { contactInputSchema, contactSchema } from '../domain/contact.ts';
import { deliveryReportSchema } from '../domain/delivery-report.ts';
import { rehearsalRequestSchema, rehearsalSchema } from '../domain/rehearsal.ts';
import { ruleInputSchema, ruleSchema } from '../domain/rule.ts';
import { hookDeliverySchema, hookInputSchema, hookOverviewSchema, hookSecretField } from '../domain/hook.ts';
import { proxyPasswordField, settingsOverviewSchema, settingsSchema } from '../domain/settings.ts';
import { noteTextField, ticketDetailSchema, ticketNoteSchema } from '../domain/conversation.ts';
import { ticketNumberField } from '../domain/ticket-number.ts';
import {
  ticketChangeSchema,
  ticketFilterSchema,
  ticketInputSchema,
  ticketPlace,
  ticketSchema,
  ticketTitleField,
} from '../domain/ticket.ts';
import { archiveVerificationSchema } from '../domain/verification.ts';
import { plainErrorSchema } from '../errors.ts';
import type { Channel } from './channels.ts';

/**
 * Everything the window can ask of the engine and of its host: one request and one response schema per
 * channel, parsed on both sides of the bridge. Secrets appear in requests only, never in a response.
 */

const nothing = z.strictObject({});
const byId = z.strictObject({ id: idField });
const byNumber = z.strictObject({ number: ticketNumberField });
const messageIds = z.strictObject({ ids: z.array(z.int().min(1)).min(1).max(1000) });

/** An incoming account as the list and the form see it. */
export const incomingOverviewSchema = z.strictObject({
  account: incomingAccountSchema,
  status: accountStatusSchema,
  /** Whether a secret is stored. The secret itself never comes here. */
  hasSecret: z.boolean(),
  /** Messages of this account waiting in the inbox. */
  waiting: z.int(),
  /** Whether it ever fetched a message that is still here. */
  hasReceived: z.boolean(),
});

export const outgoingOverviewSchema = z.strictObject({
  account: outgoingAccountSchema,
  hasSecret: z.boolean(),
  /** Outcome of the last submission. */
  lastError: incomingOverviewSchema.shape.status.shape.error,
  lastSentAt: z.number().optional(),
  /** Its messages that are not yet sent. */
  waiting: z.int(),
});

/** The part of the order that decides (S64): whom a group and a type give, without what is asked for by hand. */
const routeQuery = z.strictObject({
  accountId: idField.optional(),
  groupId: idField.optional(),
  typeId: idField.optional(),
  /** Number of a ticket: its group and type count. */
  ticket: ticketNumberField.optional(),
});

/** Who sends for one responsible group (or none) and one ticket type (or none). */
const routeCellSchema = z.strictObject({
  groupId: idField.optional(),
  typeId: idField.optional(),
  /** Left out when nobody can send. */
  accountId: idField.optional(),
  account: z.string().optional(),
  why: z.enum(routeReasons).optional(),
  /** An account on the way was passed over because it is paused. */
  warning: z.boolean(),
});

/** One cell that another account would send for. */
const routeChangeSchema = z.strictObject({
  group: z.string().optional(),
  type: z.string().optional(),
  before: z.string().optional(),
  after: z.string().optional(),
});

const searchTextField = z.string().max(1000);

/** A search and where to search. */
const searchScope = {
  /** In the language of docs/search.md; no text is an error. */
  text: searchTextField,
  folder: folderField.optional(),
  accountId: idField.optional(),
};

export const messageQuerySchema = z.strictObject({
  folder: folderField,
  accountId: idField.optional(),
  /** A search in the language of docs/search.md. Snippets are then from around the first hit. */
  text: searchTextField.optional(),
  /** Only messages that arrived at or after this UTC millisecond. */
  since: z.number().optional(),
  /** Only what was set aside: over the limit, or quarantined. */
  setAside: z.boolean().optional(),
  /** Only messages of the ticket with this number. */
  ticket: ticketNumberField.optional(),
  /** Continue after the message with this id (exclusive); newest first. */
  after: z.int().optional(),
  limit: z.int().min(1).max(1000).default(100),
});

export const overallStatusSchema = z.strictObject({
  version: z.string(),
  /** True when this is the throw-away demo. */
  demo: z.boolean(),
  inbox: z.int(),
  unread: z.int(),
  /** Messages over the limit or quarantined. */
  setAside: z.int(),
  archive: z.int(),
  deleted: z.int(),
  tickets: z.int(),
  /** The counter that the next ticket is numbered with. */
  nextTicket: z.int(),
  outboxWaiting: z.int(),
  outboxProblems: z.int(),
  incoming: z.int(),
  incomingProblems: z.int(),
  outgoing: z.int(),
  hasDefaultAccount: z.boolean(),
});

export const secretBackends = ['keychain', 'vault', 'memory'] as const;
export const secretStatusSchema = z.strictObject({
  backend: z.enum(secretBackends),
  available: z.boolean(),
  /** The vault file exists but no passphrase was given yet. */
  locked: z.boolean(),
  detail: z.string().optional(),
});

const savedContactSchema = z.strictObject({ contact: contactSchema, released: z.int() });

/** What a check needs: a stored account, or values from a form with an optional new secret. */
const check = <T extends z.ZodType>(account: T) =>
  z.strictObject({
    /** The stored account the values belong to: supplies the secret when none was typed. */
    id: idField.optional(),
    account,
    secret: secretField.optional(),
    /** Marks the `check.step` events of this test. */
    token: z.string().max(64).optional(),
  });

export const contract = {
  'incoming.list': { request: nothing, response: z.array(incomingOverviewSchema) },
  'incoming.create': {
    request: z.strictObject({ account: incomingAccountInputSchema, secret: secretField.optional() }),
    response: incomingOverviewSchema,
  },
  'incoming.update': {
    request: z.strictObject({
      id: idField,
      account: incomingAccountInputSchema,
      secret: secretField.optional(),
    }),
    response: incomingOverviewSchema,
  },
  'incoming.duplicate': { request: byId, response: incomingOverviewSchema },
  'incoming.setActive': {
    request: z.strictObject({ id: idField, active: z.boolean() }),
    response: incomingOverviewSchema,
  },
  'incoming.remove': { request: byId, response: z.strictObject({ keptMessages: z.int() }) },
  /** Without ids: all active accounts. Answers when the runs have ended. */
  'incoming.poll': {
    request: z.strictObject({ ids: z.array(idField).optional() }),
    response: z.array(pollRunSchema),
  },
  'incoming.cancelPoll': { request: byId, response: nothing },
  'incoming.check': { request: check(incomingAccountInputSchema), response: connectionTestSchema },
  /** What lies in the mailbox of a stored account; nothing on the server changes. */
  'incoming.look': { request: byId, response: mailboxLookSchema },
  /** Answers an `undecided` account's question, and polls. */
  'incoming.chooseFirstContact': {
    request: z.strictObject({ id: idField, choice: firstContactChoiceField }),
    response: incomingOverviewSchema,
  },
  /** The server's mailboxes, to pick one from. IMAP4 only. */
  'incoming.folders': {
    request: check(incomingAccountInputSchema),
    response: z.array(mailboxFolderSchema),
  },
  /** The certificate the server shows now, so that a person can decide to trust exactly this one. */
  'incoming.certificate': {
    request: z.strictObject({ account: incomingAccountInputSchema }),
    response: serverCertificateSchema,
  },

  'outgoing.list': { request: nothing, response: z.array(outgoingOverviewSchema) },
  'outgoing.create': {
    request: z.strictObject({ account: outgoingAccountInputSchema, secret: secretField.optional() }),
    response: outgoingOverviewSchema,
  },
  'outgoing.update': {
    request: z.strictObject({
      id: idField,
      account: outgoingAccountInputSchema,
      secret: secretField.optional(),
    }),
    response: outgoingOverviewSchema,
  },
  'outgoing.duplicate': { request: byId, response: outgoingOverviewSchema },
  'outgoing.setActive': {
    request: z.strictObject({ id: idField, active: z.boolean() }),
    response: outgoingOverviewSchema,
  },
  'outgoing.setDefault': { request: byId, response: outgoingOverviewSchema },
  'outgoing.remove': { request: byId, response: nothing },
  'outgoing.check': { request: check(outgoingAccountInputSchema), response: connectionTestSchema },
  'outgoing.certificate': {
    request: z.strictObject({ account: outgoingAccountInputSchema }),
    response: serverCertificateSchema,
  },
  'outgoing.sendTest': {
    request: z.strictObject({ id: idField, to: addressField }),
    response: outboxEntrySchema,
  },

  'messages.list': {
    request: messageQuerySchema,
    response: z.strictObject({
      items: z.array(messageListItemSchema),
      next: z.int().optional(),
      total: z.int(),
    }),
  },
  'messages.get': { request: z.strictObject({ id: z.int() }), response: messageDetailSchema },
  /** A slice of the raw source, one character per byte (latin1), so that it survives the bridge unchanged. */
  'messages.source': {
    request: z.strictObject({ id: z.int(), offset: z.int().min(0), limit: z.int().min(1).max(1_000_000) }),
    response: z.strictObject({ bytes: z.string(), sizeBytes: z.int() }),
  },
  'messages.markRead': {
    request: z.strictObject({ ids: messageIds.shape.ids, read: z.boolean() }),
    response: nothing,
  },
  /** Moves messages to the archive by hand. */
  'messages.archive': { request: messageIds, response: nothing },
  /** Moves messages from the archive back to the inbox (undo of archiving). */
  'messages.putBack': { request: messageIds, response: nothing },
  /** A new ticket that all the messages belong to; they go to the archive. All or nothing. */
  'messages.createTicket': {
    request: z.strictObject({
      ids: messageIds.shape.ids,
      /** Left out: the subject of the oldest message. */
      title: ticketTitleField.optional(),
      ...ticketPlace,
      /** Makes a contact of the oldest message's sender when there is none with the address (S30). */
      createContact: z.boolean().default(false),
    }),
    response: ticketSchema,
  },
  /** The messages belong to this ticket from now on and go to the archive. A completed ticket stays so, flagged. */
  'messages.assignTicket': {
    request: z.strictObject({ ids: messageIds.shape.ids, ticket: ticketNumberField }),
    response: ticketSchema,
  },
  /** Takes messages off their tickets and back to the inbox (undo of both). */
  'messages.unassign': {
    request: z.strictObject({
      ids: messageIds.shape.ids,
      /** Removes a ticket that has nothing left: no mail in or out, no note. */
      removeTicket: z.boolean().default(false),
    }),
    response: z.strictObject({
      /** References of the tickets that were removed. */
      removed: z.array(z.string()),
    }),
  },
  /** Throws messages away, so that they can be brought back. Nothing changes on a server. */
  'messages.remove': { request: messageIds, response: nothing },
  /** Brings deleted messages back to where they were (undo of removing). */
  'messages.restore': { request: messageIds, response: nothing },
  /** Deletes messages of the folder `deleted` for good. Their receipts stay: they are never imported again. */
  'messages.purge': { request: messageIds, response: z.strictObject({ purged: z.int() }) },
  /** What shall become of oversize messages at the next poll, which begins at once. */
  'messages.decide': {
    request: z.strictObject({ ids: messageIds.shape.ids, decision: z.enum(oversizeDecisions) }),
    response: nothing,
  },
  /** Tells the sender of an oversize message that it was not accepted. Once per message. */
  'messages.notifySender': { request: z.strictObject({ id: z.int() }), response: outboxEntrySchema },
  /** Tries again what failed with quarantined messages: to fetch them, or to parse them. */
  'messages.retry': { request: messageIds, response: nothing },
  /** Accepts quarantined messages as they are: the rules get them. */
  'messages.release': { request: messageIds, response: nothing },
  /** Puts copies into the mailbox on the server they came from. IMAP4 only. */
  'messages.putOnServer': {
    request: messageIds,
    response: z.array(z.strictObject({ id: z.int(), error: plainErrorSchema.optional() })),
  },

  /** Looks into everything that was received; newest first. */
  'search.query': {
    request: z.strictObject({
      ...searchScope,
      limit: z.int().min(1).max(1000).default(50),
      /** Continue after the message with this id (exclusive). */
      after: z.int().optional(),
    }),
    response: z.strictObject({
      /** The snippet is from around the first hit in the text, for the first 100 items of a page. */
      items: z.array(messageHitSchema),
      /** Left out on the last page. */
      next: z.int().optional(),
      /** Messages that are not in the index yet, and so can't be found by words. */
      notIndexed: z.int(),
    }),
  },
  /** How many messages fit: slower than a page, so that it is asked for after it. */
  'search.count': {
    request: z.strictObject({ ...searchScope, setAside: z.boolean().optional() }),
    response: z.strictObject({
      total: z.int(),
      /** As in `search.query`. */
      notIndexed: z.int(),
    }),
  },
  /** Makes the search index anew from the stored mail. Answers when that is done; searching goes on meanwhile. */
  'search.rebuild': { request: nothing, response: z.strictObject({ indexed: z.int() }) },

  /** Checks everything kept here: file, references, digests, counts. Reads only. */
  'archive.verify': { request: nothing, response: archiveVerificationSchema },
  /** Derives the older mail of an account again under its present "treat images as attachments" (S21). */
  'messages.rederive': {
    request: z.strictObject({ accountId: idField }),
    response: z.strictObject({ changed: z.int() }),
  },

  'rules.list': { request: nothing, response: z.array(ruleSchema) },
  'rules.create': { request: ruleInputSchema, response: ruleSchema },
  'rules.update': { request: z.strictObject({ id: idField, rule: ruleInputSchema }), response: ruleSchema },
  'rules.remove': { request: byId, response: nothing },
  /** Puts a rule behind another one of its account, or first. Ranks change where there is no gap. */
  'rules.move': {
    request: z.strictObject({ id: idField, after: idField.optional() }),
    response: z.array(ruleSchema),
  },
  /** Copies rules behind those of another account (S27); answers with the copies. */
  'rules.copy': {
    request: z.strictObject({ ids: z.array(idField).min(1).max(500), accountId: idField }),
    response: z.array(ruleSchema),
  },
  /** What rules would do with messages, and why. Changes nothing. */
  'rules.rehearse': { request: rehearsalRequestSchema, response: rehearsalSchema },

  'contacts.list': { request: nothing, response: z.array(contactSchema) },
  /** Mail that waited for the contact goes through the rules; `released` says how many messages. */
  'contacts.create': { request: contactInputSchema, response: savedContactSchema },
  'contacts.update': {
    request: z.strictObject({ id: idField, contact: contactInputSchema }),
    response: savedContactSchema,
  },
  /** Tickets that the contact reported stay, without a reporter. */
  'contacts.remove': { request: byId, response: nothing },

  /** What servers reported about a message of the outbox, oldest first. */
  'deliveryReports.list': { request: byId, response: z.array(deliveryReportSchema) },

  /** Newest first. */
  'tickets.list': {
    request: z.strictObject({
      ...ticketFilterSchema.shape,
      /** The `next` of the page before. */
      after: z.int().optional(),
      limit: z.int().min(1).max(1000).default(100),
    }),
    response: z.strictObject({
      items: z.array(ticketSchema),
      /** Left out on the last page. */
      next: z.int().optional(),
      /** Of all tickets, whatever the filter says. */
      counts: z.strictObject({ new: z.int(), processing: z.int(), completed: z.int(), unread: z.int() }),
    }),
  },
  'tickets.get': { request: byNumber, response: ticketDetailSchema },
  'tickets.create': { request: ticketInputSchema, response: ticketSchema },
  'tickets.update': {
    request: z.strictObject({ number: ticketNumberField, change: ticketChangeSchema }),
    response: ticketSchema,
  },
  'tickets.addNote': {
    request: z.strictObject({ number: ticketNumberField, text: noteTextField }),
    response: ticketNoteSchema,
  },
  /** All mail of the ticket is read from now on. */
  'tickets.markRead': { request: byNumber, response: ticketSchema },

  'types.list': { request: nothing, response: z.array(ticketTypeSchema) },
  'types.create': { request: ticketTypeInputSchema, response: ticketTypeSchema },
  'types.update': {
    request: z.strictObject({ id: idField, type: ticketTypeInputSchema }),
    response: ticketTypeSchema,
  },
  /** Tickets of the type stay, without a type, and so do rules that named it: `rules` are their titles. */
  'types.remove': {
    request: byId,
    response: z.strictObject({ tickets: z.int(), rules: z.array(z.string()) }),
  },
  'groups.list': { request: nothing, response: z.array(groupSchema) },
  'groups.create': { request: groupInputSchema, response: groupSchema },
  'groups.update': {
    request: z.strictObject({ id: idField, group: groupInputSchema }),
    response: groupSchema,
  },
  /** Tickets of the group stay, without a responsible group, and so do rules that named it: `rules` are their titles. */
  'groups.remove': {
    request: byId,
    response: z.strictObject({ tickets: z.int(), rules: z.array(z.string()) }),
  },
  'users.list': { request: nothing, response: z.array(userSchema) },
  'users.create': { request: userInputSchema, response: userSchema },
  'users.update': { request: z.strictObject({ id: idField, user: userInputSchema }), response: userSchema },
  /** `rules` are the titles of rules that named the user, and do without from now on. */
  'users.remove': { request: byId, response: z.strictObject({ rules: z.array(z.string()) }) },
  /** Tells a user through the default account that the password was changed (S53). */
  'users.notifyPasswordChange': { request: byId, response: outboxEntrySchema },

  'templates.list': { request: nothing, response: z.array(templateSchema) },
  /** Only of the kinds `reply` and `confirmation`; of the others there is one each. */
  'templates.create': { request: templateInputSchema, response: templateSchema },
  'templates.update': {
    request: z.strictObject({ id: idField, template: templateInputSchema }),
    response: templateSchema,
  },
  /**
   * Of a kind of which there is one: gives the built-in text back. `rules` are the titles of rules that confirmed with
   * the text, and take the built-in one from now on.
   */
  'templates.remove': { request: byId, response: z.strictObject({ rules: z.array(z.string()) }) },
  /** A `reply` template with its variables filled in. */
  'templates.render': {
    request: z.strictObject({ id: idField, language: z.enum(mailLanguages), route: routeQuery }),
    response: z.strictObject({ subject: z.string(), text: z.string() }),
  },

  /** Which account would send, and why. */
  'routes.resolve': { request: routeQuery, response: routeSchema },
  /** Who sends what: every group (and none) with every type (and none), only active ones. */
  'routes.grid': { request: nothing, response: z.array(routeCellSchema) },
  /** What pausing or deleting an outgoing account would change. Changes nothing. */
  'routes.afterChange': {
    request: z.strictObject({ accountId: idField, change: z.enum(['pause', 'remove']) }),
    response: z.strictObject({
      cells: z.array(routeChangeSchema),
      /** Groups and types that name the account. */
      groups: z.array(z.string()),
      types: z.array(z.string()),
      /** Its messages that are not yet sent. */
      waiting: z.int(),
    }),
  },

  'outbox.list': {
    request: z.strictObject({
      limit: z.int().min(1).max(1000).default(200),
      /** The id of the entry that ended the page before; newest first. */
      after: idField.optional(),
      filter: z.enum(outboxFilters).default('all'),
      accountId: idField.optional(),
    }),
    response: z.strictObject({
      items: z.array(outboxEntrySchema),
      /** Left out on the last page. */
      next: idField.optional(),
      counts: z.strictObject({ all: z.int(), waiting: z.int(), problems: z.int(), done: z.int() }),
    }),
  },
  'outbox.get': { request: byId, response: outboxDetailSchema },
  /** As `messages.source`. */
  'outbox.source': {
    request: z.strictObject({ id: idField, offset: z.int().min(0), limit: z.int().min(1).max(1_000_000) }),
    response: z.strictObject({ bytes: z.string(), sizeBytes: z.int() }),
  },
  /** Queues a message; answers once it is durable, before it is sent. */
  'outbox.send': { request: sendRequestSchema, response: outboxEntrySchema },
  /** Tries now; `unknown` ones too, which is a person's decision. Only the recipients that did not get it. */
  'outbox.retry': { request: byId, response: outboxEntrySchema },
  /** Tries now all that is deferred or failed, after the cause was mended. Never `unknown` ones. */
  'outbox.retryAll': {
    request: z.strictObject({ accountId: idField.optional() }),
    response: z.strictObject({ count: z.int() }),
  },
  'outbox.cancel': { request: byId, response: outboxEntrySchema },
  /** Other recipients for a message that did not get out, or not to all: those who got it keep it. Sends it. */
  'outbox.readdress': {
    request: z.strictObject({
      id: idField,
      recipients: z
        .array(z.strictObject({ address: addressField, kind: z.enum(recipientKinds) }))
        .min(1, 'required')
        .max(300, 'tooMany'),
    }),
    response: outboxEntrySchema,
  },
  /** Sends a message that did not get out through another account, under that one's sender address. */
  'outbox.sendThrough': {
    request: z.strictObject({ id: idField, accountId: idField }),
    response: outboxEntrySchema,
  },
  /** A person knows that an `unknown` message arrived. */
  'outbox.confirmSent': { request: byId, response: outboxEntrySchema },

  'hooks.list': { request: nothing, response: z.array(hookOverviewSchema) },
  'hooks.create': {
    request: z.strictObject({ hook: hookInputSchema, secret: hookSecretField }),
    response: hookOverviewSchema,
  },
  'hooks.update': {
    request: z.strictObject({ id: idField, hook: hookInputSchema, secret: hookSecretField.optional() }),
    response: hookOverviewSchema,
  },
  /** What waits for it is never told. */
  'hooks.remove': { request: byId, response: nothing },
  /** Sends a signed trial, with the event `test`. */
  'hooks.test': {
    request: byId,
    response: z.strictObject({ ok: z.boolean(), ms: z.int(), error: plainErrorSchema.optional() }),
  },
  /** What a receiver was told or is to be told, newest first. */
  'hooks.deliveries': {
    request: z.strictObject({
      id: idField,
      after: z.int().optional(),
      limit: z.int().min(1).max(1000).default(100),
    }),
    response: z.strictObject({ items: z.array(hookDeliverySchema), next: z.int().optional() }),
  },
  /** Tries one again now that waits or was given up; answers at once with the receiver it is for. */
  'hooks.retry': {
    request: z.strictObject({ deliveryId: z.int() }),
    response: z.strictObject({ hookId: idField }),
  },

  'status.get': { request: nothing, response: overallStatusSchema },
  'settings.get': { request: nothing, response: settingsOverviewSchema },
  /** Takes effect at once; a proxy at the next connection. */
  'settings.set': { request: settingsSchema.partial(), response: settingsOverviewSchema },
  /** Without a password the kept one is deleted. */
  'settings.setProxyPassword': {
    request: z.strictObject({ password: proxyPasswordField.optional() }),
    response: settingsOverviewSchema,
  },
  'secrets.status': { request: nothing, response: secretStatusSchema },
  /** Chooses the encrypted vault file (or unlocks it) for this data directory. */
  'secrets.useVault': {
    request: z.strictObject({ passphrase: z.string().min(8, 'passphraseTooShort').max(1000) }),
    response: secretStatusSchema,
  },

  /** Asks where to save; `saved` is false when the person cancelled. */
  'files.saveAttachment': {
    request: z.strictObject({ messageId: z.int(), index: z.int().min(0) }),
    response: z.strictObject({ saved: z.boolean(), name: z.string() }),
  },
  /** The same for a message of the outbox. */
  'files.saveSentAttachment': {
    request: z.strictObject({ outboxId: idField, index: z.int().min(0) }),
    response: z.strictObject({ saved: z.boolean(), name: z.string() }),
  },
  'files.exportSent': {
    request: byId,
    response: z.strictObject({ saved: z.boolean(), name: z.string() }),
  },
  'files.exportMessages': {
    request: messageIds,
    response: z.strictObject({ saved: z.boolean(), count: z.int() }),
  },
  /** Asks where to write a whole copy of the data, and writes it. */
  'files.backup': {
    request: nothing,
    response: z.strictObject({ saved: z.boolean(), name: z.string() }),
  },
  'files.chooseCaFile': { request: nothing, response: z.strictObject({ path: z.string().optional() }) },
  'files.copyText': { request: z.strictObject({ text: z.string().max(1_000_000) }), response: nothing },
  /** Opens a link of a message in the browser after the person confirmed the real target. */
  'links.open': {
    request: z.strictObject({ url: z.string().max(4000) }),
    response: z.strictObject({ opened: z.boolean() }),
  },
} as const satisfies Record<Channel, { request: z.ZodType; response: z.ZodType }>;

export type Contract = typeof contract;
/** What a caller may write: defaults may be left out. */
export type RequestInput<C extends Channel> = z.input<Contract[C]['request']>;
/** What a handler receives: parsed, defaults filled in. */
export type RequestOf<C extends Channel> = z.output<Contract[C]['request']>;
export type ResponseOf<C extends Channel> = z.output<Contract[C]['response']>;

export type IncomingOverview = z.infer<typeof incomingOverviewSchema>;
export type OutgoingOverview = z.infer<typeof outgoingOverviewSchema>;
export type OverallStatus = z.infer<typeof overallStatusSchema>;
export type SecretStatus = z.infer<typeof secretStatusSchema>;
