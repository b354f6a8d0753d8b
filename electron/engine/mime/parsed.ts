import type { Attachment } from '../../../shared/domain/message.ts';
import type { DeliveryReport } from './delivery-status.ts';
import type { Envelope } from '../store/messages.ts';

/** How a message is to be derived from its source. Index, view and attachments agree under the same options. */
export interface MimeOptions {
  /** The account's "treat images as attachments" (S21), as it was for this message. */
  readonly imagesAsAttachments: boolean;
}

/** What is kept beside the source so that lists, rules and searches need not parse. */
export interface MessageIndex {
  readonly envelope: Envelope;
  readonly attachments: readonly Attachment[];
  /** Whole plain text, for rules. */
  readonly text: string;
  /** The header section for rules, one character per byte (latin1). */
  readonly header: string;
  /** What a delivery report says (RFC 3464). */
  readonly report?: DeliveryReport | undefined;
  /** Whether a limit kept parts or text out of this; the source has them. */
  readonly cutShort: boolean;
}

/** What the reading pane shows. */
export interface MessageView {
  readonly text: string;
  readonly html: string | undefined;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly Attachment[];
  /** `data:` URLs of pictures in the body, by Content-ID, or by the address the HTML uses for them. */
  readonly inlineImages: Readonly<Record<string, string>>;
  /** Whether a limit kept parts or text out of this; the source has them. */
  readonly cutShort: boolean;
}

export interface AttachmentContent {
  readonly attachment: Attachment;
  readonly bytes: Uint8Array;
}
