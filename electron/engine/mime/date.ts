const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MINUTE_MS = 60_000;
/** RFC 5322 4.3; the military letters carry no usable meaning and count as UTC. Hours. */
const ZONES: Readonly<Record<string, number>> = {
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
  cet: 1,
  met: 1,
  cest: 2,
  mest: 2,
};

/** A Date field (RFC 5322 3.3 and 4.3) as UTC ms; undefined for a day or an hour that does not exist. */
export function parseDate(raw: string): number | undefined {
  const text = raw
    .slice(0, 200)
    .replace(/\([^()]*\)/g, ' ')
    .trim();
  const match =
    /^(?:[a-z]+\s*,?\s*)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*[\s-]+(\d{2,4})[\s,]+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?:\.\d+)?\s*([+-]\d{4}|[a-z]+)?/i.exec(
      text,
    );
  if (match === null) return isoDate(text);
  const [, day, name = '', year = '', hour, minute, second, zone] = match;
  const month = MONTHS.indexOf(name.toLowerCase());
  const numbers = [fullYear(year), month, day, hour, minute, second ?? 0].map(Number) as Six;
  if (month < 0 || !exists(numbers)) return undefined;
  return Date.UTC(...numbers) - offsetMinutes(zone) * MINUTE_MS;
}

type Six = [year: number, month: number, day: number, hour: number, minute: number, second: number];

function exists([year, month, day, hour, minute, second]: Six): boolean {
  const date = new Date(Date.UTC(year, month, day));
  // 60 is a leap second.
  return (
    date.getUTCDate() === day && date.getUTCMonth() === month && hour < 24 && minute < 60 && second <= 60
  );
}

function fullYear(written: string): number {
  const year = Number(written);
  if (written.length === 4) return year;
  return written.length === 2 && year < 50 ? 2000 + year : 1900 + year;
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined) return 0;
  if (!/^[+-]/.test(zone)) return (ZONES[zone.toLowerCase()] ?? 0) * 60;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Some programs write ISO 8601. */
function isoDate(text: string): number | undefined {
  const date = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}
