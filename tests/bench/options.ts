import { parseArgs } from 'node:util';

export const GROUPS = [
  'imap',
  'pop3',
  'rtt',
  'store',
  'parse',
  'chain',
  'memory',
  'loop',
  'send',
  'search',
  'rules',
] as const;
export type Group = (typeof GROUPS)[number];

export interface Options {
  readonly groups: readonly Group[];
  readonly messages: number;
  readonly rounds: number;
  /** Where the results are written too, as JSON. */
  readonly json: string | undefined;
}

/** @throws Error for an unknown option, an unknown group or a number below 1 */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', default: GROUPS.join(',') },
      messages: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '3' },
      json: { type: 'string' },
    },
  });
  return {
    groups: values.only.split(',').map(group),
    messages: count(values.messages, 'messages'),
    rounds: count(values.rounds, 'rounds'),
    json: values.json,
  };
}

function group(name: string): Group {
  const known = GROUPS.find((candidate) => candidate === name);
  if (known === undefined) throw new Error(`Unknown group: ${name}. Known: ${GROUPS.join(', ')}.`);
  return known;
}

function count(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1.`);
  return value;
}
