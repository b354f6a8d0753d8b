import { isEmptyAction, MAX_RANK, type Rule } from '../../../shared/domain/rule.ts';
import { ticketNumberField } from '../../../shared/domain/ticket-number.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import type { Engine } from '../../engine/engine.ts';
import { nameKey } from '../../engine/store/name-key.ts';
import { call } from '../call.ts';
import type { Fields } from './directory-entry.ts';
import { pick } from './reference.ts';
import { actionNames, actionWithIds, type Named } from './rule-references.ts';

/** Rules of a file of accounts. What a rule names may be missing here: that costs a part of the rule, never the import. */

/** Why a rule is not here as it is in the file. */
export type RuleChange =
  /** Its action `action` named something (`what`: "ticket", "user", ...; `name` as in the file) that is not here. */
  | {
      readonly reason: 'notThere';
      readonly action: string;
      readonly what: string;
      readonly name: string;
    }
  /** Its action `action` named nothing: what it named was gone before the export. */
  | { readonly reason: 'nothingNamed'; readonly action: string }
  /** Another rule of the account has its rank `rank`. */
  | { readonly reason: 'rankTaken'; readonly rank: number };

/** A rule that was stored otherwise than the file has it. */
export interface ChangedRule {
  readonly account: string;
  readonly title: string;
  /** As it is here. */
  readonly rank: number;
  readonly active: boolean;
  readonly changes: readonly RuleChange[];
}

interface AddedRule {
  readonly id: string;
  /** Undefined: it is here as it is in the file. */
  readonly changed?: ChangedRule;
}

/** Takes rules of a file in, one after the other. The accounts, and what the rules name, must be there before. */
export async function ruleImport(engine: Engine): Promise<{
  /**
   * A rule that names something that is not here is switched off, without that action if it has others, else with `leave`.
   * One whose rank is taken gets the next free one, which keeps the order of the file.
   *
   * @returns undefined when the account had a rule of that title before the import
   * @throws MailroomError `input.notFound` for the account, and what creating a rule throws
   */
  add(entry: Fields): Promise<AddedRule | undefined>;
}> {
  // Titles may be there twice, also within a file: only what was here before counts as the same rule.
  const before = await call(engine, 'rules.list', {});
  const accounts: readonly Named[] = (await call(engine, 'incoming.list', {})).map(({ account }) => account);
  const names = await actionNames(engine);

  async function resolve(action: unknown): Promise<{ action?: unknown; changes: RuleChange[] }> {
    if (typeof action !== 'object' || action === null) return { action, changes: [] };
    const kind = 'kind' in action ? String(action.kind) : '';
    if (kind === 'assignTicket') {
      const { data: name } = ticketNumberField.safeParse('ticket' in action ? action.ticket : undefined);
      // What is no ticket number at all is for the contract to refuse.
      if (name === undefined || (await ticketExists(engine, name))) return { action, changes: [] };
      return { changes: [{ reason: 'notThere', action: kind, what: 'ticket', name }] };
    }
    if (isEmptyAction(action)) return { changes: [{ reason: 'nothingNamed', action: kind }] };
    const { fields, missing } = actionWithIds(names, action);
    return {
      ...(isEmptyAction(fields) ? {} : { action: fields }),
      changes: missing.map((gone) => ({ reason: 'notThere', action: kind, ...gone })),
    };
  }

  return {
    async add({ account, actions, ...fields }) {
      const reference = typeof account === 'string' ? account : '';
      const { id: accountId, name } = pick(accounts, reference, (named) => named);
      const title = nameKey(typeof fields['title'] === 'string' ? fields['title'] : '');
      if (before.some((rule) => rule.accountId === accountId && nameKey(rule.title) === title))
        return undefined;

      const resolved = Array.isArray(actions) ? await Promise.all(actions.map(resolve)) : undefined;
      const missing = (resolved ?? []).flatMap(({ changes }) => changes);
      const left = (resolved ?? []).flatMap(({ action }) => (action === undefined ? [] : [action]));
      const rank = freeRank(await call(engine, 'rules.list', {}), accountId, fields['rank']);
      // Checked by the contract, like everything that is asked of the engine.
      const input = {
        ...fields,
        ...(rank === undefined ? {} : { rank }),
        accountId,
        actions:
          resolved === undefined
            ? actions
            : left.length === 0 && missing.length > 0
              ? [{ kind: 'leave' }]
              : left,
        ...(missing.length === 0 ? {} : { active: false }),
      } as unknown as RequestInput<'rules.create'>;
      const rule = await call(engine, 'rules.create', input);
      const changes: RuleChange[] = [
        ...missing,
        ...(rank === undefined ? [] : [{ reason: 'rankTaken' as const, rank: Number(fields['rank']) }]),
      ];
      if (changes.length === 0) return { id: rule.id };
      const { title: stored, active } = rule;
      return {
        id: rule.id,
        changed: { account: name, title: stored, rank: rule.rank, active, changes },
      };
    },
  };
}

/** The change as a sentence. */
export function describeChange(change: RuleChange, { rank }: ChangedRule): string {
  switch (change.reason) {
    case 'notThere':
      return `${change.action} names the ${change.what} "${change.name}", which is not here`;
    case 'nothingNamed':
      return `${change.action} names nothing that is still there`;
    case 'rankTaken':
      return `rank ${change.rank} is taken, it has ${rank}`;
  }
}

async function ticketExists(engine: Engine, number: string): Promise<boolean> {
  try {
    await call(engine, 'tickets.get', { number });
    return true;
  } catch (error) {
    if (error instanceof MailroomError && error.code === 'input.notFound') return false;
    throw error;
  }
}

/** The next rank that no rule of the account has, or else the last one before; undefined: the one wanted can stay. */
function freeRank(rules: readonly Rule[], accountId: string, wanted: unknown): number | undefined {
  const taken = new Set(rules.filter((rule) => rule.accountId === accountId).map(({ rank }) => rank));
  if (typeof wanted !== 'number' || !taken.has(wanted)) return undefined;
  let rank = wanted;
  while (taken.has(rank)) rank += 1;
  if (rank <= MAX_RANK) return rank;
  rank = wanted;
  while (taken.has(rank)) rank -= 1;
  return rank;
}
