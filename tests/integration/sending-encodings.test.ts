// What a receiving server stores, byte by byte, for every character set and transfer encoding of an account.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../electron/engine/engine.ts';
import { systemClock } from '../../electron/engine/ports.ts';
import { createMemorySecrets } from '../../electron/engine/secrets/memory.ts';
import {
  bodyCharsets,
  outgoingAccountInputSchema,
  transferEncodings,
  type BodyCharset,
} from '../../shared/domain/outgoing-account.ts';
import { sendRequestSchema } from '../../shared/domain/outbound.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { startPostfix, type Postfix } from '../servers/postfix.ts';
import { silentLogger } from '../support/store.ts';

/** Letters that tell the character sets apart, with their bytes as the standards have them. */
const letters: Readonly<Record<BodyCharset, readonly (readonly [string, string])[]>> = {
  'utf-8': [
    ['ü', 'c3bc'],
    ['€', 'e282ac'],
    ['日', 'e697a5'],
    ['💥', 'f09f92a5'],
    ['\u00a0', 'c2a0'],
  ],
  'iso-8859-1': [
    ['ü', 'fc'],
    ['ÿ', 'ff'],
    ['¤', 'a4'],
    ['\u00a0', 'a0'],
  ],
  'iso-8859-15': [
    ['ü', 'fc'],
    ['€', 'a4'],
    ['Š', 'a6'],
    ['œ', 'bd'],
  ],
  'windows-1252': [
    ['ü', 'fc'],
    ['€', '80'],
    ['„', '84'],
    ['“', '93'],
    ['–', '96'],
  ],
  'us-ascii': [['~', '7e']],
};

/** Around the letters: what servers and mail programs are known to change. */
const before = [
  'Dear reader,',
  '',
  '.',
  '..',
  '.dot',
  'From here on',
  'a=3D b=',
  'blanks at the end  ',
  'tab\t',
  '\tx',
];
const after = ['-- ', 'long '.repeat(40).trimEnd(), '', 'end'];
const expectedText = (charset: BodyCharset): string =>
  [...before, letters[charset].map(([letter]) => letter).join(' '), ...after].join('\n');
const expectedBytes = (charset: BodyCharset): Buffer =>
  Buffer.concat([
    Buffer.from(`${before.join('\r\n')}\r\n`, 'latin1'),
    Buffer.from(letters[charset].map(([, hex]) => hex).join('20'), 'hex'),
    Buffer.from(`\r\n${after.join('\r\n')}`, 'latin1'),
  ]);

let dovecot: Dovecot;
let postfix: Postfix;
let engine: Engine;
const dataDirectory = mkdtempSync(path.join(tmpdir(), 'mailroom-encodings-'));
const stored = new Map<string, { readonly header: string; readonly body: Buffer }>();

beforeAll(async () => {
  dovecot = await startDovecot();
  postfix = await startPostfix({ authSocket: dovecot.authSocket, authority: dovecot.authority });
  const here = (file: string): URL => new URL(`../../electron/engine/${file}`, import.meta.url);
  engine = createEngine({
    dataDirectory,
    secrets: createMemorySecrets(),
    clock: systemClock,
    logger: silentLogger,
    mimeWorker: here('mime/worker.ts'),
    archiveWorker: here('store/archive-worker.ts'),
    importWorker: here('receiving/importer-worker.ts'),
    version: 'test',
  });
  const send = async (bodyCharset: BodyCharset, transferEncoding: string, name: string, text: string) => {
    const account = outgoingAccountInputSchema.parse({
      name,
      host: 'localhost',
      port: postfix.ports.submission,
      senderAddress: 'support@test.local',
      senderName: 'Support',
      user: 'u1',
      caFile: dovecot.authority.certificateFile,
      bodyCharset,
      transferEncoding,
    });
    const { account: saved } = await engine.handlers['outgoing.create']({ account, secret: 'pw' });
    const to = ['anna@elsewhere.example'];
    await engine.handlers['outbox.send'](
      sendRequestSchema.parse({ to, subject: name, text, accountId: saved.id }),
    );
  };
  for (const charset of bodyCharsets)
    for (const encoding of transferEncodings)
      await send(charset, encoding, `${charset} ${encoding}`, expectedText(charset));
  await send('iso-8859-1', 'auto', 'does not fit', '5 €');
  await engine.flushOutbox();
  for (const message of await postfix.waitForDelivered(21, 60_000)) {
    const text = message.toString('latin1');
    const end = text.indexOf('\n\n');
    const header = text.slice(0, end);
    // The Maildir has LF for the CRLF that came over the wire.
    const body = Buffer.from(text.slice(end + 2).replaceAll('\n', '\r\n'), 'latin1');
    stored.set(/^Subject: (.*)$/m.exec(header)?.[1] ?? '', { header, body });
  }
}, 120_000);
afterAll(async () => {
  await engine?.stop();
  await postfix?.stop();
  await dovecot?.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
});

function arrived(name: string): { readonly header: string; readonly body: Buffer } {
  const message = stored.get(name);
  if (message === undefined) throw new Error(`"${name}" did not arrive:\n${postfix.log()}`);
  return message;
}

/** By the letter of RFC 2045 section 6.7: a decoder that knows nothing of ours, and forgives nothing. */
function unquoted(body: Buffer): Buffer {
  const lines = body.toString('latin1').split('\r\n');
  for (const line of lines) {
    expect(line).toMatch(/^(?:[\t\x20-\x3c\x3e-\x7e]|=[0-9A-F]{2}|=$)*$/);
    expect(line).not.toMatch(/[ \t]$/);
    expect(line.length).toBeLessThanOrEqual(76);
  }
  const joined = lines.join('\r\n').replaceAll('=\r\n', '');
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}

/** RFC 2045 section 6.8, in lines of 76. */
function base64Lines(bytes: Buffer): string {
  return (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n');
}

describe.each(bodyCharsets)('a text in %s', (charset) => {
  it.each(transferEncodings)('is stored as it was meant to be (%s)', (encoding) => {
    const { header, body } = arrived(`${charset} ${encoding}`);
    const bytes = expectedBytes(charset);
    const isPlain = charset === 'us-ascii' && (encoding === 'auto' || encoding === '8bit');
    const used = isPlain ? '7bit' : encoding === 'auto' ? 'quoted-printable' : encoding;
    expect(header).toMatch(new RegExp(`^Content-Type: text/plain; charset=${charset}$`, 'm'));
    expect(header).toMatch(new RegExp(`^Content-Transfer-Encoding: ${used}$`, 'm'));
    // The message ends with a line end, whatever its text does.
    const content = body.subarray(0, -2);
    expect(body.subarray(-2).toString()).toBe('\r\n');
    if (used === 'base64') expect(content.toString('latin1')).toBe(base64Lines(bytes));
    else if (used === 'quoted-printable')
      expect(unquoted(content).toString('hex')).toBe(bytes.toString('hex'));
    else expect(content.toString('hex')).toBe(bytes.toString('hex'));
  });
});

it('says UTF-8 where it had to fall back to it', () => {
  const { header, body } = arrived('does not fit');
  expect(header).toMatch(/^Content-Type: text\/plain; charset=utf-8$/m);
  expect(unquoted(body.subarray(0, -2)).toString()).toBe('5 €');
});
