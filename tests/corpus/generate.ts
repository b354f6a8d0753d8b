// Reproducible office mail, in the mix of languages, shapes and sizes that a shared mailbox receives.
import { encodedWords } from './encode.ts';
import { attachmentPart, growth, imagePart, multipart, textPart, type TransferEncoding } from './parts.ts';
import { createPools, type Pools } from './pools.ts';
import { createRandom, type Random } from './random.ts';
import { ATTACHMENTS, DOMAINS, PEOPLE, WINDOWS_1252_WORDS, WORDS, type Language } from './vocabulary.ts';

export interface CorpusOptions {
  readonly count: number;
  /** Default: 1. The same seed gives the same messages. */
  readonly seed?: number;
  /** No message is longer, in bytes; at least 4096. Default: 5 000 000. */
  readonly maxBytes?: number;
}

export interface CorpusMessage {
  /** Unique in the corpus, such as `message-000012`; the body holds the word `probe000012`. */
  readonly name: string;
  /** The message with CRLF line ends. */
  readonly bytes: Buffer;
}

interface Style {
  readonly language: Language;
  readonly charset: string;
}

interface Thread {
  readonly messageId: string;
  readonly subject: string;
  readonly references: readonly string[];
  readonly style: Style;
}

/** How often each language and charset occurs, in percent. */
const STYLES: readonly (readonly [number, Style])[] = [
  [26, { language: 'de', charset: 'utf-8' }],
  [30, { language: 'en', charset: 'utf-8' }],
  [16, { language: 'de', charset: 'iso-8859-1' }],
  [16, { language: 'fr', charset: 'windows-1252' }],
  [12, { language: 'ja', charset: 'utf-8' }],
];
const SMALLEST = 1200;
const REPLIES = 0.4;
/** Every 25th message has lines that begin with a dot: POP3 and SMTP must stuff and unstuff them. */
const DOTS_EVERY = 25;
const DOTS = '.NET update\r\n...\r\n..\r\n.\r\n';

/**
 * Yields `count` distinct messages: plain text, alternatives, inline images and attachments; 40 % are replies within
 * threads. Sizes run from about 1.2 kB to `maxBytes`, half of them below 6 kB, a tenth above 60 kB.
 * Throws a RangeError when `maxBytes` is below 4096.
 */
export function* generateMessages(options: CorpusOptions): Generator<CorpusMessage> {
  const { count, seed = 1, maxBytes = 5_000_000 } = options;
  if (maxBytes < 4096) throw new RangeError('maxBytes must be at least 4096');
  const random = createRandom(seed);
  const pools = createPools(random);
  const threads: Thread[] = [];
  for (let index = 0; index < count; index++) {
    const number = String(index).padStart(6, '0');
    const thread = nextThread(random, threads, index);
    threads.push(thread);
    const head = header(random, thread, index);
    let target = sizeAt(random.next(), maxBytes);
    let bytes: Buffer;
    // Encodings make the length of the result hard to foresee: shrink until it fits.
    do {
      const body = content(random, pools, thread.style, target - head.length, index, `probe${number}`);
      bytes = Buffer.concat([head, body]);
      target = Math.floor(target * 0.7);
    } while (bytes.length > maxBytes);
    yield { name: `message-${number}`, bytes };
  }
}

/** The size at a quantile: log-linear between the known points of the distribution. */
function sizeAt(quantile: number, maxBytes: number): number {
  const points = [
    [0, SMALLEST],
    [0.5, 6000],
    [0.9, 60_000],
    [0.99, 1_500_000],
    [1, maxBytes],
  ].map(([at, size]) => [at, Math.min(size as number, maxBytes)] as [number, number]);
  const next = points.findIndex(([at]) => quantile <= at);
  const [from, low] = points[Math.max(0, next - 1)] as [number, number];
  const [to, high] = points[Math.max(1, next)] as [number, number];
  return Math.round(low * (high / low) ** ((quantile - from) / (to - from)));
}

function nextThread(random: Random, threads: readonly Thread[], index: number): Thread {
  const messageId = `<${index}.${random.hex(8)}@${random.pick(DOMAINS)}>`;
  if (threads.length > 0 && random.chance(REPLIES)) {
    // Recent mail is answered more often than old mail.
    const back = Math.floor(threads.length * random.next() ** 3);
    const parent = threads[threads.length - 1 - back] as Thread;
    return {
      messageId,
      subject: parent.subject.startsWith('Re: ') ? parent.subject : `Re: ${parent.subject}`,
      references: [...parent.references, parent.messageId].slice(-8),
      style: parent.style,
    };
  }
  const style = pickStyle(random);
  const number = random.chance(0.3) ? `[#${10_000 + index}] ` : '';
  return { messageId, subject: number + sentence(random, style, 4), references: [], style };
}

function pickStyle(random: Random): Style {
  let left = random.next() * 100;
  for (const [share, style] of STYLES) {
    left -= share;
    if (left < 0) return style;
  }
  return { language: 'en', charset: 'utf-8' };
}

function header(random: Random, thread: Thread, index: number): Buffer {
  const { language, charset } = thread.style;
  const words = (text: string): string => encodedWords(text, charset, random.chance(0.5) ? 'B' : 'Q');
  const name = words(random.pick(PEOPLE[language]));
  const address = `user${Math.floor(400 * random.next() ** 2)}@${random.pick(DOMAINS)}`;
  const date = dateField(new Date(Date.UTC(2025, 0, 6, 7) + index * 37_000));
  const lines = Array.from({ length: random.between(2, 4) }, (_, hop) => {
    const host = `mx${hop}.${random.pick(DOMAINS)}`;
    const ip = `192.0.2.${random.between(1, 254)}`;
    return `Received: from ${host} (${host} [${ip}])\r\n\tby relay.example with ESMTPS id ${random.hex(16)};\r\n\t${date}`;
  });
  lines.push(`Return-Path: <${address}>`);
  lines.push(`From: ${name.startsWith('=?') ? name : `"${name}"`} <${address}>`);
  lines.push('To: Support <support@example.com>');
  if (random.chance(0.3)) {
    const copies = Array.from(
      { length: random.between(1, 6) },
      () => `user${random.between(0, 399)}@${random.pick(DOMAINS)}`,
    );
    lines.push(`Cc: ${copies.join(',\r\n ')}`);
  }
  lines.push(`Subject: ${words(thread.subject)}`, `Date: ${date}`, `Message-ID: ${thread.messageId}`);
  if (thread.references.length > 0) {
    lines.push(`In-Reply-To: ${thread.references.at(-1)}`);
    lines.push(`References: ${thread.references.join('\r\n ')}`);
  }
  lines.push('MIME-Version: 1.0');
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

function content(
  random: Random,
  pools: Pools,
  style: Style,
  size: number,
  index: number,
  probe: string,
): Buffer {
  const opening = `${probe}\r\n${index % DOTS_EVERY === 0 ? DOTS : ''}`;
  const kind = pickKind(random, size);
  const encoding = random.pick<TransferEncoding>(['quoted-printable', 'quoted-printable', 'base64', '8bit']);
  const perByte = growth(encoding, style.language === 'ja');
  if (kind === 'plain') {
    return textPart(
      'text/plain',
      opening + prose(random, style, size / perByte - 200),
      style.charset,
      encoding,
    );
  }
  // An alternative carries the text twice, and HTML is longer.
  const textSize = (kind === 'alternative' ? size / 2.6 : Math.min(size / 6, 6000)) / perByte;
  const text = opening + prose(random, style, textSize);
  const left = Math.max(600, size - 2.4 * textSize * perByte);
  const hasImages = kind === 'related' || kind === 'both';
  const hasFiles = kind === 'mixed' || kind === 'both';
  const cids = hasImages
    ? Array.from({ length: random.between(1, 3) }, () => `image.${random.hex(8)}@example.com`)
    : [];
  let html = textPart('text/html', toHtml(text, cids), style.charset, encoding);
  if (hasImages) {
    const each = (left * (hasFiles ? 0.25 : 1)) / cids.length;
    html = multipart('related', [html, ...cids.map((cid) => imagePart(cid, each, pools))], random);
  }
  const alternatives = [textPart('text/plain', text, style.charset, encoding), html];
  const readable = multipart('alternative', alternatives, random);
  if (!hasFiles) return readable;
  const files = Array.from({ length: random.between(1, 3) }, () => random.pick(ATTACHMENTS));
  const each = (left * (hasImages ? 0.75 : 1)) / files.length;
  return multipart(
    'mixed',
    [readable, ...files.map(([name, type]) => attachmentPart(name, type, each, pools))],
    random,
  );
}

type Kind = 'plain' | 'alternative' | 'related' | 'mixed' | 'both';

/** Small mail is text, large mail carries pictures and files. */
function pickKind(random: Random, size: number): Kind {
  if (size < 8000) return random.pick(['plain', 'plain', 'alternative']);
  if (size < 30_000) return random.pick(['plain', 'alternative', 'alternative', 'related', 'mixed']);
  return random.pick(['related', 'mixed', 'mixed', 'both']);
}

function prose(random: Random, style: Style, size: number): string {
  const lines: string[] = [];
  for (let length = 0; length < Math.max(40, size);) {
    const line = sentence(random, style, random.between(6, 14));
    lines.push(line);
    length += (style.language === 'ja' ? 3 * line.length : line.length) + 2;
    if (random.chance(0.12)) lines.push('');
  }
  return `${lines.join('\r\n')}\r\n`;
}

function sentence(random: Random, { language, charset }: Style, words: number): string {
  const vocabulary = WORDS[language];
  const chosen = Array.from({ length: words }, () =>
    charset === 'windows-1252' && random.chance(0.05)
      ? random.pick(WINDOWS_1252_WORDS)
      : random.pick(vocabulary),
  );
  return language === 'ja' ? `${chosen.slice(0, 6).join('')}。` : chosen.join(' ');
}

function toHtml(text: string, cids: readonly string[]): string {
  const images = cids.map((cid) => `<img src="cid:${cid}" alt="">`).join('\r\n');
  const paragraphs = text.replaceAll('\r\n', '</p>\r\n<p>');
  return `<html><head><style>p{margin:0}</style></head><body>\r\n<p>${paragraphs}</p>\r\n${images}</body></html>\r\n`;
}

/** An RFC 5322 date in UTC. */
function dateField(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
