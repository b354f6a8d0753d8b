/** How long an account can be silent before that is unusual, learned from the account itself. */

const DAY_MS = 86_400_000;
/** How far back its arrivals count. */
export const RHYTHM_WINDOW_MS = 56 * DAY_MS;
/** Fewer arrivals, or over a shorter time, tell nothing about habits: a weekend must have been among them. */
const MIN_ARRIVALS = 20;
const MIN_SPAN_MS = 14 * DAY_MS;
const AT_LEAST_MS = DAY_MS;
const TOLERANCE = 1.5;

/** The times at which messages arrived, as far as the rhythm needs them. */
export interface Arrivals {
  readonly count: number;
  /** UTC ms. */
  readonly first: number;
  readonly last: number;
  /** The longest time between two of them, in ms: nights, weekends and holidays are in it. */
  readonly longestGap: number;
}

/**
 * How long after its last message an account counts as unusually quiet, in ms: half as long again as it ever was,
 * and never less than a day. Undefined as long as too little is known.
 */
export function unusualSilence(arrivals: Arrivals): number | undefined {
  if (arrivals.count < MIN_ARRIVALS || arrivals.last - arrivals.first < MIN_SPAN_MS) return undefined;
  return Math.max(AT_LEAST_MS, arrivals.longestGap * TOLERANCE);
}
