import { createHash } from 'node:crypto';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { generateMessages } from '../../corpus/generate.ts';

const messages = [...generateMessages({ count: 400, seed: 1, maxBytes: 300_000 })];
const texts = messages.map(({ bytes }) => bytes.toString('latin1'));

describe('generateMessages', () => {
  it('gives the same messages for the same seed, others for another', () => {
    const digest = (seed: number): string => {
      const hash = createHash('sha256');
      for (const { bytes } of generateMessages({ count: 30, seed, maxBytes: 20_000 })) hash.update(bytes);
      return hash.digest('hex');
    };
    expect(digest(5)).toBe(digest(5));
    expect(digest(5)).not.toBe(digest(6));
  });

  it('makes distinct messages with CRLF line ends within the limit', () => {
    expect(new Set(texts).size).toBe(400);
    expect(new Set(messages.map(({ name }) => name)).size).toBe(400);
    for (const text of texts) {
      expect(text).not.toMatch(/[^\r]\n|\r[^\n]/);
      expect(text.endsWith('\r\n')).toBe(true);
      expect(text.length).toBeLessThanOrEqual(300_000);
      expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    }
    expect(() => generateMessages({ count: 1, maxBytes: 100 }).next()).toThrow(RangeError);
  });

  it('spreads the sizes', () => {
    const sizes = texts.map((text) => text.length).sort((a, b) => a - b);
    expect(sizes[0]).toBeLessThan(2500);
    expect(sizes[200]).toBeGreaterThan(3000);
    expect(sizes[200]).toBeLessThan(9000);
    expect(sizes[360]).toBeGreaterThan(30_000);
  });

  it('mixes shapes, charsets, encodings, replies and lines that begin with a dot', () => {
    const share = (pattern: RegExp): number => texts.filter((text) => pattern.test(text)).length / 400;
    const wanted = [
      /^Content-Type: text\/plain.*\r\n.*\r\n\r\n/m,
      /multipart\/alternative/,
      /multipart\/related/,
      /multipart\/mixed/,
      /charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit/,
      /charset=windows-1252\r\nContent-Transfer-Encoding: 8bit/,
      /=\?utf-8\?B\?/,
      /=\?iso-8859-1\?Q\?/,
      /filename\*=UTF-8''/,
      /\r\n\.\.\.\r\n/,
    ];
    expect(wanted.filter((pattern) => share(pattern) < 0.005)).toEqual([]);
    expect(share(/^In-Reply-To: </m)).toBeGreaterThan(0.33);
    expect(share(/^In-Reply-To: </m)).toBeLessThan(0.47);
  });

  it('makes mail that a parser reads without damage', async () => {
    for (const [index, { bytes }] of messages.entries()) {
      const mail = await PostalMime.parse(bytes);
      const number = String(index).padStart(6, '0');
      expect(mail.text).toContain(`probe${number}`);
      const read = `${mail.subject} ${mail.from?.name} ${mail.text} ${mail.html ?? ''}`;
      expect(read).not.toMatch(/\ufffd|=\?/);
      const sources = [...(mail.html ?? '').matchAll(/src="cid:([^"]+)"/g)].map((match) => `<${match[1]}>`);
      const ids = mail.attachments.map(({ contentId }) => contentId);
      expect(ids).toEqual(expect.arrayContaining(sources));
    }
  });
});
