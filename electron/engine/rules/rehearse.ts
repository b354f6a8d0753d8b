import type {
  DecisionSummary,
  Rehearsal,
  RehearsalRequest,
  RehearsedMessage,
} from '../../../shared/domain/rehearsal.ts';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { unexpected } from '../failures.ts';
import type { MimeParser } from '../mime/parser.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { findIncomingAccount } from '../store/incoming-accounts.ts';
import { findMessage, newestIds, readForParsing } from '../store/messages.ts';
import { checkRule } from './check-rule.ts';
import { decide, summarize, type DecidedMessage } from './decide.ts';
import { explainRules } from './explain.ts';
import { factsOf } from './facts.ts';
import { openRuleBook, withRules, type RuleBook } from './rule-book.ts';

/** After everything that is here. */
const NEXT_ID = Number.MAX_SAFE_INTEGER;

export interface RehearsalParts {
  readonly database: Database;
  readonly parser: MimeParser;
  readonly clock: Clock;
}

/** The two rule sets that are compared. */
interface Books {
  readonly today: RuleBook;
  readonly tried: RuleBook;
}

/**
 * What the rules of an account, as they are or as they are being edited, would do with messages, and why. Asks what the
 * live rules ask (`decide`) and writes nothing.
 *
 * @throws MailroomError `input.notFound`, `input.invalid` for rules that could not be saved
 */
export async function rehearse(parts: RehearsalParts, request: RehearsalRequest): Promise<Rehearsal> {
  const { database } = parts;
  const account = findIncomingAccount(database, request.accountId);
  if (account === undefined)
    throw new MailroomError('input.notFound', 'input', { params: { name: request.accountId } });
  const rules = request.rules?.map((rule) => checkRule(database, rule));
  const today = openRuleBook(database);
  const tried = rules === undefined ? today : withRules(today, account.id, rules);
  const messages: RehearsedMessage[] = [];
  for (const id of wanted(database, request))
    messages.push(await rehearseStored(parts, { today, tried }, account, id));
  const { source } = request.messages;
  if (source !== undefined)
    messages.push(await rehearseSource(parts, { today, tried }, account, Buffer.from(source, 'base64')));
  return { messages, changed: messages.filter((message) => message.today !== undefined).length };
}

function wanted(database: Database, { accountId, messages: { ids, last } }: RehearsalRequest): number[] {
  const newest = last === undefined ? [] : newestIds(database, accountId, last);
  return [...new Set([...(ids ?? []), ...newest])];
}

async function rehearseStored(
  { database, parser }: RehearsalParts,
  books: Books,
  account: IncomingAccount,
  id: number,
): Promise<RehearsedMessage> {
  const message = findMessage(database, id);
  const stored = readForParsing(database, id);
  if (message === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
  const shown = { id, subject: message.subject, from: message.from.address };
  try {
    if (stored === undefined)
      throw new MailroomError('message.unreadable', 'process', { detail: 'the message was never fetched' });
    const { source, imagesAsAttachments } = stored;
    const { sizeBytes, receivedAt } = message;
    const index = await parser.index(source, { imagesAsAttachments, giveAway: true });
    const data = { ...index, report: index.report, id, sizeBytes, receivedAt };
    const { from, subject } = index.envelope;
    return { ...outcome(database, books, account, data), id, subject, from: from.address };
  } catch (error) {
    return { ...shown, rules: [], error: unexpected(error).toPlain() };
  }
}

async function rehearseSource(
  { database, parser, clock }: RehearsalParts,
  books: Books,
  account: IncomingAccount,
  source: Buffer,
): Promise<RehearsedMessage> {
  const sizeBytes = source.length;
  const { imagesAsAttachments } = account;
  try {
    const index = await parser.index(source, { imagesAsAttachments, giveAway: true });
    const data = { ...index, report: index.report, id: NEXT_ID, sizeBytes, receivedAt: clock.now() };
    const { from, subject } = index.envelope;
    return { ...outcome(database, books, account, data), subject, from: from.address };
  } catch (error) {
    return { subject: '', from: '', rules: [], error: unexpected(error).toPlain() };
  }
}

function outcome(
  database: Database,
  { today, tried }: Books,
  account: IncomingAccount,
  data: Omit<DecidedMessage, 'accountId' | 'account'>,
): Pick<RehearsedMessage, 'rules' | 'decision' | 'today'> {
  const message: DecidedMessage = { ...data, accountId: account.id, account: account.name };
  const decision = summarize(decide(database, tried, message));
  const before = tried === today ? decision : summarize(decide(database, today, message));
  return {
    rules: explainRules(tried.rulesOf(account.id), factsOf(message)),
    decision,
    ...(isSame(decision, before) ? {} : { today: before }),
  };
}

/** Rules may be called otherwise: what becomes of the message counts. */
function isSame(one: DecisionSummary, other: DecisionSummary): boolean {
  const effect = (decision: DecisionSummary): string => JSON.stringify({ ...decision, rules: [] });
  return effect(one) === effect(other);
}
