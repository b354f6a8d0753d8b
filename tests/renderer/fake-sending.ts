import type { Group, TicketType, User } from '../../shared/domain/directory.ts';
import {
  statesOf,
  type OutboxDetail,
  type OutboxEntry,
  type OutboxFilter,
} from '../../shared/domain/outbound.ts';
import { rulesNaming, ruleWithout, type NamedByRules, type Rule } from '../../shared/domain/rule.ts';
import type { Template } from '../../shared/domain/template.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import { MailroomError } from '../../shared/errors.ts';
import type { Channel } from '../../shared/ipc/channels.ts';
import type { RequestOf, ResponseOf } from '../../shared/ipc/contract.ts';
import { afterChangeFake, gridFake, resolveFake } from './fake-routes.ts';
import { outboxEntry, type StoredOutgoing } from './sample-data.ts';
import { sampleTemplates } from './sample-directory.ts';

/** The part of the fake engine that sends: outbox, routes, groups, types, users, texts. */

export interface SendingState {
  outgoing: StoredOutgoing[];
  outbox: OutboxEntry[];
  /** What is known beyond the entry, by its id. */
  outboxDetails: Record<string, Partial<OutboxDetail>>;
  groups: Group[];
  types: TicketType[];
  users: User[];
  templates: Template[];
  rules: Rule[];
  tickets: Ticket[];
}

type SendingChannel =
  | Extract<
      Channel,
      | `outbox.${string}`
      | `routes.${string}`
      | `groups.${string}`
      | `types.${string}`
      | `users.${string}`
      | `templates.${string}`
    >
  | 'files.saveSentAttachment'
  | 'files.exportSent';
type SendingHandlers = {
  [C in SendingChannel]: (request: RequestOf<C>) => ResponseOf<C> | Promise<ResponseOf<C>>;
};

interface Tools {
  readonly newId: (kind: string) => string;
  readonly told: (event: 'outbox.changed' | 'directory.changed' | 'tickets.changed', id?: string) => void;
}

/** Puts a message into the outbox; the server takes it a little later. */
export function queueFake(state: SendingState, tools: Tools, change: Partial<OutboxEntry>): OutboxEntry {
  const { lastReply: _none, ...queued } = outboxEntry(
    tools.newId('ob'),
    { state: 'queued', attempts: 0, ...change },
    Date.now(),
  );
  const entry = { ...queued, createdAt: Date.now() };
  state.outbox = [entry, ...state.outbox];
  tools.told('outbox.changed', entry.id);
  setTimeout(() => {
    if (state.outbox.find(({ id }) => id === entry.id)?.state !== 'queued') return;
    changeFake(state, tools, entry.id, {
      state: 'sent',
      attempts: 1,
      sentAt: Date.now(),
      lastReply: '250 2.0.0 Ok: queued as 4XtestQ1',
    });
  }, 400);
  return entry;
}

function changeFake(
  state: SendingState,
  tools: Tools,
  id: string,
  change: Partial<OutboxEntry>,
): OutboxEntry {
  const { nextAttempt: _next, error: _error, ...rest } = entryOf(state, id);
  const changed = { ...rest, ...change };
  state.outbox = state.outbox.map((item) => (item.id === id ? changed : item));
  tools.told('outbox.changed', id);
  return changed;
}

function missing(name: string): never {
  throw new MailroomError('input.notFound', 'input', { params: { name } });
}

function entryOf(state: SendingState, id: string): OutboxEntry {
  return state.outbox.find((item) => item.id === id) ?? missing(id);
}

function detailOf(state: SendingState, id: string): OutboxDetail {
  const entry = entryOf(state, id);
  const text = `Guten Tag,\n\nwir kümmern uns darum.\n\n${entry.account}\n`;
  return {
    ...entry,
    recipients: entry.to.map((address) => ({
      address,
      kind: 'to' as const,
      state: entry.state === 'sent' ? ('accepted' as const) : ('pending' as const),
      ...(entry.lastReply === undefined ? {} : { reply: entry.lastReply }),
    })),
    steps: [
      { step: 'requested', outcome: 'none' },
      { step: 'group', outcome: 'none' },
      { step: 'ticketType', outcome: 'none' },
      { step: 'default', outcome: 'used', account: entry.account },
    ],
    attemptList:
      entry.attempts === 0
        ? []
        : [
            {
              at: entry.createdAt + 2000,
              ms: 640,
              outcome: entry.state === 'sent' ? ('sent' as const) : ('deferred' as const),
              ...(entry.lastReply === undefined ? {} : { reply: entry.lastReply }),
            },
          ],
    text,
    headers: [
      { name: 'From', value: entry.from },
      { name: 'To', value: entry.to.join(', ') },
      { name: 'Subject', value: entry.subject },
      { name: 'Message-ID', value: entry.messageId },
    ],
    attachmentList: [],
    inlineImages: {},
    ...state.outboxDetails[id],
  };
}

/** Names are unique without regard to case, as in the store. */
function unique(list: readonly { id: string; name: string }[], name: string, id?: string): void {
  if (list.some((item) => item.id !== id && item.name.toLowerCase() === name.toLowerCase()))
    throw new MailroomError('input.nameTaken', 'input', { field: 'name', params: { name } });
}

function outboxPart(state: SendingState, tools: Tools) {
  return {
    'outbox.list': ({ limit, filter, after, accountId }) => {
      const of = (name: OutboxFilter): OutboxEntry[] =>
        state.outbox.filter(
          (item) =>
            (name === 'all' || statesOf[name].includes(item.state)) &&
            (accountId === undefined || item.accountId === accountId),
        );
      const fitting = of(filter);
      const from = after === undefined ? 0 : fitting.findIndex(({ id }) => id === after) + 1;
      const items = fitting.slice(from, from + limit);
      const last = items.at(-1)?.id;
      return {
        items,
        ...(from + limit < fitting.length && last !== undefined ? { next: last } : {}),
        counts: {
          all: state.outbox.length,
          waiting: of('waiting').length,
          problems: of('problems').length,
          done: of('done').length,
        },
      };
    },
    'outbox.get': ({ id }) => detailOf(state, id),
    'outbox.source': ({ id, offset, limit }) => {
      const { headers, text } = detailOf(state, id);
      const source = `${headers.map(({ name, value }) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${text.replaceAll('\n', '\r\n')}`;
      return { bytes: source.slice(offset, offset + limit), sizeBytes: source.length };
    },
    'outbox.send': ({ to, cc, bcc, subject, accountId, groupId, typeId, ticket, text, html }) => {
      const route = resolveFake(state, { accountId, groupId, typeId, ticket });
      const entry = queueFake(state, tools, {
        to: [...to, ...cc, ...bcc],
        subject,
        accountId: route.accountId,
        account: route.account,
        from: route.from,
        why: route.why,
        ...(ticket === undefined ? {} : { ticket }),
      });
      state.outboxDetails[entry.id] = { steps: route.steps, text, ...(html === undefined ? {} : { html }) };
      return entry;
    },
    'outbox.retry': ({ id }) => changeFake(state, tools, id, { state: 'queued' }),
    'outbox.retryAll': ({ accountId }) => {
      const again = state.outbox.filter(
        (item) =>
          (item.state === 'deferred' || item.state === 'failed') &&
          (accountId === undefined || item.accountId === accountId),
      );
      for (const { id } of again) changeFake(state, tools, id, { state: 'queued' });
      return { count: again.length };
    },
    'outbox.cancel': ({ id }) => {
      const { state: before } = entryOf(state, id);
      if (before !== 'queued' && before !== 'deferred')
        throw new MailroomError('input.wrongState', 'input', { params: { value: before } });
      return changeFake(state, tools, id, { state: 'cancelled' });
    },
    'outbox.readdress': ({ id, recipients }) => {
      state.outboxDetails[id] = {
        ...state.outboxDetails[id],
        recipients: recipients.map((recipient) => ({ ...recipient, state: 'pending' })),
      };
      return changeFake(state, tools, id, {
        state: 'queued',
        to: recipients.map(({ address }) => address),
      });
    },
    'outbox.sendThrough': ({ id, accountId }) => {
      const { account } = state.outgoing.find((item) => item.account.id === accountId) ?? missing(accountId);
      return changeFake(state, tools, id, {
        state: 'queued',
        accountId,
        account: account.name,
        accountState: 'ready',
        from: account.senderAddress,
        why: 'requested',
      });
    },
    'outbox.confirmSent': ({ id }) => changeFake(state, tools, id, { state: 'sent' }),
    'files.saveSentAttachment': ({ outboxId, index }) => ({
      saved: true,
      name: detailOf(state, outboxId).attachmentList[index]?.name ?? '',
    }),
    'files.exportSent': ({ id }) => ({ saved: true, name: `${entryOf(state, id).subject}.eml` }),
  } satisfies Partial<SendingHandlers>;
}

function directoryPart(state: SendingState, tools: Tools) {
  const changed = (): void => tools.told('directory.changed');
  const dropEntry = (entry: NamedByRules): string[] => {
    const named = rulesNaming(state.rules, entry);
    state.rules = state.rules.map((rule) => (named.includes(rule) ? ruleWithout(rule, entry) : rule));
    return named.map(({ title }) => title);
  };
  return {
    'groups.list': () => state.groups,
    'groups.create': (group) => {
      unique(state.groups, group.name);
      const stored = { ...group, id: tools.newId('group') };
      state.groups = [...state.groups, stored];
      changed();
      return stored;
    },
    'groups.update': ({ id, group }) => {
      unique(state.groups, group.name, id);
      state.groups = state.groups.map((item) => (item.id === id ? { ...group, id } : item));
      changed();
      return { ...group, id };
    },
    'groups.remove': ({ id }) => {
      const tickets = state.tickets.filter(({ groupId }) => groupId === id).length;
      state.groups = state.groups.filter((item) => item.id !== id);
      const rules = dropEntry({ kind: 'group', id });
      changed();
      return { tickets, rules };
    },
    'types.list': () => state.types,
    'types.create': (type) => {
      unique(state.types, type.name);
      const stored = { ...type, id: tools.newId('type') };
      state.types = [...state.types, stored];
      changed();
      return stored;
    },
    'types.update': ({ id, type }) => {
      unique(state.types, type.name, id);
      state.types = state.types.map((item) => (item.id === id ? { ...type, id } : item));
      changed();
      return { ...type, id };
    },
    'types.remove': ({ id }) => {
      const tickets = state.tickets.filter(({ typeId }) => typeId === id).length;
      state.types = state.types.filter((item) => item.id !== id);
      const rules = dropEntry({ kind: 'type', id });
      changed();
      return { tickets, rules };
    },
    'users.list': () => state.users,
    'users.create': (user) => {
      if (state.users.some(({ login }) => login.toLowerCase() === user.login.toLowerCase()))
        throw new MailroomError('input.nameTaken', 'input', { field: 'login', params: { name: user.login } });
      const stored = { ...user, id: tools.newId('user') };
      state.users = [...state.users, stored];
      changed();
      return stored;
    },
    'users.update': ({ id, user }) => {
      const before = state.users.find((item) => item.id === id) ?? missing(id);
      const stored = { ...before, ...user };
      state.users = state.users.map((item) => (item.id === id ? stored : item));
      changed();
      return stored;
    },
    'users.remove': ({ id }) => {
      state.users = state.users.filter((item) => item.id !== id);
      const rules = dropEntry({ kind: 'user', id });
      changed();
      return { rules };
    },
    'users.notifyPasswordChange': ({ id }) => {
      const user = state.users.find((item) => item.id === id) ?? missing(id);
      state.users = state.users.map((item) =>
        item.id === id ? { ...item, passwordNoticeAt: Date.now() } : item,
      );
      changed();
      return queueFake(state, tools, {
        to: [user.email],
        subject: 'Your password was changed',
        automatic: true,
      });
    },
    'templates.list': () => state.templates,
    'templates.create': (template) => {
      unique(state.templates, template.name);
      const stored = { ...template, id: tools.newId('template'), builtIn: false };
      state.templates = [...state.templates, stored];
      changed();
      return stored;
    },
    'templates.update': ({ id, template }) => {
      const stored = { ...template, id, builtIn: false };
      state.templates = state.templates.map((item) => (item.id === id ? stored : item));
      changed();
      return stored;
    },
    'templates.remove': ({ id }) => {
      const original = sampleTemplates().find((item) => item.id === id && item.builtIn);
      state.templates = state.templates.flatMap((item) =>
        item.id !== id ? [item] : original === undefined ? [] : [original],
      );
      const rules = dropEntry({ kind: 'text', id });
      changed();
      return { rules };
    },
    'templates.render': ({ id, language, route }) => {
      const template = state.templates.find((item) => item.id === id) ?? missing(id);
      const ticket = state.tickets.find(({ number }) => number === route.ticket);
      const group = state.groups.find((item) => item.id === (ticket?.groupId ?? route.groupId));
      const values: Readonly<Record<string, string>> = {
        'ticket.number': ticket?.number ?? '',
        'ticket.title': ticket?.title ?? '',
        'group.name': group?.name ?? '',
      };
      const fill = (text: string): string =>
        text.replace(/\{\{([^{}]*)\}\}/g, (_all, name: string) => values[name.trim()] ?? '');
      return language === 'de'
        ? { subject: fill(template.subjectDe), text: fill(template.textDe) }
        : { subject: fill(template.subjectEn), text: fill(template.textEn) };
    },
  } satisfies Partial<SendingHandlers>;
}

export function sendingHandlers(state: SendingState, tools: Tools): SendingHandlers {
  return {
    ...outboxPart(state, tools),
    ...directoryPart(state, tools),
    'routes.resolve': (query) => resolveFake(state, query),
    'routes.grid': () => gridFake(state),
    'routes.afterChange': (query) => afterChangeFake(state, query),
  };
}
