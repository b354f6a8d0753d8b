import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseIndex } from '../../../electron/engine/mime/parse.ts';
import type { MessageIndex } from '../../../electron/engine/mime/parsed.ts';
import { compileRules, matchingRules, type CompiledRule } from '../../../electron/engine/rules/evaluate.ts';
import { factsOf } from '../../../electron/engine/rules/facts.ts';
import { compilePattern } from '../../../electron/engine/rules/pattern.ts';
import type { RuleCondition, RuleInput } from '../../../shared/domain/rule.ts';
import { generateMessages } from '../../corpus/generate.ts';
import type { MeasureGroup } from '../bench.ts';
import { atLeast, atMost, figure, type Row } from '../report.ts';
import { median } from '../rounds.ts';

const RULES = 200;
/** So many are parsed; each stands for several of the messages that go through the rules. */
const DISTINCT = 1000;
const MAX_BYTES = 60_000;
const WORDS = [
  'rechnung',
  'drucker',
  'invoice',
  'facture',
  'urgent',
  'störung',
  'server',
  'meeting',
  'prix',
  '会議',
];

/** Deciding by many rules, none of which holds, so that all are tried; and an expression made to run for ever. */
export const rules: MeasureGroup = async (bench) => {
  const parsed = parsedMessages(Math.min(DISTINCT, bench.options.messages), bench.say);
  const tried = compileRules(Array.from({ length: RULES }, (_, index) => ruleOf(index)));
  // The first time compiles.
  decideAll(parsed, tried, parsed.length);
  const speeds: number[] = [];
  const memory: number[] = [];
  const atFirst = usedMemory();
  for (let round = 0; round < bench.options.rounds; round++) {
    const begun = process.cpuUsage();
    const matched = decideAll(parsed, tried, bench.options.messages);
    const { user, system } = process.cpuUsage(begun);
    const seconds = (user + system) / 1e6;
    if (matched > 0) bench.fault(`rules: ${matched} rules hold that must not`);
    speeds.push(bench.options.messages / seconds);
    memory.push(usedMemory() / atFirst);
    bench.say(`  round ${round + 1}: ${figure(seconds)} s`);
  }
  return [
    {
      group: 'rules',
      what: `messages per second of processor time, ${RULES} rules, ${bench.options.messages} messages`,
      ours: `${figure(median(speeds))} messages/s`,
      peer: '',
      values: speeds,
      target: atLeast(1000),
    },
    {
      group: 'rules',
      what: 'memory after each round against before',
      ours: `${figure(atFirst / 1e6)} MB at first`,
      peer: '',
      values: memory,
      target: atMost(1.25),
    },
    doubling(bench.options.rounds),
  ];
};

function parsedMessages(count: number, say: (line: string) => void): MessageIndex[] {
  say(`  parsing ${count} messages`);
  return [...generateMessages({ count, maxBytes: MAX_BYTES })].map(({ bytes }) =>
    parseIndex(bytes, { imagesAsAttachments: false }),
  );
}

/** Every kind of condition in turn, about texts that no message has. */
function ruleOf(index: number): RuleInput {
  const word = `${WORDS[index % WORDS.length] ?? ''}${index}q`;
  const conditions: readonly RuleCondition[] = [
    { field: 'subject', operator: 'contains', value: word },
    { field: 'body', operator: 'contains', value: word },
    { field: 'body', operator: 'matches', value: `\\b${word}\\s+\\d{4,}\\b` },
    { field: 'sender', operator: 'domainIs', value: `${index}.invalid` },
    { field: 'header', name: 'Received', operator: 'contains', value: word },
    { field: 'attachment', name: 'name', operator: 'endsWith', value: `.${word}` },
    { field: 'subject', operator: 'matches', value: `(${word}|${index}x+)+$` },
    { field: 'spam', operator: 'is', value: 'yes' },
  ];
  const condition = conditions[index % conditions.length];
  return {
    accountId: 'bench',
    title: word,
    rank: index + 1,
    active: true,
    conditions: condition === undefined ? [] : [condition],
    actions: [{ kind: 'createTicket' }],
  };
}

function decideAll(
  parsed: readonly MessageIndex[],
  tried: readonly CompiledRule<RuleInput>[],
  count: number,
): number {
  let matched = 0;
  for (let index = 0; index < count; index++) {
    const message = parsed[index % parsed.length];
    if (message === undefined) continue;
    const facts = factsOf({ ...message, sizeBytes: index, account: 'Bench' });
    matched += matchingRules(tried, facts).length;
  }
  return matched;
}

/** Heap in use, after what is not needed any more was collected. Bytes. */
function usedMemory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Twice the text must take about twice the time. */
function doubling(rounds: number): Row {
  const pattern = compilePattern('(a+)+$', false);
  const time = (length: number): number => {
    const text = `${'a'.repeat(length)}b`;
    const begun = performance.now();
    if (pattern.fits(text)) throw new Error('(a+)+$ fits a text that ends with b');
    return performance.now() - begun;
  };
  time(1_000_000);
  const pairs = Array.from(
    { length: Math.max(5, rounds) },
    () => [time(1_000_000), time(2_000_000)] as const,
  );
  return {
    group: 'rules',
    what: '(a+)+$ on 2,000,000 letters against 1,000,000',
    ours: `${figure(median(pairs.map(([, long]) => long)))} ms`,
    peer: '',
    values: pairs.map(([short, long]) => long / short),
    target: atMost(3),
  };
}
