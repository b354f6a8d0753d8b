import type { Channel } from '../../../shared/ipc/channels.ts';
import type { RequestOf, ResponseOf } from '../../../shared/ipc/contract.ts';
import type { ProxyLookup } from '../connection/endpoint.ts';
import type { EngineEvents } from '../events.ts';
import type { MimeParser } from '../mime/parser.ts';
import type { Ports } from '../ports.ts';
import type { Poller } from '../receiving/poller.ts';
import type { Processor } from '../receiving/process.ts';
import type { SourceFactory } from '../receiving/sources/index.ts';
import type { BacklogIndexer } from '../search/backlog.ts';
import type { AccountSecrets } from './account-secrets.ts';
import type { Deliverer } from '../sending/deliver.ts';
import type { RuleMailer } from '../sending/rule-mailer.ts';
import type { SentCopies } from '../sending/sent-copies.ts';
import type { Database } from '../store/database.ts';

/** Channels that only a host with windows can serve. */
export type HostChannel = Extract<Channel, `files.${string}` | `secrets.${string}` | `links.${string}`>;
export type EngineChannel = Exclude<Channel, HostChannel>;

export type Handler<C extends Channel> = (request: RequestOf<C>) => Promise<ResponseOf<C>>;
export type HandlersOf<C extends Channel> = { readonly [K in C]: Handler<K> };
export type EngineHandlers = HandlersOf<EngineChannel>;

/** The engine's parts, as its handlers see them. */
export interface Parts extends Ports {
  readonly database: Database;
  readonly events: EngineEvents;
  readonly parser: MimeParser;
  readonly processor: Processor;
  readonly backlog: BacklogIndexer;
  readonly accountSecrets: AccountSecrets;
  readonly poller: Poller;
  readonly deliverer: Deliverer;
  readonly ruleMailer: RuleMailer;
  readonly sentCopies: SentCopies;
  readonly createSource: SourceFactory;
  /** What stands between this program and all servers, asked at every connection. */
  readonly proxy: ProxyLookup;
}
