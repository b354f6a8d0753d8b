import { createRequire } from 'node:module';
import type { Server } from 'node:tls';

/** What the demo uses of hoodiecrow-imap, which comes without types. */
export interface HoodiecrowOptions {
  /** Implicit TLS: `server` is then a TLS server over `credentials`. */
  readonly secureConnection: true;
  readonly credentials: { readonly key: string; readonly cert: string };
  readonly plugins: readonly string[];
  readonly users: Readonly<Record<string, { readonly password: string }>>;
  readonly storage: {
    readonly INBOX: { readonly uidvalidity: number; readonly messages: readonly HoodiecrowMessage[] };
  };
}

export interface HoodiecrowMessage {
  /** A binary string: one character per byte. */
  readonly raw: string;
  /** IMAP date-time. */
  readonly internaldate: string;
}

export interface HoodiecrowServer {
  readonly server: Server;
  getMailbox(path: string): { readonly messages: readonly HoodiecrowMessage[] };
}

/**
 * Makes a hoodiecrow IMAP server that does not listen yet. Required, not imported: the package loads its
 * commands and plugins by computed file name, so it must stay out of any bundle.
 */
export function createHoodiecrow(options: HoodiecrowOptions): HoodiecrowServer {
  const factory = createRequire(import.meta.url)('hoodiecrow-imap') as (
    options: HoodiecrowOptions,
  ) => HoodiecrowServer;
  return factory(options);
}
