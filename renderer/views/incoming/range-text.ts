import type { TFunction } from 'i18next';
import { formatCount } from '../../format.ts';
import type { Range } from './look-numbers.ts';

/** `160`, or `41 to 160` where the look did not count exactly. */
export function rangeText({ least, most }: Range, t: TFunction): string {
  return least === most
    ? formatCount(most)
    : t('firstContact.range', { least: formatCount(least), most: formatCount(most) });
}
