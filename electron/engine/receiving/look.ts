import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { MailboxLook } from '../../../shared/domain/mailbox.ts';
import type { Rule } from '../../../shared/domain/rule.ts';
import { dateOfHeaderSection, parseHeaderSection } from '../mime/header-section.ts';
import { compileRules, matchingRules } from '../rules/evaluate.ts';
import { factsOf } from '../rules/facts.ts';
import type { ListedMessage, MailSource } from './source.ts';

/** Headers of so many of the newest messages are read to say what the rules would do. */
const SAMPLE = 500;
const AGES_DAYS = [1, 7, 30, 90, 365];
const DAY_MS = 86_400_000;

/**
 * Looks into a mailbox and changes nothing: no flag, no message, no key remembered.
 *
 * @param rules the account's active rules in order
 * @throws MailroomError
 */
export async function lookInto(
  account: IncomingAccount,
  source: MailSource,
  rules: readonly Rule[],
  now: number,
): Promise<MailboxLook> {
  try {
    await source.open(true);
    const listed = await source.list(true);
    const sample = listed.slice(-SAMPLE);
    const headers = await source.fetchHeaders(sample);
    await source.finish();
    const dates = listed
      .map(({ ref, receivedAt }) => receivedAt ?? dateIn(headers.get(ref)))
      .filter((at) => at !== undefined)
      .sort((one, other) => one - other);
    const [oldest, newest] = [dates[0], dates.at(-1)];
    const limit = account.maxSizeBytes;
    return {
      found: listed.length,
      bytes: listed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      largestBytes: listed.reduce((largest, { sizeBytes }) => Math.max(largest, sizeBytes), 0),
      oversize: limit === 0 ? 0 : listed.filter(({ sizeBytes }) => sizeBytes > limit).length,
      ...(oldest === undefined ? {} : { oldest }),
      ...(newest === undefined ? {} : { newest }),
      byAge: ages(dates, now),
      sampled: headers.size,
      rules: await outcomes(account, sample, headers, rules),
    };
  } finally {
    source.abort();
  }
}

function dateIn(header: Buffer | undefined): number | undefined {
  return header === undefined ? undefined : dateOfHeaderSection(header);
}

/** Left out where no message has a date. */
function ages(dates: readonly number[], now: number): MailboxLook['byAge'] {
  if (dates.length === 0) return [];
  return AGES_DAYS.map((days) => ({
    days,
    messages: dates.filter((at) => at >= now - days * DAY_MS).length,
  }));
}

/**
 * Per rule how many messages it would take, and how many none would. Only the headers are here: a condition on text or
 * attachments sees none.
 */
async function outcomes(
  { name }: IncomingAccount,
  sample: readonly ListedMessage[],
  headers: ReadonlyMap<number, Buffer>,
  rules: readonly Rule[],
): Promise<MailboxLook['rules']> {
  const taken = new Map<Rule | undefined, number>();
  const compiled = compileRules(rules);
  for (const { ref, sizeBytes } of sample) {
    const header = headers.get(ref);
    if (header === undefined) continue;
    const envelope = await parseHeaderSection(header);
    if (envelope === undefined) continue;
    const known = { envelope, attachments: [], text: '', header: header.toString('latin1') };
    const [rule] = matchingRules(compiled, factsOf({ ...known, sizeBytes, account: name }));
    taken.set(rule, (taken.get(rule) ?? 0) + 1);
  }
  return [...rules, undefined].flatMap((rule) => {
    const messages = taken.get(rule) ?? 0;
    if (messages === 0) return [];
    const createsTicket = rule?.actions.some(({ kind }) => kind === 'createTicket') ?? false;
    return [{ ...(rule === undefined ? {} : { title: rule.title }), messages, createsTicket }];
  });
}
