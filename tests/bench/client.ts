import type { Command } from './measure.ts';

/** A program that fetches, stores and removes every message of the inbox of {@link USER}. */
export interface RetrievalClient {
  readonly name: string;
  /** Sets up a run in an empty folder; not timed. */
  prepare(folder: string): Promise<PreparedRun>;
}

export interface PreparedRun {
  readonly command: Command;
  /** After the run: SHA-256 of every stored message with CRLF line ends. */
  stored(): Iterable<string>;
  /** After the run: what else should have been done and was not; undefined when all was. */
  undone?(): string | undefined;
}

/** How the client reaches the server. */
export interface Access {
  readonly tls: boolean;
  /** Another port than the server's own, such as a proxy's. */
  readonly port?: number;
}

export const USER = 'u1';
