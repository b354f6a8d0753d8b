/**
 * Whether a time lies ahead. One further ahead than anything ever waits was noted before the clock was set back, and
 * counts as past: nothing waits until the clock has caught up.
 *
 * @param at UTC ms
 * @param longestMs the longest time that is waited there
 */
export function isToCome(at: number, now: number, longestMs: number): boolean {
  return at > now && at <= now + longestMs;
}
