/** What a host (the Electron main process, the command line, a test) supplies to the engine. */

/** Keeps passwords. Keys are built by `secretKey`. Values never appear in errors. */
export interface SecretStore {
  readonly backend: 'keychain' | 'vault' | 'memory';
  /** Undefined when nothing is stored under the key. */
  get(key: string): Promise<string | undefined>;
  set(key: string, secret: string): Promise<void>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Proves by writing, reading and deleting that secrets can be kept. Rejects with `secret.*`. */
  probe(): Promise<void>;
}

/** Wall clock and timers, so that tests decide what time it is. */
export interface Clock {
  /** UTC milliseconds. */
  now(): number;
  /** Milliseconds that never jump. */
  monotonic(): number;
  setTimer(callback: () => void, ms: number): Timer;
}

export interface Timer {
  cancel(): void;
}

/** Fields must not contain secrets or message contents. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Ports {
  /** Folder that holds the database; created when missing. */
  readonly dataDirectory: string;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Compiled worker that parses messages. */
  readonly mimeWorker: URL;
  /** Compiled worker that verifies and copies the database; without it the engine's own thread does. */
  readonly archiveWorker?: URL | undefined;
  /** Compiled worker that writes what is imported; without it the engine's own thread does. */
  readonly importWorker?: URL | undefined;
  /** SQLite addon built for this runtime, where its own prebuilt one does not fit. */
  readonly sqliteBinding?: string | undefined;
  readonly version: string;
  readonly demo?: boolean | undefined;
}

/** The clock of the machine. Timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(callback, ms) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
