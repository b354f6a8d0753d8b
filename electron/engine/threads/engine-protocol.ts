import type { EngineEvent } from '../events.ts';
import type { LogFields, SecretStore } from '../ports.ts';

/** What the engine's thread is started with. */
export interface EngineThreadData {
  readonly dataDirectory: string;
  readonly mimeWorker: string;
  readonly importWorker: string;
  readonly archiveWorker: string | undefined;
  readonly sqliteBinding: string | undefined;
  readonly version: string;
  readonly demo: boolean;
  readonly secretBackend: SecretStore['backend'];
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What the engine's thread says without being asked. */
export type Notice =
  | { readonly notice: 'event'; readonly name: EngineEvent; readonly payload: unknown }
  | { readonly notice: 'log'; readonly level: LogLevel; readonly event: string; readonly fields: LogFields };

/** The host's answer about a secret, with the store that gave it: a person may have changed it meanwhile. */
export interface SecretAnswer {
  readonly backend: SecretStore['backend'];
  readonly value: string | undefined;
}
