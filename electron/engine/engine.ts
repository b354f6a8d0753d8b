import type { PollRun } from '../../shared/domain/poll.ts';
import type { IncomingAccount } from '../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../shared/errors.ts';
import { createProxyLookup } from './connection/current-proxy.ts';
import { queueAlarmMail } from './alarms/alarm-mail.ts';
import { createWatch, type Watch } from './alarms/watch.ts';
import { createEngineEvents, type EngineListener } from './events.ts';
import { unexpected } from './failures.ts';
import { createAccountSecrets } from './handlers/account-secrets.ts';
import { contactHandlers } from './handlers/contacts.ts';
import { deskHandlers } from './handlers/desk.ts';
import { deliveryReportHandlers } from './handlers/delivery-reports.ts';
import type { EngineHandlers, Parts } from './handlers/handler.ts';
import { firstContactHandlers } from './handlers/first-contact.ts';
import { groupHandlers } from './handlers/groups.ts';
import { hookHandlers } from './handlers/hooks.ts';
import { incomingHandlers } from './handlers/incoming.ts';
import { messageHandlers } from './handlers/messages.ts';
import { outboxHandlers } from './handlers/outbox.ts';
import { outgoingHandlers } from './handlers/outgoing.ts';
import { overallHandlers } from './handlers/overall.ts';
import { routeHandlers } from './handlers/routes.ts';
import { ruleHandlers } from './handlers/rules.ts';
import { serverLookHandlers } from './handlers/server-look.ts';
import { searchHandlers } from './handlers/search.ts';
import { setAsideHandlers } from './handlers/set-aside.ts';
import { templateHandlers } from './handlers/templates.ts';
import { ticketTypeHandlers } from './handlers/ticket-types.ts';
import { ticketHandlers } from './handlers/tickets.ts';
import { userHandlers } from './handlers/users.ts';
import { verificationHandlers } from './handlers/verification.ts';
import { createMimeParser, type MimeParser } from './mime/parser.ts';
import type { Ports } from './ports.ts';
import { createHandOver } from './hand-over/hand-over.ts';
import { createImporterThread, type ImporterThread } from './receiving/importer-thread.ts';
import { createImporter, type Importer } from './receiving/importer.ts';
import { createPoller, type Poller } from './receiving/poller.ts';
import { createProcessor, type Processor } from './receiving/process.ts';
import { noCounts } from './receiving/counts.ts';
import { retrieve } from './receiving/retrieve.ts';
import { createSource, type SourceFactory } from './receiving/sources/index.ts';
import { createBacklogIndexer, type BacklogIndexer } from './search/backlog.ts';
import { secretKey } from './secrets/keys.ts';
import { createRuleMailer } from './sending/rule-mailer.ts';
import { createSentCopies } from './sending/sent-copies.ts';
import { createDeliverer, type TransportFactory } from './sending/deliver.ts';
import { createSmtpTransport } from './sending/transports/smtp.ts';
import { runArchiveJob } from './store/archive-job.ts';
import { databaseFile, isAlone, openDatabase, prepareDirectory, type Database } from './store/database.ts';
import { lockDirectory } from './store/directory-lock.ts';
import { listIncomingAccounts } from './store/incoming-accounts.ts';
import { findMessage, readSource } from './store/messages.ts';
import { findOutboxEntry, readOutboxSource } from './store/outbox.ts';
import { clearPollError, readPollState, recordPollRun } from './store/poll-states.ts';

/** Failures before a server has said a word. */
const UNREACHED = /^(dns|connect|proxy)\./;

/** The mail engine on one data directory. */
export interface Engine {
  readonly handlers: EngineHandlers;
  /** Tells what changes. Returns the function that ends the subscription. */
  on(listener: EngineListener): () => void;
  /** Polls and sends by the clock until `stop`. */
  start(): void;
  /** Secrets can be reached again (the vault was unlocked): what failed for want of them is tried at once. */
  secretsAvailable(): void;
  /** The machine woke up or the network is back: looks at what is due, and at servers that were out of reach. */
  wake(): void;
  /** The subject of a message; undefined when there is no such message. */
  readSubject(messageId: number): string | undefined;
  /** The raw source byte for byte, for hosts that write files. */
  readSource(messageId: number): Buffer | undefined;
  /** One attachment, decoded. */
  readAttachment(messageId: number, index: number): ReturnType<MimeParser['attachment']>;
  /** The same for messages of the outbox, which are named by their ids. */
  readSentSubject(outboxId: string): string | undefined;
  readSentSource(outboxId: string): Buffer | undefined;
  readSentAttachment(outboxId: string, index: number): ReturnType<MimeParser['attachment']>;
  /** Writes a whole copy of the database to a file. @throws MailroomError `store.*` */
  backup(file: string): Promise<void>;
  /** From now on imported messages are neither parsed nor given to the rules; the next engine does it. */
  holdProcessing(): Promise<void>;
  /** Waits until everything imported so far has gone through the rules. */
  drain(): Promise<void>;
  /** Sends what is due now, puts the copies of it where they belong, and waits for both. */
  flushOutbox(): Promise<void>;
  /** Tells other systems what is due now. */
  flushHandOver(): Promise<void>;
  /** Ends runs, lets the message in hand finish, closes the database and frees the data directory. */
  stop(): Promise<void>;
}

/** Adapters that tests exchange. */
export interface EngineAdapters {
  readonly createSource?: SourceFactory;
  readonly createTransport?: TransportFactory;
}

/**
 * Wires the parts of the engine; the only place where they meet.
 *
 * @throws MailroomError `engine.inUse`, `store.newer`, `store.corrupt`, `store.unwritable`
 */
export function createEngine(ports: Ports, adapters: EngineAdapters = {}): Engine {
  prepareDirectory(ports.dataDirectory);
  const lock = lockDirectory(ports.dataDirectory, ports.sqliteBinding);
  let database: Database;
  try {
    database = openDatabase(ports.dataDirectory, { sqliteBinding: ports.sqliteBinding, mayBeAlone: true });
  } catch (error) {
    lock.release();
    throw error;
  }
  const events = createEngineEvents();
  const parser = createMimeParser(ports.mimeWorker);
  const proxy = createProxyLookup(database, ports.secrets);
  const makeSource: SourceFactory = (account, secret) =>
    (adapters.createSource ?? createSource)(account, secret, { proxy });
  const makeTransport: TransportFactory = (account, secret) =>
    (adapters.createTransport ?? createSmtpTransport)(account, secret, { proxy });
  const thread = isAlone(database) ? undefined : startImporter(ports);
  const importer: Importer = thread ?? createImporter(database);
  const backlog = createBacklogIndexer({ database, importer, parser, logger: ports.logger });
  const processor = createProcessor({
    database,
    importer,
    parser,
    clock: ports.clock,
    logger: ports.logger,
    onProcessed({ contactMade }) {
      events.emit('messages.changed', { added: 0 });
      events.emit('tickets.changed', {});
      if (contactMade) events.emit('directory.changed', {});
      void ruleMailer.drain();
      // The index may have been damaged, and emptied.
      void catchUpQuietly(ports, backlog);
    },
  });
  const state = { stopping: false };
  const poller: Poller = createPoller({
    clock: ports.clock,
    logger: ports.logger,
    accounts: () => listIncomingAccounts(database).filter((account) => account.active),
    history: (accountId) => historyOf(database, accountId),
    perform: (account, signal, onProgress) =>
      performPoll(
        { ports, database, importer, processor, events, makeSource, state, watch },
        account,
        signal,
        onProgress,
      ),
    onChange: (id) => events.emit('accounts.changed', { id }),
    onProgress: (progress) => events.emit('poll.progress', progress),
  });
  const deliverer = createDeliverer({
    database,
    secrets: ports.secrets,
    clock: ports.clock,
    logger: ports.logger,
    createTransport: makeTransport,
    onChange: (id) => events.emit('outbox.changed', id === undefined ? {} : { id }),
    onAccountChange: (id) => events.emit('accounts.changed', { id }),
    onSent: () => sentCopies.kick(),
  });
  const sentCopies = createSentCopies({
    database,
    secrets: ports.secrets,
    clock: ports.clock,
    logger: ports.logger,
    createSource: makeSource,
    onChange: (id) => events.emit('outbox.changed', { id }),
  });
  const watch = createWatch({
    database,
    clock: ports.clock,
    logger: ports.logger,
    async mail(word, alarm, to, messengerId) {
      const { id } = await queueAlarmMail(database, ports.clock, word, alarm, to, messengerId);
      events.emit('outbox.changed', { id });
      deliverer.kick();
    },
    onChange: (alarm) => events.emit('alarm.changed', alarm),
  });
  const ruleMailer = createRuleMailer({
    database,
    clock: ports.clock,
    logger: ports.logger,
    onQueued(id) {
      events.emit('outbox.changed', { id });
      deliverer.kick();
    },
  });
  const handOver = createHandOver({
    database,
    secrets: ports.secrets,
    parser,
    clock: ports.clock,
    logger: ports.logger,
    proxy,
    onTold: () => events.emit('hooks.changed', {}),
  });
  // Whatever happens to messages is told there.
  events.on((name) => {
    if (name === 'messages.changed') handOver.kick();
  });
  const parts: Parts = {
    ...ports,
    database,
    events,
    parser,
    processor,
    backlog,
    accountSecrets: createAccountSecrets(ports.secrets),
    poller,
    deliverer,
    ruleMailer,
    sentCopies,
    createSource: makeSource,
    proxy,
  };

  return {
    handlers: {
      ...incomingHandlers(parts),
      ...firstContactHandlers(parts),
      ...serverLookHandlers(parts),
      ...outgoingHandlers(parts),
      ...messageHandlers(parts),
      ...deskHandlers(parts),
      ...searchHandlers(parts),
      ...setAsideHandlers(parts),
      ...verificationHandlers(parts),
      ...ruleHandlers(parts),
      ...contactHandlers(parts),
      ...deliveryReportHandlers(parts),
      ...outboxHandlers(parts),
      ...overallHandlers(parts),
      ...groupHandlers(parts),
      ...ticketTypeHandlers(parts),
      ...userHandlers(parts),
      ...templateHandlers(parts),
      ...routeHandlers(parts),
      ...ticketHandlers(parts),
      ...hookHandlers(parts, handOver),
    },
    on: events.on,
    start() {
      poller.start();
      deliverer.start();
      sentCopies.start();
      handOver.start();
      watch.start();
      void drainQuietly(ports, processor).then(() => catchUpQuietly(ports, backlog));
      void ruleMailer.drain();
    },
    secretsAvailable() {
      for (const account of listIncomingAccounts(database)) {
        const code = readPollState(database, account.id)?.error?.code ?? '';
        if (!code.startsWith('secret.')) continue;
        clearPollError(database, account.id);
        poller.soon(account);
      }
      deliverer.wakeResting(({ code }) => code.startsWith('secret.'));
      handOver.kick();
      events.emit('accounts.changed', {});
    },
    wake() {
      poller.refresh();
      for (const account of listIncomingAccounts(database)) {
        const error = readPollState(database, account.id)?.error;
        // Most likely it failed because the network was away; the back-off was for a server that is down.
        if (error?.transient === true && UNREACHED.test(error.code)) poller.soon(account);
      }
      deliverer.wakeResting(({ code }) => UNREACHED.test(code));
      sentCopies.kick();
    },
    readSubject: (messageId) => findMessage(database, messageId)?.subject,
    readSource: (messageId) => readSource(database, messageId),
    async readAttachment(messageId, index) {
      const message = findMessage(database, messageId);
      const source = readSource(database, messageId);
      if (message === undefined || source === undefined) return undefined;
      const { imagesAsAttachments } = message;
      return parser.attachment(source, index, { imagesAsAttachments, giveAway: true });
    },
    readSentSource: (outboxId) => readOutboxSource(database, outboxId),
    readSentSubject: (outboxId) => findOutboxEntry(database, outboxId)?.subject,
    async readSentAttachment(outboxId, index) {
      const source = readOutboxSource(database, outboxId);
      if (source === undefined) return undefined;
      return parser.attachment(source, index, { imagesAsAttachments: false, giveAway: true });
    },
    async backup(target) {
      const { archiveWorker, dataDirectory, sqliteBinding } = ports;
      await runArchiveJob(archiveWorker, {
        file: databaseFile(dataDirectory),
        copyTo: target,
        sqliteBinding,
      });
    },
    holdProcessing: () => processor.stop(),
    drain: () => processor.drain(),
    async flushOutbox() {
      await deliverer.flush();
      await sentCopies.flush();
    },
    flushHandOver: () => handOver.flush(),
    async stop() {
      state.stopping = true;
      watch.stop();
      await Promise.all([poller.stop(), deliverer.stop(), processor.stop(), backlog.stop()]);
      await Promise.all([sentCopies.stop(), ruleMailer.drain(), handOver.stop()]);
      await Promise.all([parser.stop(), thread?.stop()]);
      database.close();
      lock.release();
    },
  };
}

interface PollParts {
  readonly ports: Ports;
  readonly database: Database;
  readonly importer: Importer;
  readonly processor: Processor;
  readonly events: ReturnType<typeof createEngineEvents>;
  readonly makeSource: SourceFactory;
  readonly state: { readonly stopping: boolean };
  readonly watch: Watch;
}

/** One poll run: secret, source, retrieval, outcome remembered. Rejects only if the store fails. */
async function performPoll(
  parts: PollParts,
  account: IncomingAccount,
  signal: AbortSignal,
  onProgress: Parameters<Parameters<typeof createPoller>[0]['perform']>[2],
): Promise<PollRun> {
  const { ports, database, events } = parts;
  const run = await openAndRetrieve(parts, account, signal, onProgress);
  // A run that ends because the program does says nothing about the account.
  if (!parts.state.stopping) {
    recordPollRun(database, run, ports.clock.now());
    parts.watch.pollEnded(run);
  }
  events.emit('poll.finished', run);
  ports.logger.info('poll run', {
    account: account.id,
    found: run.found,
    imported: run.imported,
    removed: run.removed,
    failed: run.failed,
    ms: run.ms,
    error: run.error?.code,
  });
  return run;
}

async function openAndRetrieve(
  parts: PollParts,
  account: IncomingAccount,
  signal: AbortSignal,
  onProgress: Parameters<Parameters<typeof createPoller>[0]['perform']>[2],
): Promise<PollRun> {
  const { ports, database, processor, events } = parts;
  try {
    const secret = await requireSecret(ports, account.id);
    return await retrieve(account, parts.makeSource(account, secret), {
      database,
      importer: parts.importer,
      clock: ports.clock,
      logger: ports.logger,
      signal,
      onProgress,
      onImported(added) {
        events.emit('messages.changed', { added });
        void drainQuietly(ports, processor);
      },
    });
  } catch (error) {
    return {
      account: account.name,
      accountId: account.id,
      startedAt: ports.clock.now(),
      ...noCounts(),
      ms: 0,
      connectMs: 0,
      error: unexpected(error).toPlain(),
    };
  }
}

function startImporter({ importWorker, dataDirectory, sqliteBinding }: Ports): ImporterThread | undefined {
  return importWorker === undefined
    ? undefined
    : createImporterThread(importWorker, { dataDirectory, sqliteBinding });
}

async function requireSecret(ports: Ports, accountId: string): Promise<string> {
  const secret = await ports.secrets.get(secretKey('incoming', accountId));
  if (secret === undefined) throw new MailroomError('secret.missing', 'secrets', { field: 'secret' });
  return secret;
}

/** The work goes on behind the import; what fails there is logged and tried again with the next message. */
async function drainQuietly(ports: Ports, processor: Processor): Promise<void> {
  try {
    await processor.drain();
  } catch (error) {
    ports.logger.error('processing stopped', { reason: unexpected(error).code });
  }
}

/** Older mail comes into the search index behind everything else; what fails there is tried again at the next start. */
async function catchUpQuietly(ports: Ports, backlog: BacklogIndexer): Promise<void> {
  try {
    await backlog.catchUp();
  } catch (error) {
    ports.logger.error('indexing stopped', { reason: unexpected(error).code });
  }
}

function historyOf(
  database: Database,
  accountId: string,
): { lastRunAt: number | undefined; error: PollRun['error']; failures: number } {
  const state = readPollState(database, accountId);
  return { lastRunAt: state?.lastRunAt, error: state?.error, failures: state?.failures ?? 0 };
}
