// Office mail with everything in it that rules can ask for.
import { readFileSync } from 'node:fs';
import { loadCorpus } from '../../bench/corpus.ts';
import { generateMessages } from '../../corpus/generate.ts';
import { toWire } from '../../servers/maildir.ts';

/** Mail of ours that was sent before, and who sent it. */
export interface OurMail {
  readonly sender: string;
  /** Message-IDs with brackets. */
  readonly messageIds: readonly string[];
}

export interface Delivery {
  /** Which of the mailboxes it goes to, from 0 on. */
  readonly mailbox: number;
  readonly bytes: Buffer;
}

type Fields = Readonly<Record<string, string>>;

/** One after the other, so that each occurs however few messages there are. */
function turns<T>(choices: readonly T[]): (turn: number) => T {
  return (turn) => choices[turn % choices.length] as T;
}

const SPAM = turns<Fields>([
  { 'X-Spam-Flag': 'YES' },
  { 'X-Spam-Status': 'Yes, score=9.1 required=5.0' },
  { 'X-Spam-Status': 'No, score=-1 required=5.0' },
  { 'X-Spamd-Result': 'default: True [25.00 / 15.00]' },
  { 'X-MS-Exchange-Organization-SCL': '6' },
  { 'X-MS-Exchange-Organization-SCL': '1' },
]);
const AUTOMATIC = turns<Fields>([
  { 'Auto-Submitted': 'auto-replied' },
  { 'Auto-Submitted': 'no' },
  { Precedence: 'bulk' },
  { 'List-Id': '<friends.lists.example>' },
  { 'X-Auto-Response-Suppress': 'All' },
]);
const SENDERS = turns<Fields>([
  { From: '"Dr. Erika Beispiel" <Erika@Customer.example>' },
  { From: '"dr. erika BEISPIEL" <ERIKA@CUSTOMER.EXAMPLE>' },
  { From: 'No Reply <noreply@shop.example>' },
  { From: '=?utf-8?q?J=C3=B6rg?= <j@xn--bcher-kva.example>' },
  { From: 'support@our.example' },
  { From: 'Nobody' },
]);
const RECIPIENTS = turns([
  'Verkauf <Sales@Our.example>',
  '"VERKAUF" <sales@our.EXAMPLE>, Support <support@example.com>',
  'info@xn--bcher-kva.example',
]);
const SUBJECTS = turns([
  'Urlaub',
  'urlaub',
  '=?utf-8?q?An_die_IT:_St=C3=B6rung?=',
  '=?utf-8?q?AN_DIE_it:_ST=C3=96RUNG?=',
  '=?iso-8859-1?q?Stra=DFe?= 4',
  '',
]);
const NOTES = turns([
  'Alpha Beta',
  'ALPHA BETA',
  '=?utf-8?q?Gr=C3=BC=C3=9Fe?= =?utf-8?q?_an?=\r\n Gamma',
  'omega gamma',
  'nothing\r\nX-Note: Alpha Beta',
]);
const BODIES = turns([
  'Please call back.',
  'PLEASE call BACK.',
  'Bald mehr. Grüße aus Köln',
  'GRÜSSE AUS KÖLN',
  'Nothing else.',
]);
const FILES = turns([
  ['Rechnung.PDF', 'application/pdf'],
  ['rechnung.pdf', 'application/pdf'],
  ["UTF-8''%C3%9Cbersicht.XLSX", 'application/vnd.ms-excel'],
  ["UTF-8''%C3%BCbersicht.csv", 'text/csv'],
  ['foto.png', 'image/png'],
] as const);

/** Fields that every n-th message gets in place of its own. The numbers are odd, the mailboxes are four. */
const MARKS: readonly (readonly [every: number, fields: (turn: number, our: OurMail) => Fields])[] = [
  // Somebody who writes so often that not every mail is confirmed.
  [3, () => ({ From: 'Ann <ann@customer.example>' })],
  [7, (turn) => ({ Subject: SUBJECTS(turn) })],
  [9, (turn) => ({ 'X-Note': NOTES(turn) })],
  [15, (turn) => ({ Subject: `AW: [T-${String(turn % 40).padStart(6, '0')}] und [t-000002]` })],
  [11, AUTOMATIC],
  [13, SPAM],
  [21, SENDERS],
  [25, (turn) => ({ 'X-Priority': turn % 2 === 0 ? '1 (Highest)' : '3' })],
  [17, (turn) => ({ To: RECIPIENTS(turn) })],
  [19, (turn) => ({ Cc: RECIPIENTS(turn) })],
  [27, (turn, { messageIds }) => ({ 'In-Reply-To': turns(messageIds)(turn) })],
  [
    23,
    (turn, { sender, messageIds }) => ({
      'Message-ID': turns(messageIds)(turn),
      From: turn % 3 === 2 ? 'a@else.example' : sender.toUpperCase(),
    }),
  ],
];

/**
 * The mailbox of the account that holds mail of unknown senders. They write to it alone: a contact that another account
 * makes lets held mail go, at a moment that depends on how the mail falls into batches.
 */
const HOLDING = 1;
const KNOWN = /@(?:our|customer|xn--bcher-kva)\.example\b/i;
/** Of them every third is a contact from the beginning, up to this one. */
const NUMBERED = /\buser(\d{1,3})@(?:example\.org|kunde\.example)\b/;
const LAST = 399;

/** How often a message is a few words. */
const SMALL_EVERY = 7;

/** The mail of `source` with everything in it that rules can ask for. Some of it comes to two mailboxes. */
export function* mixedMail(source: Iterable<Buffer>, mailboxes: number, our: OurMail): Generator<Delivery> {
  let index = 0;
  for (const original of source) {
    const fields = MARKS.reduce<Fields>(
      (all, [every, make]) =>
        index % every === every - 1 ? { ...all, ...make(Math.floor(index / every), our) } : all,
      {},
    );
    const mailbox = index % mailboxes;
    const marked = withFields(bodyFor(index, original, our), fields);
    const bytes = mailbox === HOLDING ? fromElsewhere(marked) : marked;
    yield { mailbox, bytes };
    if (index % 31 === 30) yield { mailbox: (index + 1) % mailboxes, bytes };
    index += 1;
  }
}

/** Of a sender who writes nowhere else, unless it is ours or a contact from the beginning. */
function fromElsewhere(bytes: Buffer): Buffer {
  const [from = ''] = fieldPattern('from').exec(headerOf(bytes)) ?? [];
  const number = Number(NUMBERED.exec(from)?.[1]);
  if (from === '' || KNOWN.test(from) || (number <= LAST && number % 3 === 0)) return bytes;
  const value = from.slice(from.indexOf(':') + 1).trim();
  return withFields(bytes, { From: value.replace(/@(?!.*@)/s, '.elsewhere@') });
}

function bodyFor(index: number, original: Buffer, our: OurMail): Buffer {
  if (index % 29 === 28) return report(original, turns([...our.messageIds, '<unknown@else.example>'])(index));
  if (index % SMALL_EVERY !== 0) return original;
  return small(original, index);
}

/** The header that it has, with a few words and, in every other one, a file. */
function small(original: Buffer, index: number): Buffer {
  const turn = index / SMALL_EVERY;
  const text = [
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    BODIES(turn),
    '',
  ];
  if (turn % 2 === 0) return joined(original, text);
  const [name, type] = FILES(turn >> 1);
  return joined(original, [
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    ...text,
    '--b',
    `Content-Type: ${type}`,
    `Content-Disposition: attachment; filename${name.includes("''") ? '*' : ''}=${name}`,
    'Content-Transfer-Encoding: base64',
    '',
    'AAAA',
    '--b--',
    '',
  ]);
}

function report(original: Buffer, messageId: string): Buffer {
  return joined(withFields(original, { From: 'Mail Delivery System <mailer-daemon@else.example>' }), [
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'This is the mail system.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.else.example',
    '',
    'Final-Recipient: rfc822; ann@customer.example',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    '--b',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: ${messageId}`,
    '',
    'Hi',
    '--b--',
    '',
  ]);
}

function joined(original: Buffer, content: readonly string[]): Buffer {
  const header = headerOf(original).replace(fieldPattern('content-[a-z-]+'), '');
  return Buffer.concat([Buffer.from(header, 'latin1'), Buffer.from(content.join('\r\n'))]);
}

function withFields(bytes: Buffer, fields: Fields): Buffer {
  const header = headerOf(bytes);
  const rest = Object.keys(fields).reduce((left, name) => left.replace(fieldPattern(name), ''), header);
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(lines.join('')),
    Buffer.from(rest, 'latin1'),
    bytes.subarray(header.length),
  ]);
}

/** Header fields with the line end behind the last one. */
function headerOf(bytes: Buffer): string {
  return bytes.toString('latin1', 0, bytes.indexOf('\r\n\r\n') + 2);
}

/** A field with its continuation lines. */
function fieldPattern(name: string): RegExp {
  return new RegExp(`^${name}:.*\\r\\n(?:[ \\t].*\\r\\n)*`, 'gim');
}

/** What the messages are made of: small ones for every day, or the whole corpus that speed is measured with. */
export function* officeMail(count: number, whole: boolean): Generator<Buffer> {
  if (whole) for (const { path } of loadCorpus(count, () => {}).messages) yield toWire(readFileSync(path));
  else for (const { bytes } of generateMessages({ count, maxBytes: 30_000 })) yield bytes;
}
