import { median } from './rounds.ts';

/** A bar that the median must reach. */
export interface Target {
  readonly kind: 'most' | 'least';
  readonly value: number;
  /** A further goal that nobody misses. */
  readonly stretch?: number;
}

/** One line of the result. */
export interface Row {
  readonly group: string;
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  /** What is compared with the target, one per round: a ratio, or a figure in the unit that `what` names. */
  readonly values: readonly number[];
  readonly target?: Target;
}

export function atMost(value: number, stretch?: number): Target {
  return { kind: 'most', value, ...(stretch === undefined ? {} : { stretch }) };
}

export function atLeast(value: number): Target {
  return { kind: 'least', value };
}

/** Undefined when there is no target. */
export function isMet({ values, target }: Row): boolean | undefined {
  if (target === undefined) return undefined;
  return reaches(median(values), target.kind, target.value);
}

export function formatTable(rows: readonly Row[]): string {
  const head = ['', 'WHAT', 'MAILROOM', 'PEER', 'MEDIAN (MIN..MAX)', 'TARGET', ''];
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Significant places enough to compare. */
export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function cells(row: Row): string[] {
  const { values, target } = row;
  const spread = `${figure(median(values))} (${figure(Math.min(...values))}..${figure(Math.max(...values))})`;
  return [row.group, row.what, row.ours, row.peer, spread, target ? describe(target) : '', verdict(row)];
}

function describe({ kind, value, stretch }: Target): string {
  const sign = kind === 'most' ? '<=' : '>=';
  return `${sign} ${value}${stretch === undefined ? '' : ` (stretch ${stretch})`}`;
}

function verdict(row: Row): string {
  const met = isMet(row);
  if (met === undefined) return '';
  const { kind, stretch } = row.target ?? {};
  const beyond =
    met && kind !== undefined && stretch !== undefined && reaches(median(row.values), kind, stretch);
  return beyond ? 'stretch met' : met ? 'met' : 'NOT MET';
}

function reaches(value: number, kind: Target['kind'], bar: number): boolean {
  return kind === 'most' ? value <= bar : value >= bar;
}
