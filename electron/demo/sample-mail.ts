import { salesMail } from './sales-mail.ts';
import type { SampleMessage } from './sample-message.ts';
import { supportMail } from './support-mail.ts';

export type { SampleMessage } from './sample-message.ts';

export interface SampleMail {
  readonly support: readonly SampleMessage[];
  readonly sales: readonly SampleMessage[];
}

/**
 * The mail of an invented office supplier over the three days before `now`, oldest first: ordinary letters,
 * and among them one of every kind that mail programs get wrong. People, companies and domains do not exist.
 * The same `now` gives the same bytes.
 */
export function sampleMail(now: number): SampleMail {
  return { support: supportMail(now), sales: salesMail(now) };
}
