import type { ServerCertificate } from '../../shared/domain/mailbox.ts';
import { fromPlain, MailroomError, type ErrorCode, type PlainError } from '../../shared/errors.ts';
import type { ConnectionTest } from '../../shared/domain/connection-test.ts';
import { defaultIncomingPort } from '../../shared/domain/incoming-account.ts';
import type { MessageDetail, MessageListItem } from '../../shared/domain/message.ts';
import { statesOf, type OutboxEntry } from '../../shared/domain/outbound.ts';
import { defaultSettings, type Settings, type SettingsOverview } from '../../shared/domain/settings.ts';
import type { Channel, EventName } from '../../shared/ipc/channels.ts';
import {
  contract,
  type IncomingOverview,
  type OutgoingOverview,
  type RequestOf,
  type ResponseOf,
  type SecretStatus,
} from '../../shared/ipc/contract.ts';
import type { EventPayload } from '../../shared/ipc/events.ts';
import type { Bridge } from '../../renderer/bridge.ts';
import {
  message,
  MINUTE,
  pollRun,
  sampleIncoming,
  sampleMessages,
  sampleOutbox,
  sampleOutboxDetails,
  sampleOutgoing,
  sampleRules,
  sampleTickets,
  type StoredIncoming,
  type StoredOutgoing,
  mailboxFolders,
  mailboxLook,
  serverCertificate,
} from './sample-data.ts';
import { deskHandlers, type DeskState } from './fake-desk.ts';
import { hookHandlers } from './fake-hooks.ts';
import { rulesHandlers, type RulesState } from './fake-rules.ts';
import { queueFake, sendingHandlers, type SendingState } from './fake-sending.ts';
import {
  sampleContacts,
  sampleGroups,
  sampleTemplates,
  sampleTypes,
  sampleUsers,
} from './sample-directory.ts';

/**
 * The whole contract in memory: what the engine would answer, without servers, files or Electron. Requests
 * and responses are parsed as on the real bridge, so it cannot drift from the contract.
 */

export interface FakeOptions {
  readonly locale?: string;
  /** Nothing set up yet. */
  readonly empty?: boolean;
  readonly secrets?: SecretStatus;
  readonly demo?: boolean;
  readonly settings?: Partial<Settings>;
  /** Filler messages beside the hand-written ones. */
  readonly messages?: number;
  /** Milliseconds every answer takes. */
  readonly delay?: number;
}

export interface FakeState extends SendingState, DeskState, RulesState {
  incoming: StoredIncoming[];
  settings: SettingsOverview;
  secrets: SecretStatus;
}

/** What messages are chosen by. */
type MessagesLike = {
  readonly [K in 'folder' | 'accountId' | 'text' | 'since' | 'setAside']?:
    | RequestOf<'messages.list'>[K]
    | undefined;
};

type Handlers = { [C in Channel]: (request: RequestOf<C>) => ResponseOf<C> | Promise<ResponseOf<C>> };

export interface Call {
  readonly channel: Channel;
  readonly request: unknown;
}

export interface FakeBridge {
  readonly bridge: Bridge;
  readonly state: FakeState;
  /** Everything that was asked, in order. */
  readonly calls: Call[];
  callsOf(channel: Channel): unknown[];
  emit<E extends EventName>(event: E, payload: EventPayload<E>): void;
  /** Answers the next request on a channel with a failure. */
  failNext(channel: Channel, error: MailroomError): void;
  /** Replaces the answer of a channel. */
  answer<C extends Channel>(channel: C, handler: Handlers[C]): void;
  /** Lets a message arrive. */
  deliver(subject: string): void;
}

const keychain: SecretStatus = { backend: 'keychain', available: true, locked: false };

export function createFakeBridge(options: FakeOptions = {}): FakeBridge {
  const now = Date.now();
  const empty = options.empty === true;
  const state: FakeState = {
    incoming: empty ? [] : sampleIncoming(now),
    outgoing: empty ? [] : sampleOutgoing(now),
    messages: empty ? [] : sampleMessages(now, options.messages),
    outbox: empty ? [] : sampleOutbox(now),
    rules: empty ? [] : sampleRules(),
    contacts: empty ? [] : sampleContacts(),
    tickets: empty ? [] : sampleTickets(now),
    notes: [],
    deletedFrom: new Map(),
    outboxDetails: sampleOutboxDetails(now),
    groups: empty ? [] : sampleGroups(),
    types: empty ? [] : sampleTypes(),
    users: empty ? [] : sampleUsers(now),
    templates: empty ? sampleTemplates().filter(({ builtIn }) => builtIn) : sampleTemplates(),
    settings: { ...defaultSettings, hasProxyPassword: false, ...options.settings },
    secrets: options.secrets ?? keychain,
  };
  const calls: Call[] = [];
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const failures = new Map<Channel, MailroomError[]>();
  const handlers = makeHandlers(state, options, emit);
  let counter = 0;

  function emit<E extends EventName>(event: E, payload: EventPayload<E>): void {
    for (const listener of listeners.get(event) ?? []) listener(payload);
  }

  async function invoke(name: string, request: unknown): Promise<unknown> {
    const channel = name as Channel;
    const schemas = contract[channel];
    if (schemas === undefined) throw new Error(`No such channel: ${name}`);
    calls.push({ channel, request });
    if (options.delay !== undefined) await new Promise((resolve) => setTimeout(resolve, options.delay));
    try {
      const failure = failures.get(channel)?.shift();
      if (failure !== undefined) throw failure;
      const parsed = schemas.request.parse(request);
      const handler = handlers[channel] as (request: unknown) => unknown;
      return { ok: true, value: schemas.response.parse(await handler(parsed)) };
    } catch (error) {
      if (error instanceof MailroomError) return { ok: false, error: error.toPlain() };
      throw error;
    }
  }

  return {
    state,
    calls,
    callsOf: (channel) => calls.filter((call) => call.channel === channel).map((call) => call.request),
    emit,
    failNext: (channel, error) => failures.set(channel, [...(failures.get(channel) ?? []), error]),
    answer: (channel, handler) => {
      handlers[channel] = handler;
    },
    deliver: (subject) => {
      const id = Math.max(0, ...state.messages.map((item) => item.id)) + 1;
      counter += 1;
      const draft = {
        from: { name: 'Petra Lange', address: 'petra.lange@kunde.example' },
        subject,
        text: `${subject}\n`,
        date: Date.now() + counter,
      };
      state.messages.unshift(message(id, draft, Date.now()));
      emit('messages.changed', { added: 1 });
    },
    bridge: {
      platform: 'linux',
      locale: options.locale ?? 'en-GB',
      invoke,
      subscribe: (event, listener) => {
        const known = listeners.get(event) ?? new Set();
        known.add(listener);
        listeners.set(event, known);
        return () => known.delete(listener);
      },
    },
  };
}

function missing(name: string): never {
  throw new MailroomError('input.notFound', 'input', { params: { name } });
}

type Emit = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

function makeHandlers(state: FakeState, options: FakeOptions, emit: Emit): Handlers {
  let counter = 0;
  const newId = (kind: string): string => `${kind}-${Date.now()}-${(counter += 1)}`;

  const incoming = (id: string): StoredIncoming =>
    state.incoming.find(({ account }) => account.id === id) ?? missing(id);
  const outgoing = (id: string): StoredOutgoing =>
    state.outgoing.find(({ account }) => account.id === id) ?? missing(id);
  const stored = (id: number): MessageDetail =>
    state.messages.find((item) => item.id === id) ?? missing(String(id));
  const incomingOverview = (stored: StoredIncoming): IncomingOverview => ({
    ...stored,
    waiting: state.messages.filter((item) => item.folder === 'inbox' && item.accountId === stored.account.id)
      .length,
    hasReceived: state.messages.some((item) => item.accountId === stored.account.id),
  });
  const outgoingOverview = (stored: StoredOutgoing): OutgoingOverview => ({ waiting: 0, ...stored });
  const uniqueName = (
    list: readonly { account: { id: string; name: string } }[],
    name: string,
    id?: string,
  ): void => {
    if (list.some(({ account }) => account.id !== id && account.name.toLowerCase() === name.toLowerCase())) {
      throw new MailroomError('input.nameTaken', 'input', { field: 'name', params: { name } });
    }
  };
  const touch = (ids: readonly number[], change: Partial<MessageDetail>): void => {
    state.messages = state.messages.map((item) => (ids.includes(item.id) ? { ...item, ...change } : item));
    emit('messages.changed', { added: 0 });
  };
  const tools = {
    newId,
    told: (event: 'outbox.changed' | 'directory.changed' | 'tickets.changed', id?: string): void =>
      emit(event, id === undefined ? {} : { id }),
  };
  const queue = (change: Partial<OutboxEntry>): OutboxEntry => queueFake(state, tools, change);

  const messagesLike = ({ folder, accountId, text, since, setAside }: MessagesLike) => {
    const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    return state.messages.filter((item) => {
      const haystack = `${item.from.name} ${item.from.address} ${item.subject}`.toLowerCase();
      return (
        (folder === undefined ? item.folder !== 'deleted' : item.folder === folder) &&
        (accountId === undefined || item.accountId === accountId) &&
        (since === undefined || item.receivedAt >= since) &&
        (setAside !== true || isSetAside(item)) &&
        words.every((word) => haystack.includes(word))
      );
    });
  };

  return {
    ...sendingHandlers(state, tools),
    ...rulesHandlers(state, { ...tools, touch }),
    ...deskHandlers(state, { touch, told: tools.told }),
    ...hookHandlers(newId),
    'incoming.list': () => state.incoming.map(incomingOverview),
    'incoming.create': ({ account, secret }) => {
      uniqueName(state.incoming, account.name);
      const stored: StoredIncoming = {
        account: {
          ...account,
          id: newId('in'),
          port: account.port ?? defaultIncomingPort(account.serverType, account.encryption),
          createdAt: Date.now(),
          updatedAt: Date.now(),
        },
        hasSecret: secret !== undefined,
        status: { state: 'new', nextPollAt: Date.now() + 3000 },
      };
      state.incoming.push(stored);
      return incomingOverview(stored);
    },
    'incoming.update': ({ id, account, secret }) => {
      const stored = incoming(id);
      uniqueName(state.incoming, account.name, id);
      stored.account = {
        ...stored.account,
        ...account,
        port: account.port ?? defaultIncomingPort(account.serverType, account.encryption),
        updatedAt: Date.now(),
      };
      if (secret !== undefined) stored.hasSecret = true;
      return incomingOverview(stored);
    },
    'incoming.look': ({ id }) => {
      const { account } = incoming(id);
      if (account.host.includes('nowhere')) {
        throw new MailroomError('dns.notFound', 'dns', { field: 'host', params: { host: account.host } });
      }
      return mailboxLook(Date.now());
    },
    'incoming.chooseFirstContact': ({ id, choice }) => {
      const stored = incoming(id);
      stored.account = { ...stored.account, firstContact: choice, firstContactAt: Date.now() };
      stored.status = { state: 'idle', lastSuccessAt: Date.now() };
      return incomingOverview(stored);
    },
    'incoming.folders': ({ account, secret, id }) => {
      const test = fakeCheck('mailbox', account, account.port ?? 993, secret, id !== undefined, []);
      const finding = test.steps.find((step) => step.finding !== undefined)?.finding;
      if (finding !== undefined) throw fromPlain(finding);
      return mailboxFolders;
    },
    'incoming.certificate': ({ account }) => certificateOf(account),
    'outgoing.certificate': ({ account }) => certificateOf(account),
    'messages.decide': ({ ids, decision }) => {
      touch(ids, { decision });
      return {};
    },
    'messages.notifySender': ({ id }) => {
      const { from, subject, trail } = stored(id);
      touch([id], { trail: [...trail, { at: Date.now(), event: 'senderNotified', params: {} }] });
      return queue({ to: [from.address], subject: `Not accepted: ${subject}` });
    },
    'messages.retry': ({ ids }) => {
      for (const id of ids) {
        const { trail } = stored(id);
        touch([id], { trail: [...trail, { at: Date.now(), event: 'retried', params: {} }] });
      }
      return {};
    },
    'messages.release': ({ ids }) => {
      for (const id of ids) {
        const { reason: _settled, ...rest } = stored(id);
        if (!rest.hasSource) throw new MailroomError('input.invalid', 'input', { detail: `${id}: not here` });
        state.messages = state.messages.map((item) => (item.id === id ? { ...rest, state: 'new' } : item));
      }
      emit('messages.changed', { added: 0 });
      return {};
    },
    'messages.putOnServer': ({ ids }) =>
      ids.map((id) =>
        stored(id).canPutOnServer
          ? { id }
          : {
              id,
              error: new MailroomError('putOnServer.unsupported', 'store', {
                params: { account: stored(id).account },
              }).toPlain(),
            },
      ),
    'archive.verify': () => ({
      ok: true,
      messages: state.messages.length,
      bytes: 4_200_000,
      removalPending: 0,
      notIndexed: 0,
      ms: 120,
      problems: [],
    }),
    'files.backup': () => ({ saved: true, name: 'mailroom-2026-11-24.db' }),
    'incoming.duplicate': ({ id }) => {
      const source = incoming(id);
      const copy: StoredIncoming = {
        account: { ...source.account, id: newId('in'), name: `${source.account.name} (2)`, active: false },
        hasSecret: false,
        status: { state: 'paused' },
      };
      state.incoming.push(copy);
      return incomingOverview(copy);
    },
    'incoming.setActive': ({ id, active }) => {
      const stored = incoming(id);
      stored.account = { ...stored.account, active };
      stored.status = active ? { state: 'idle', nextPollAt: Date.now() + MINUTE } : { state: 'paused' };
      return incomingOverview(stored);
    },
    'incoming.remove': ({ id }) => {
      const kept = state.messages.filter((item) => item.accountId === incoming(id).account.id).length;
      state.incoming = state.incoming.filter(({ account }) => account.id !== id);
      state.rules = state.rules.filter((rule) => rule.accountId !== id);
      emit('accounts.changed', {});
      return { keptMessages: kept };
    },
    'incoming.poll': ({ ids }) =>
      state.incoming
        .filter(({ account }) => account.active && (ids === undefined || ids.includes(account.id)))
        .map(({ account, status }) =>
          pollRun(
            account,
            status.error === undefined ? { imported: 2 } : { error: status.error, imported: 0 },
          ),
        ),
    'incoming.cancelPoll': ({ id }) => {
      const account = incoming(id);
      account.status = { ...account.status, state: 'idle', nextPollAt: Date.now() + 5 * MINUTE };
      emit('accounts.changed', { id });
      return {};
    },
    'incoming.check': ({ account, secret, id }) =>
      fakeCheck('mailbox', account, account.port ?? 993, secret, id !== undefined, [
        { label: 'mailbox', value: account.mailbox },
        { label: 'messages', value: '17' },
      ]),

    'outgoing.list': () => state.outgoing.map(outgoingOverview),
    'outgoing.create': ({ account, secret }) => {
      uniqueName(state.outgoing, account.name);
      const isDefault = account.isDefault || state.outgoing.length === 0;
      if (isDefault) dropDefault(state);
      const stored: StoredOutgoing = {
        account: { ...account, isDefault, id: newId('out'), createdAt: Date.now(), updatedAt: Date.now() },
        hasSecret: secret !== undefined,
      };
      state.outgoing.push(stored);
      return outgoingOverview(stored);
    },
    'outgoing.update': ({ id, account, secret }) => {
      const stored = outgoing(id);
      uniqueName(state.outgoing, account.name, id);
      if (account.isDefault) dropDefault(state);
      stored.account = { ...stored.account, ...account, updatedAt: Date.now() };
      if (secret !== undefined) stored.hasSecret = true;
      return outgoingOverview(stored);
    },
    'outgoing.duplicate': ({ id }) => {
      const source = outgoing(id);
      const copy: StoredOutgoing = {
        account: {
          ...source.account,
          id: newId('out'),
          name: `${source.account.name} (2)`,
          isDefault: false,
        },
        hasSecret: false,
      };
      state.outgoing.push(copy);
      return outgoingOverview(copy);
    },
    'outgoing.setActive': ({ id, active }) => {
      const stored = outgoing(id);
      stored.account = { ...stored.account, active };
      return outgoingOverview(stored);
    },
    'outgoing.setDefault': ({ id }) => {
      dropDefault(state);
      const stored = outgoing(id);
      stored.account = { ...stored.account, isDefault: true };
      return outgoingOverview(stored);
    },
    'outgoing.remove': ({ id }) => {
      state.outgoing = state.outgoing.filter(({ account }) => account.id !== id);
      emit('accounts.changed', {});
      return {};
    },
    'outgoing.check': ({ account, secret, id }) =>
      fakeCheck(undefined, account, account.port, secret, id !== undefined, []),
    'outgoing.sendTest': ({ id, to }) => {
      const { account } = outgoing(id);
      return queue({
        accountId: id,
        account: account.name,
        why: 'requested',
        to: [to],
        subject: 'Mailroom test',
      });
    },

    'messages.list': ({ after, limit, ...filter }) => {
      const { folder } = filter;
      const fitting = messagesLike(filter);
      const rest = fitting.filter((item) => after === undefined || item.id < after);
      const items = rest.slice(0, limit).map(listItem);
      const last = items.at(-1)?.id;
      return {
        items,
        // That of the folder, as the engine has it.
        total: state.messages.filter((item) => item.folder === folder).length,
        ...(rest.length > limit && last !== undefined ? { next: last } : {}),
      };
    },
    'search.query': ({ after, limit, ...filter }) => ({
      items: messagesLike(filter)
        .filter((item) => after === undefined || item.id < after)
        .slice(0, limit)
        .map((item) => ({ ...listItem(item), folder: item.folder })),
      notIndexed: 0,
    }),
    'search.count': (filter) => ({ total: messagesLike(filter).length, notIndexed: 0 }),
    'search.rebuild': () => ({ indexed: state.messages.length }),
    'messages.get': ({ id }) => state.messages.find((item) => item.id === id) ?? missing(String(id)),
    'messages.source': ({ id, offset, limit }) => {
      const item = state.messages.find((candidate) => candidate.id === id) ?? missing(String(id));
      const head = item.headers.map(({ name, value }) => `${name}: ${value}`).join('\r\n');
      const body = Array.from(
        { length: 1800 },
        () => 'JVBERi0xLjcKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2c+PgplbmRvYmoK',
      ).join('\r\n');
      const source = `${head}\r\n\r\n${item.text.replaceAll('\n', '\r\n')}\r\n${item.attachments > 0 ? body : ''}`;
      return { bytes: source.slice(offset, offset + limit), sizeBytes: source.length };
    },
    'messages.markRead': ({ ids, read }) => {
      touch(ids, { read });
      return {};
    },
    'messages.rederive': () => ({ changed: 0 }),

    'deliveryReports.list': () => [],

    'status.get': () => ({
      version: '0.1.0',
      demo: options.demo === true,
      inbox: state.messages.filter((item) => item.folder === 'inbox').length,
      unread: state.messages.filter((item) => item.folder === 'inbox' && !item.read).length,
      setAside: state.messages.filter(isSetAside).length,
      archive: state.messages.filter((item) => item.folder === 'archive').length,
      deleted: state.messages.filter((item) => item.folder === 'deleted').length,
      tickets: state.tickets.filter((ticket) => ticket.status !== 'completed').length,
      nextTicket: 127,
      outboxWaiting: state.outbox.filter((item) => statesOf.waiting.includes(item.state)).length,
      outboxProblems: state.outbox.filter((item) => statesOf.problems.includes(item.state)).length,
      incoming: state.incoming.length,
      incomingProblems: state.incoming.filter(({ status }) => status.state === 'attention').length,
      outgoing: state.outgoing.length,
      hasDefaultAccount: state.outgoing.some(({ account }) => account.isDefault),
    }),
    'settings.get': () => state.settings,
    'settings.set': (change) => {
      state.settings = { ...state.settings, ...withoutUndefined(change) };
      return state.settings;
    },
    'settings.setProxyPassword': ({ password }) => {
      state.settings = { ...state.settings, hasProxyPassword: password !== undefined };
      return state.settings;
    },
    'secrets.status': () => state.secrets,
    'secrets.useVault': ({ passphrase }) => {
      if (passphrase === 'wrong passphrase') {
        throw new MailroomError('secret.wrongPassphrase', 'secrets', { field: 'passphrase' });
      }
      state.secrets = { backend: 'vault', available: true, locked: false };
      return state.secrets;
    },

    'files.saveAttachment': ({ messageId, index }) => ({
      saved: true,
      name: state.messages.find((item) => item.id === messageId)?.attachmentList[index]?.name ?? '',
    }),
    'files.exportMessages': ({ ids }) => ({ saved: true, count: ids.length }),
    'files.chooseCaFile': () => ({ path: '/etc/ssl/firma-ca.pem' }),
    'files.copyText': () => ({}),
    'links.open': () => ({ opened: true }),
  };
}

function isSetAside({ state }: MessageDetail): boolean {
  return state === 'oversize' || state === 'quarantined';
}

function withoutUndefined(change: {
  readonly [K in keyof Settings]?: Settings[K] | undefined;
}): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function dropDefault(state: FakeState): void {
  for (const stored of state.outgoing) stored.account = { ...stored.account, isDefault: false };
}

function listItem(detail: MessageDetail): MessageListItem {
  const { id, account, from, to, subject, snippet, date, receivedAt, sizeBytes, state, read, attachments } =
    detail;
  return {
    id,
    account,
    from,
    to,
    subject,
    snippet,
    date,
    receivedAt,
    sizeBytes,
    state,
    read,
    attachments,
    ...(detail.accountId === undefined ? {} : { accountId: detail.accountId }),
    ...(detail.ticket === undefined ? {} : { ticket: detail.ticket }),
    ...(detail.spam === undefined ? {} : { spam: detail.spam }),
    ...(detail.held === undefined ? {} : { held: detail.held }),
  };
}

/** What decides whether a fake server's certificate is trusted. */
interface FakeTrust {
  readonly host: string;
  readonly pinnedFingerprint?: string | undefined;
  readonly waiveNameCheck: boolean;
}

/** The certificate of a fake server, and what is wrong with it for this account. */
function certificateOf({ host, pinnedFingerprint, waiveNameCheck }: FakeTrust): ServerCertificate {
  const { problem: _problem, ...certificate } = serverCertificate;
  const fail = (code: ErrorCode, field: string, params: PlainError['params'] = {}): ServerCertificate => ({
    ...certificate,
    problem: { code, stage: 'tls', field, params: { host, ...params }, transient: false },
  });
  if (pinnedFingerprint === certificate.fingerprint) return certificate;
  if (pinnedFingerprint !== undefined)
    return fail('tls.pinChanged', 'pinnedFingerprint', {
      before: `old.example, SHA-256 ${pinnedFingerprint}`,
      after: `${certificate.subject}, SHA-256 ${certificate.fingerprint}`,
    });
  if (host.includes('selfsigned')) return fail('tls.selfSigned', 'caFile');
  if (host.includes('othername') && !waiveNameCheck)
    return fail('tls.wrongName', 'host', { names: certificate.names });
  return certificate;
}

/**
 * A connection test whose outcome depends on what was typed: hosts with `nowhere`, `plain`, `selfsigned`,
 * `othername` and the secret `wrong` fail the way real ones do.
 */
function fakeCheck(
  last: 'mailbox' | undefined,
  account: FakeTrust,
  port: number,
  secret: string | undefined,
  isStored: boolean,
  lastEvidence: { label: string; value: string }[],
): ConnectionTest {
  const { host } = account;
  const fail = (code: ErrorCode, stage: PlainError['stage'], field: string, detail: string): PlainError => ({
    code,
    stage,
    field,
    params: { host, port },
    detail,
    transient: false,
  });
  const steps: ConnectionTest['steps'] = [];
  const add = (
    id: ConnectionTest['steps'][number]['id'],
    ms: number,
    evidence: { label: string; value: string }[],
    finding?: PlainError,
  ): boolean => {
    steps.push({
      id,
      ok: finding === undefined,
      ms,
      evidence,
      ...(finding === undefined ? {} : { finding }),
    });
    return finding === undefined;
  };
  const done = (): ConnectionTest => ({ ok: steps.every((step) => step.ok), steps });

  add('input', 0, []);
  if (
    !add(
      'dns',
      14,
      host.includes('nowhere') ? [] : [{ label: 'addresses', value: '198.51.100.7, 2001:db8::7' }],
      host.includes('nowhere')
        ? fail('dns.notFound', 'dns', 'host', `getaddrinfo ENOTFOUND ${host}`)
        : undefined,
    )
  ) {
    return done();
  }
  add('connect', 21, [{ label: 'address', value: `198.51.100.7:${port}` }]);
  const certificate = [
    { label: 'protocol', value: 'TLSv1.3' },
    { label: 'cipher', value: 'TLS_AES_256_GCM_SHA384' },
    { label: 'subject', value: `CN=${host}` },
    { label: 'issuer', value: "CN=R11, O=Let's Encrypt, C=US" },
    { label: 'validTo', value: '2027-02-14' },
  ];
  const problem = certificateOf(account).problem;
  if (problem !== undefined) {
    add('tls', 48, certificate, problem);
    return done();
  }
  add('tls', 48, certificate);
  if (secret === 'wrong' || (secret === undefined && !isStored)) {
    add(
      'login',
      2104,
      [{ label: 'capabilities', value: 'IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE AUTH=PLAIN' }],
      fail('login.refused', 'login', 'secret', '[AUTHENTICATIONFAILED] Authentication failed.'),
    );
    return done();
  }
  add('login', 132, [
    {
      label: 'capabilities',
      value: 'IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT UIDPLUS MOVE SPECIAL-USE',
    },
  ]);
  if (last !== undefined) add(last, 33, lastEvidence);
  return done();
}
