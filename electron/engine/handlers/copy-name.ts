import { MAX_NAME_LENGTH } from '../../../shared/domain/fields.ts';
import { nameKey } from '../store/name-key.ts';

/** A free name for the copy of an account: "Support (2)", "Support (3)" … */
export function copyName(name: string, taken: readonly string[]): string {
  const keys = new Set(taken.map(nameKey));
  const base = name.replace(/ \(\d+\)$/, '').slice(0, MAX_NAME_LENGTH - 7);
  for (let number = 2; ; number++) {
    const candidate = `${base} (${number})`;
    if (!keys.has(nameKey(candidate))) return candidate;
  }
}
