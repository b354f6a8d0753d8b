import type { HeaderField } from './header-fields.ts';

/** From this spam confidence level on Exchange takes a message for spam. */
const EXCHANGE_SPAM_LEVEL = 5;

/** Fields in which filters on the way write what they think, and when that is "spam". */
const VERDICTS: ReadonlyMap<string, (value: string) => boolean> = new Map([
  // SpamAssassin and what imitates it; Rspamd writes the third and fourth.
  ['x-spam-flag', isYes],
  ['x-spam-status', isYes],
  ['x-spam', isYes],
  ['x-spamd-result', (value: string) => /^\s*[^:]*:\s*true\b/i.test(value)],
  ['x-rspamd-action', (value: string) => /^\s*(add header|rewrite subject|reject)\b/i.test(value)],
  ['x-ms-exchange-organization-scl', (value: string) => Number.parseInt(value, 10) >= EXCHANGE_SPAM_LEVEL],
  [
    'x-forefront-antispam-report',
    (value: string) => Number(/(?:^|;)\s*SCL:(-?\d+)/i.exec(value)?.[1] ?? 0) >= EXCHANGE_SPAM_LEVEL,
  ],
]);

/** The first field of a header by which a filter marked the message as spam; undefined when none did. */
export function spamField(fields: readonly HeaderField[]): HeaderField | undefined {
  return fields.find(({ name, raw }) => VERDICTS.get(name.toLowerCase())?.(raw) === true);
}

function isYes(value: string): boolean {
  return /^\s*yes\b/i.test(value);
}
