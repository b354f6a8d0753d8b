// docs/rules.md once more, in the simplest way: what becomes of one message after the other.
import type { DecisionReason, DecisionSummary } from '../../../shared/domain/rehearsal.ts';
import type { RuleAction, RuleInput } from '../../../shared/domain/rule.ts';
import type { TicketFields } from '../../../electron/engine/store/ticket-fields.ts';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import { holds, isByMachine, isMachine, type Seen } from './seen.ts';

export interface ModelAccount {
  readonly id: string;
  readonly name: string;
  readonly unknownSenders: 'hold' | 'create';
  readonly threadByReferences: boolean;
  readonly completedTickets: 'flag' | 'reopen';
  readonly rules: readonly RuleInput[];
}

export interface ModelUser {
  readonly email: string;
  readonly active: boolean;
  readonly groupIds: readonly string[];
}

export interface ModelTicket extends TicketFields {
  readonly number: string;
  readonly title: string;
  readonly status: Ticket['status'] | undefined;
  readonly priority: Ticket['priority'];
  /** Address of the contact who reported it. */
  readonly reporter?: string | undefined;
  readonly unread: boolean;
  readonly messages: number;
}

export interface ModelContact {
  readonly blocked: boolean;
  /** The first of its addresses. */
  readonly address: string;
}

/** Mail that is sent about a message, or why it is not. */
export interface ModelMail {
  readonly kind: 'forward' | 'confirm' | 'notify';
  readonly to: string;
  /** Undefined for word to the owner. */
  readonly rule: string | undefined;
  readonly skipped: 'automatic' | 'noAddress' | 'ownAddress' | 'tooMany' | undefined;
}

export interface Outcome {
  readonly decision: Omit<DecisionSummary, 'actions'>;
  readonly mails: readonly ModelMail[];
}

export interface World {
  readonly accounts: readonly ModelAccount[];
  readonly users: ReadonlyMap<string, ModelUser>;
  /** By address in lower case. */
  readonly contacts: Map<string, ModelContact>;
  readonly tickets: Map<string, ModelTicket>;
  /** Mail that was sent before, by Message-ID, with the ticket. */
  readonly sent: ReadonlyMap<string, string | undefined>;
  readonly sender: string;
}

/** An action that writes mail, and the rule it is from. */
interface Asked {
  readonly title: string;
  readonly action: RuleAction;
}

/** Mails a day to one address. */
const MOST = { confirm: 5, forward: 200, notify: 50 };

export interface Model {
  readonly tickets: ReadonlyMap<string, ModelTicket>;
  readonly contacts: ReadonlyMap<string, ModelContact>;
  /** To whom mail was sent, in this order. */
  readonly written: readonly string[];
  rulesOf(account: string): readonly RuleInput[];
  /** What becomes of the next message. */
  take(seen: Seen): Outcome;
  /** What a person does in between. */
  change(number: string, change: Partial<ModelTicket>): void;
}

/** Changes the contacts and tickets of `world` as messages are taken. */
export function createModel(world: World): Model {
  const { contacts, tickets, sent } = world;
  /** Message-IDs by account, and those that have a ticket. */
  const known = new Map<string, Set<string>>();
  const filed = new Map<string, string>();
  const counts = new Map<string, number>();
  const written: string[] = [];
  /** Tickets with unread mail, each with an address that has heard of it. */
  const heard = new Set<string>();

  function change(number: string, changes: Partial<ModelTicket>): void {
    const ticket = tickets.get(number);
    if (ticket === undefined) throw new Error(`no ticket ${number}`);
    const isCompletedNow = changes.status === 'completed' && ticket.status !== 'completed';
    const changed = { ...ticket, ...changes, ...(isCompletedNow ? { unread: false } : {}) };
    tickets.set(number, changed);
    if (!changed.unread) for (const each of heard) if (each.startsWith(`${number} `)) heard.delete(each);
  }

  function accountOf(name: string): ModelAccount {
    const account = world.accounts.find((each) => each.name === name);
    if (account === undefined) throw new Error(`no account ${name}`);
    return account;
  }

  function take(seen: Seen): Outcome {
    const account = accountOf(seen.account);
    const outcome = outcomeOf(seen, account);
    if (seen.messageId !== undefined)
      known.set(seen.messageId, (known.get(seen.messageId) ?? new Set()).add(account.name));
    return outcome;
  }

  function outcomeOf(seen: Seen, account: ModelAccount): Outcome {
    const { messageId, from } = seen;
    const others = [...(known.get(messageId ?? '') ?? [])].filter((name) => name !== account.name);
    if (others.length > 0) return put('copy', 'archive');
    if (sent.has(messageId ?? '') && from.address.toLowerCase() === world.sender)
      return put('ownMail', 'archive');
    if (sent.has(seen.reportOn ?? '')) {
      const number = sent.get(seen.reportOn ?? '');
      if (number === undefined) return put('deliveryReport', 'inbox');
      return file(seen, 'deliveryReport', number, 'flag');
    }
    const after = isByMachine(seen) ? 'flag' : account.completedTickets;
    const named = [...seen.subject.matchAll(/\[(T-\d+)\]/gi)].map(([, number = '']) => number.toUpperCase());
    const [first, ...rest] = [...new Set(named)].filter((number) => tickets.has(number));
    if (first !== undefined) return file(seen, 'ticketReference', first, after, { otherTickets: rest });
    const thread = account.threadByReferences
      ? seen.answers.map((id) => filed.get(id) ?? sent.get(id)).find((number) => number !== undefined)
      : undefined;
    if (thread !== undefined) return file(seen, 'thread', thread, after);
    if (contacts.get(from.address.toLowerCase())?.blocked === true) return put('blockedSender', 'archive');
    return byRules(seen, account, after);
  }

  function byRules(seen: Seen, account: ModelAccount, after: 'flag' | 'reopen'): Outcome {
    const acting: RuleInput[] = [];
    for (const rule of account.rules) {
      const answers = rule.conditions.map((condition) => holds(condition, seen));
      if (!(rule.match === 'any' ? answers.includes(true) : !answers.includes(false))) continue;
      acting.push(rule);
      if (rule.continue !== true) break;
    }
    if (acting.length === 0) return put('nothing', 'inbox');
    const rules = acting.map(({ title }) => title);
    const said = acting.flatMap(({ title, actions }) => actions.map((action) => ({ title, action })));
    const first = (...kinds: RuleAction['kind'][]): number =>
      said.findIndex(({ action }) => kinds.includes(action.kind));
    const place = first('leave', 'archive', 'markSpam');
    const filing = first('createTicket', 'assignTicket');
    const spam = said[place]?.action.kind === 'markSpam' && (filing < 0 || place < filing);
    const ticket = spam ? undefined : said[filing]?.action;
    const address = seen.from.address.toLowerCase();
    const isUnknown = ticket?.kind === 'createTicket' && !contacts.has(address);
    if (isUnknown && account.unknownSenders === 'hold') return put('unknownSender', 'inbox', { rules });
    const createsContact = isUnknown && address.includes('@');
    if (createsContact) contacts.set(address, { blocked: false, address });
    // A mark that comes behind a ticket marks nothing, and the next place counts.
    const where = said[spam ? place : first('leave', 'archive')]?.action.kind;
    const folder = where === 'leave' || (where === undefined && ticket === undefined) ? 'inbox' : 'archive';
    const shared = { rules, spam, createsContact };
    const asked = said.filter(({ action: { kind } }, index) =>
      kind === 'confirm' ? index === first('confirm') : kind === 'forward' || kind === 'notify',
    );
    if (ticket?.kind !== 'createTicket' && ticket?.kind !== 'assignTicket')
      return { ...put('rule', folder, shared), mails: mails(seen, asked, undefined) };
    const fields = fieldsOf(
      said.map(({ action }) => action).filter((a) => a === ticket || a.kind === 'setFields'),
    );
    if (ticket.kind === 'assignTicket')
      return file(seen, 'rule', ticket.ticket, after, { ...shared, folder }, fields, asked);
    const number = `T-${String(tickets.size + 1).padStart(6, '0')}`;
    tickets.set(number, {
      number,
      title: seen.subject === '' ? seen.from.address : seen.subject,
      status: 'new',
      priority: 'normal',
      unread: false,
      messages: 0,
      reporter: contacts.get(address)?.address,
    });
    return file(seen, 'rule', number, after, { ...shared, folder, createsTicket: true }, fields, asked);
  }

  /** Gives a message its ticket, and tells those who want to know. */
  function file(
    seen: Seen,
    reason: DecisionReason,
    number: string,
    after: 'flag' | 'reopen',
    more: Partial<Outcome['decision']> = {},
    fields: TicketFields = {},
    asked: readonly Asked[] = [],
  ): Outcome {
    const ticket = tickets.get(number);
    if (ticket === undefined) throw new Error(`no ticket ${number}`);
    const isCompleted = ticket.status === 'completed';
    change(number, {
      unread: true,
      messages: ticket.messages + 1,
      ...(isCompleted && after === 'reopen' ? { status: 'processing' } : {}),
    });
    change(number, fields);
    if (seen.messageId !== undefined) filed.set(seen.messageId, number);
    const decided = put(reason, 'archive', {
      ...(more.createsTicket === true ? {} : { ticket: number }),
      ...(isCompleted ? { completed: after } : {}),
      ...more,
    });
    return { ...decided, mails: mails(seen, asked, tickets.get(number)) };
  }

  function mails(seen: Seen, asked: readonly Asked[], ticket: ModelTicket | undefined): ModelMail[] {
    const active = (id: string | undefined): string[] => {
      const user = world.users.get(id ?? '');
      return user?.active === true ? [user.email] : [];
    };
    const wanted = asked.flatMap(({ title: rule, action }): Omit<ModelMail, 'skipped'>[] => {
      if (action.kind === 'forward') return action.to.map((to) => ({ kind: 'forward', to, rule }));
      if (action.kind === 'confirm') return [{ kind: 'confirm', to: seen.from.address, rule }];
      if (action.kind !== 'notify') return [];
      const { userId, groupId } = action;
      const group = [...world.users.values()].filter(
        (user) => user.active && user.groupIds.includes(groupId ?? ''),
      );
      const told =
        groupId === undefined ? active(userId ?? ticket?.ownerId) : group.map(({ email }) => email);
      return told.map((to) => ({ kind: 'notify', to, rule }));
    });
    const owner = active(ticket?.ownerId);
    const all = [...wanted, ...owner.map((to) => ({ kind: 'notify' as const, to, rule: undefined }))];
    return all
      .filter(({ kind, to }, at) => at === all.findIndex((each) => each.kind === kind && each.to === to))
      .filter(({ kind, to }) => kind !== 'notify' || ticket === undefined || !hasHeard(ticket, to))
      .map((mail) => {
        const why = skipped(seen, mail);
        if (!seen.automatic && mail.kind === 'notify' && ticket?.unread === true)
          heard.add(`${ticket.number} ${mail.to.toLowerCase()}`);
        return { ...mail, skipped: why };
      });
  }

  /** Whether a user has heard of a ticket since it has unread mail. */
  function hasHeard({ number }: ModelTicket, to: string): boolean {
    return heard.has(`${number} ${to.toLowerCase()}`);
  }

  function skipped(seen: Seen, { kind, to }: Omit<ModelMail, 'skipped'>): ModelMail['skipped'] {
    if (seen.automatic) return 'automatic';
    if (isMachine(to)) return 'noAddress';
    if (to.toLowerCase() === world.sender) return 'ownAddress';
    const key = `${kind} ${to.toLowerCase()}`;
    const count = counts.get(key) ?? 0;
    if (count >= MOST[kind]) return 'tooMany';
    counts.set(key, count + 1);
    written.push(to);
    return undefined;
  }

  return { tickets, contacts, written, rulesOf: (account) => accountOf(account).rules, take, change };
}

/** Of several values the first one counts. */
function fieldsOf(actions: readonly RuleAction[]): TicketFields {
  return actions.reduceRight<TicketFields>((all, action) => {
    if (action.kind !== 'createTicket' && action.kind !== 'setFields') return all;
    const { kind: _kind, ...values } = action;
    return { ...all, ...values };
  }, {});
}

function put(
  reason: DecisionReason,
  folder: 'inbox' | 'archive',
  more: Partial<Outcome['decision']> = {},
): Outcome {
  return {
    decision: {
      reason,
      rules: [],
      folder,
      spam: false,
      createsTicket: false,
      otherTickets: [],
      createsContact: false,
      ...more,
    },
    mails: [],
  };
}
