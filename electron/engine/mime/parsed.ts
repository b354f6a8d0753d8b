import type { Attachment } from '../../../shared/domain/message.ts';
import type { Envelope } from '../store/messages.ts';

/** What is kept beside the source so that lists, rules and searches need not parse. */
export interface MessageIndex {
  readonly envelope: Envelope;
  readonly attachments: readonly Attachment[];
  /** Whole plain text, for rules. */
  readonly text: string;
}

/** What the reading pane shows. */
export interface MessageView {
  readonly text: string;
  readonly html: string | undefined;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly Attachment[];
  /** `data:` URLs of inline pictures by Content-ID. */
  readonly inlineImages: Readonly<Record<string, string>>;
}

export interface AttachmentContent {
  readonly attachment: Attachment;
  readonly bytes: Uint8Array;
}
