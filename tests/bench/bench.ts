import type { Dovecot } from '../servers/dovecot.ts';
import type { Options } from './options.ts';
import type { Row } from './report.ts';

/** What every group works with. */
export interface Bench {
  readonly options: Options;
  readonly dovecot: Dovecot;
  /** For the stores of the contestants; on the same disk as the mailboxes. */
  readonly folder: string;
  say(line: string): void;
  /** Somebody did the work wrongly, so its figures count for nothing. */
  fault(text: string): void;
}

/** One kind of work, measured. */
export type MeasureGroup = (bench: Bench) => Promise<Row[]>;
