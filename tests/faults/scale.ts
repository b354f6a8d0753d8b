/** `npm run test:faults` tries every point; `npm test` a few of them. */
export const FULL = process.env['MAILROOM_TEST_FAULTS'] === 'full';

/** One of two numbers: for the full run, and for `npm test`. */
export function scaled(full: number, few: number): number {
  return FULL ? full : few;
}
