/** Somebody who does the work once per round. */
export interface Contestant<Result> {
  readonly name: string;
  run(): Promise<Result>;
}

/** Each contestant's results, by name, in the order of the rounds. */
export type Results<Result> = ReadonlyMap<string, readonly Result[]>;

/** Every round runs everybody once, and begins with another one than the round before. */
export async function rotate<Result>(
  rounds: number,
  contestants: readonly Contestant<Result>[],
  say: (line: string) => void,
): Promise<Results<Result>> {
  const results = new Map<string, Result[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % contestants.length;
    for (const { name, run } of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      say(`  round ${round + 1} of ${rounds}: ${name}`);
      results.get(name)?.push(await run());
    }
  }
  return results;
}

/** Ours divided by the peer's, round by round. */
export function ratios<Result>(
  results: Results<Result>,
  ours: string,
  peer: string,
  value: (result: Result) => number,
): number[] {
  const peers = results.get(peer) ?? [];
  return (results.get(ours) ?? []).flatMap((result, round) => {
    const other = peers[round];
    return other === undefined ? [] : value(result) / value(other);
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
