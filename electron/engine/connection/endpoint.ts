import type { Encryption } from '../../../shared/domain/fields.ts';
import type { Trust } from '../tls-trust.ts';

/** What reaching and securing a server takes. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly encryption: Encryption;
  readonly trust: Trust;
  /** Asked at every connection, so that a change takes effect at the next one. */
  readonly proxy?: ProxyLookup | undefined;
  readonly timeouts: Timeouts;
}

/** Milliseconds, as all time-outs here. */
export interface Timeouts {
  /** TCP connection, way through a proxy, and TLS handshake, each. */
  readonly connectMs: number;
  /** First line of the server. */
  readonly greetingMs: number;
  /** Silence of the server, or a mere trickle, while an answer is due. */
  readonly idleMs: number;
}

/** What stands between this program and all servers. Host names are resolved by it, not here. */
export interface Proxy {
  readonly kind: 'socks5' | 'http';
  readonly host: string;
  readonly port: number;
  /** Without one the proxy is used unauthenticated. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** @throws MailroomError `secret.*` when the proxy's password can't be read */
export type ProxyLookup = () => Promise<Proxy | undefined>;

/** The protocols whose servers are reached. */
export type Protocol = 'imap4' | 'pop3' | 'smtp';
