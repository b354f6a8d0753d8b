/** Writes numbers as an IMAP sequence set (RFC 9051 section 9), neighbours as ranges: `1:3,7`. */
export function toSequenceSet(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts: string[] = [];
  let start = 0;
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === (sorted[i - 1] ?? 0) + 1) continue;
    const first = sorted[start];
    const last = sorted[i - 1];
    if (first !== undefined) parts.push(first === last ? `${first}` : `${first}:${last}`);
    start = i;
  }
  return parts.join(',');
}
