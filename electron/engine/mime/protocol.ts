import type { WordForm } from '../search/query.ts';
import type { MimeOptions } from './parsed.ts';

/** Messages between the engine and its MIME workers. */
export type MimeRequest = {
  readonly id: number;
  readonly source: Uint8Array;
  readonly options: MimeOptions;
} & (
  | { readonly task: 'index' }
  | { readonly task: 'view' }
  | { readonly task: 'attachment'; readonly index: number }
  | { readonly task: 'excerpt'; readonly forms: readonly WordForm[] }
);

export type MimeReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly detail: string };
