import { z } from 'zod';
import { plainErrorSchema } from '../errors.ts';
import { idField } from './fields.ts';

/** `deleted`: a person threw it away; it can be brought back until it is deleted for good. */
export const folders = ['inbox', 'archive', 'deleted'] as const;
export const folderField = z.enum(folders);
export type Folder = z.infer<typeof folderField>;

/**
 * `new`: imported, waiting for a rule or a person. `oversize`: over the limit, still on the server,
 * only its headers are here. `quarantined`: set aside with a reason. `archived`: dealt with. `deleted`: thrown away.
 */
export const messageStates = ['new', 'oversize', 'quarantined', 'archived', 'deleted'] as const;
export type MessageState = (typeof messageStates)[number];

/** What a person can want of a message over the limit: leave it where it is, get it anyway, or have it deleted there. */
export const oversizeDecisions = ['leave', 'fetch', 'delete'] as const;
export type OversizeDecision = (typeof oversizeDecisions)[number];

export const mailAddressSchema = z.strictObject({ name: z.string(), address: z.string() });
export type MailAddress = z.infer<typeof mailAddressSchema>;

/** One row of the inbox or the archive. `id` rises in order of arrival. */
export const messageListItemSchema = z.strictObject({
  id: z.int(),
  accountId: idField.optional(),
  /** Name at the time of import; stays when the account is deleted (S25). */
  account: z.string(),
  from: mailAddressSchema,
  to: z.array(mailAddressSchema),
  subject: z.string(),
  snippet: z.string(),
  /** When the sender says it was written; when it arrived here if it does not say. UTC ms. */
  date: z.number(),
  receivedAt: z.number(),
  sizeBytes: z.int(),
  state: z.enum(messageStates),
  read: z.boolean(),
  attachments: z.int(),
  ticket: z.string().optional(),
  /** A rule marked it as spam. */
  spam: z.boolean().optional(),
  /** It waits in the inbox until a person makes a contact of its sender (S30). */
  held: z.boolean().optional(),
});
export type MessageListItem = z.infer<typeof messageListItemSchema>;

/** One message found by a search. */
export const messageHitSchema = z.strictObject({ ...messageListItemSchema.shape, folder: folderField });
export type MessageHit = z.infer<typeof messageHitSchema>;

/** `inline`: a picture shown inside the text (RFC 2387 related part). */
export const dispositions = ['attachment', 'inline'] as const;

export const attachmentSchema = z.strictObject({
  /** Position in the message, the handle for saving it. */
  index: z.int(),
  name: z.string(),
  mimeType: z.string(),
  sizeBytes: z.int(),
  disposition: z.enum(dispositions),
  contentId: z.string().optional(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

export const headerFieldSchema = z.strictObject({ name: z.string(), value: z.string() });

/** Proof of what was fetched, stored and removed, and when. */
export const receiptSchema = z.strictObject({
  account: z.string(),
  mailbox: z.string(),
  serverKey: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
  fetchedAt: z.number(),
  committedAt: z.number(),
  removedAt: z.number().optional(),
  /**
   * How it left the place it was fetched from: `removed` or `moved` by us and confirmed, `absent` when a later
   * listing no longer showed it.
   */
  outcome: z.enum(['removed', 'moved', 'absent']).optional(),
  movedTo: z.string().optional(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** Why a mail about a message was not written: `why` of the events `mailSkipped` and `ownerNotTold`. */
export const skipReasons = ['noAddress', 'automatic', 'ownAddress', 'tooMany', 'tooLarge'] as const;
export type SkipReason = (typeof skipReasons)[number];

/** What happened to a message, in order. */
export const trailEntrySchema = z.strictObject({
  at: z.number(),
  event: z.enum([
    'imported',
    'removed',
    'rule',
    'ticketCreated',
    'ticketAssigned',
    'archived',
    'putBack',
    'quarantined',
    'moved',
    'released',
    'retried',
    'putOnServer',
    'senderNotified',
    'duplicate',
    'ownMail',
    'deliveryReport',
    'otherTicket',
    'ticketReopened',
    'ticketFlagged',
    'ticketMissing',
    'fieldsSet',
    'contactCreated',
    'held',
    'blockedSender',
    'left',
    'spam',
    'mailQueued',
    'mailSkipped',
    'textMissing',
    'ownerTold',
    'ownerNotTold',
    'unassigned',
    'deleted',
    'restored',
  ]),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type TrailEntry = z.infer<typeof trailEntrySchema>;

/** Everything the reading pane shows, derived from the raw source. */
export const messageDetailSchema = z.strictObject({
  ...messageListItemSchema.shape,
  folder: folderField,
  cc: z.array(mailAddressSchema),
  replyTo: z.array(mailAddressSchema),
  messageId: z.string().optional(),
  /** Plain text, from the text part or made from the HTML part. */
  text: z.string(),
  /** As received, not sanitised: never put into a page without the sanitiser and the sandboxed frame. */
  html: z.string().optional(),
  headers: z.array(headerFieldSchema),
  attachmentList: z.array(attachmentSchema),
  /** Inline pictures by Content-ID as data: URLs, image types only. */
  inlineImages: z.record(z.string(), z.string()),
  /** The account's "treat images as attachments" (S21). */
  imagesAsAttachments: z.boolean(),
  /** A limit kept parts or text out of this; the source is complete. */
  cutShort: z.boolean().optional(),
  /** Whether the raw source is here (not for `oversize`). */
  hasSource: z.boolean(),
  reason: plainErrorSchema.optional(),
  /** Other messages here that are the same: same bytes, or same Message-ID. */
  duplicates: z.array(
    z.strictObject({
      id: z.int(),
      folder: folderField,
      account: z.string(),
      kind: z.enum(['sameBytes', 'sameMessageId']),
    }),
  ),
  /** What was decided about an oversize message. */
  decision: z.enum(oversizeDecisions).optional(),
  /** Whether a copy can be put into the mailbox it came from (IMAP4, account still there). */
  canPutOnServer: z.boolean(),
  receipt: receiptSchema.optional(),
  trail: z.array(trailEntrySchema),
});
export type MessageDetail = z.infer<typeof messageDetailSchema>;
