// One desk lives, its twin rehearses, and a model says what docs/rules.md says. Where do they differ?
import { isDeepStrictEqual } from 'node:util';
import type { Engine } from '../../../electron/engine/engine.ts';
import { parseIndex } from '../../../electron/engine/mime/parse.ts';
import {
  failureOf,
  finishProcessing,
  type Processed,
} from '../../../electron/engine/receiving/finish-processing.ts';
import { openDatabase, type Database } from '../../../electron/engine/store/database.ts';
import { findMessage, readSource, unprocessedIds } from '../../../electron/engine/store/messages.ts';
import type { RehearsedMessage } from '../../../shared/domain/rehearsal.ts';
import type { Dovecot } from '../../servers/dovecot.ts';
import { MAILBOXES, openDesk, type Desk } from './desk.ts';
import type { Delivery, OurMail } from './mail.ts';
import { createModel, type Model, type ModelTicket, type Outcome } from './model.ts';
import {
  storedContacts,
  storedDecision,
  storedMails,
  storedRecipients,
  storedReports,
  storedTickets,
} from './outcome.ts';
import { holds, see, type Seen } from './seen.ts';

/** What was said about one message before the rules had it. */
export interface Told {
  readonly id: number;
  readonly account: string;
  readonly rehearsed: RehearsedMessage;
  /** Undefined where the model was not asked. */
  readonly model: { readonly seen: Seen; readonly outcome: Outcome } | undefined;
}

export interface Comparison {
  readonly told: readonly Told[];
  readonly disagreements: readonly string[];
}

/**
 * Delivers the mail in two halves, between which a person works on tickets. The twin fetches it, rehearses each message,
 * as it is stored and as a file, and only then lets the rules have it, one at a time. The living desk fetches it by
 * `mailroom poll`. In the end they are compared in everything that a decision leaves behind.
 *
 * @param withModel whether the second implementation is asked too: it only knows mail that keeps to the standards
 */
export async function compareDesks(
  dovecot: Dovecot,
  desk: Desk,
  mail: Iterator<Delivery>,
  firstHalf: number,
  withModel = true,
): Promise<Comparison> {
  const told: Told[] = [];
  const disagreements: string[] = [];
  const model = withModel ? createModel(desk.world) : undefined;
  for (const most of [firstHalf, Number.MAX_SAFE_INTEGER]) {
    if (told.length > 0) await workByHand(desk, model);
    deliver(dovecot, mail, most);
    told.push(...(await rehearseAll(desk, model, disagreements)));
    for (const { name } of desk.accounts) await desk.live.json(['poll', name]);
  }
  compareStored(desk, model, told, disagreements);
  return { told, disagreements };
}

function deliver(dovecot: Dovecot, mail: Iterator<Delivery>, most: number): void {
  for (let delivered = 0; delivered < most; delivered++) {
    const next = mail.next();
    if (next.done === true) return;
    dovecot.fill(MAILBOXES[next.value.mailbox] ?? '', [next.value]);
  }
}

/** Reads two of three tickets and completes every seventh, on both desks and in the model. */
async function workByHand({ live, twin }: Desk, model: Model | undefined): Promise<void> {
  let chosen: { readonly read: readonly string[]; readonly completed: readonly string[] } | undefined;
  for (const directory of [live.dataDirectory, twin]) {
    const engine = await openDesk(directory, []);
    const { items } = await engine.handlers['tickets.list']({ limit: 1000 });
    const numbers = items.map(({ number }) => number).toReversed();
    chosen ??= {
      read: numbers.filter((_, at) => at % 3 < 2),
      completed: numbers.filter((_, at) => at % 7 === 6),
    };
    for (const number of chosen.read) await engine.handlers['tickets.markRead']({ number });
    for (const number of chosen.completed)
      await engine.handlers['tickets.update']({ number, change: { status: 'completed' } });
    await engine.stop();
  }
  for (const number of chosen?.read ?? []) model?.change(number, { unread: false });
  for (const number of chosen?.completed ?? []) model?.change(number, { status: 'completed' });
}

async function rehearseAll(
  { twin, accounts }: Desk,
  model: Model | undefined,
  disagreements: string[],
): Promise<Told[]> {
  const ids = accounts.map(({ id }) => id);
  const engine = await openDesk(twin, ids);
  const database = openDatabase(twin);
  // Each message is a transaction of its own here, and nothing of this has to survive.
  database.pragma('synchronous = OFF');
  const told: Told[] = [];
  try {
    await engine.holdProcessing();
    for (const id of ids) {
      const [run] = await engine.handlers['incoming.poll']({ ids: [id] });
      if (run?.error !== undefined) throw new Error(run.error.code);
    }
    for (const id of unprocessedIds(database, 0, Number.MAX_SAFE_INTEGER))
      told.push(await rehearseOne(engine, database, id, model, disagreements));
  } finally {
    database.close();
    await engine.stop();
  }
  return told;
}

async function rehearseOne(
  engine: Engine,
  database: Database,
  id: number,
  model: Model | undefined,
  disagreements: string[],
): Promise<Told> {
  const message = findMessage(database, id);
  const source = readSource(database, id);
  if (message === undefined || source === undefined) throw new Error(`no source of ${id}`);
  const { accountId, account } = message;
  const { messages } = await engine.handlers['rules.rehearse']({
    accountId,
    messages: { ids: [id], source: source.toString('base64') },
  });
  const [rehearsed, asFile] = messages;
  if (rehearsed === undefined || asFile === undefined) throw new Error(`no rehearsal of ${id}`);
  const { id: _id, ...comparable } = rehearsed;
  if (rehearsed.error === undefined && !isDeepStrictEqual(comparable, asFile))
    disagreements.push(difference(id, 'as a file', comparable, asFile));
  finishProcessing(database, [read(id, source)], Date.now());
  if (model === undefined) return { id, account, rehearsed, model };
  const seen = await see(source, account);
  const outcome = model.take(seen);
  compareConditions(id, model, seen, rehearsed, disagreements);
  return { id, account, rehearsed, model: { seen, outcome } };
}

function read(id: number, source: Buffer): Processed {
  try {
    return { id, index: parseIndex(source, { imagesAsAttachments: false }) };
  } catch (error) {
    return { id, failure: failureOf(error) };
  }
}

function compareConditions(
  id: number,
  model: Model,
  seen: Seen,
  { rules }: RehearsedMessage,
  disagreements: string[],
): void {
  const expected = model.rulesOf(seen.account);
  for (const [at, { conditions, title }] of rules.entries())
    for (const [place, { holds: answer }] of conditions.entries()) {
      const condition = expected[at]?.conditions[place];
      if (condition === undefined || holds(condition, seen) !== answer)
        disagreements.push(difference(id, `${title}, ${JSON.stringify(condition)}`, !answer, answer));
    }
}

function compareStored(
  { live, twin, our }: Desk,
  model: Model | undefined,
  told: readonly Told[],
  disagreements: string[],
): void {
  const [living, rehearsing] = [openDatabase(live.dataDirectory), openDatabase(twin)];
  const compare = (id: number, what: string, one: unknown, other: unknown): void => {
    if (!isDeepStrictEqual(one, other)) disagreements.push(difference(id, what, one, other));
  };
  for (const { id, rehearsed, model: expected } of told) {
    compare(id, 'source', readSource(rehearsing, id), readSource(living, id));
    if (rehearsed.decision === undefined) {
      compare(id, 'set aside', rehearsed.error?.code, findMessage(living, id)?.reason?.code);
      continue;
    }
    const { actions: _actions, ...decision } = rehearsed.decision;
    const stored = storedDecision(living, id);
    compare(id, 'rehearsed and found', decision, stored);
    compare(id, 'one at a time', storedDecision(rehearsing, id), stored);
    compare(id, 'mails one at a time', storedMails(rehearsing, id), storedMails(living, id));
    if (expected === undefined) continue;
    compare(id, 'model', expected.outcome.decision, stored);
    const mails = expected.outcome.mails.map(({ kind: _kind, ...mail }) => mail);
    compare(id, 'mails', mails, storedMails(living, id));
  }
  compare(0, 'tickets one at a time', storedTickets(rehearsing), storedTickets(living));
  compare(0, 'contacts one at a time', storedContacts(rehearsing), storedContacts(living));
  compare(0, 'outbox one at a time', storedRecipients(rehearsing), storedRecipients(living));
  if (model !== undefined) compareInTheEnd(model, told, our, living, compare);
  living.close();
  rehearsing.close();
}

/** What all decisions together have left behind, against the model. */
function compareInTheEnd(
  model: Model,
  told: readonly Told[],
  { messageIds }: OurMail,
  living: Database,
  compare: (id: number, what: string, one: unknown, other: unknown) => void,
): void {
  const tickets = storedTickets(living);
  compare(0, 'tickets', [...model.tickets.keys()], [...tickets.keys()]);
  for (const [number, ticket] of model.tickets) compare(0, number, given(ticket), given(tickets.get(number)));
  compare(0, 'contacts', new Set(model.contacts.keys()), storedContacts(living));
  compare(0, 'outbox', model.written, storedRecipients(living).slice(messageIds.length));
  const reportsOn = (messageId: string): number[] =>
    told.flatMap(({ id, model: expected }) =>
      expected?.outcome.decision.reason === 'deliveryReport' && expected.seen.reportOn === messageId
        ? [id]
        : [],
    );
  const reports = Object.fromEntries(messageIds.map((each) => [each, reportsOn(each)]));
  compare(0, 'delivery reports', reports, storedReports(living, messageIds));
}

/** Without what is left out. */
function given(ticket: ModelTicket | undefined): unknown {
  return Object.fromEntries(Object.entries(ticket ?? {}).filter(([, value]) => value !== undefined));
}

/** Of two decisions or tickets only what is not the same. */
function difference(id: number, what: string, one: unknown, other: unknown): string {
  const isSame = (key: string): boolean => isDeepStrictEqual(memberOf(one, key), memberOf(other, key));
  const shown = (value: unknown): string =>
    JSON.stringify(value, (key, member: unknown) =>
      value instanceof Object && !Array.isArray(value) && key in value && isSame(key) ? undefined : member,
    );
  return `message ${id}, ${what}: ${shown(one)} and ${shown(other)}`.slice(0, 2000);
}

function memberOf(value: unknown, key: string): unknown {
  return value instanceof Object ? Reflect.get(value, key) : undefined;
}
