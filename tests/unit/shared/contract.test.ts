import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { channels, eventNames } from '../../../shared/ipc/channels.ts';
import { contract } from '../../../shared/ipc/contract.ts';
import { events } from '../../../shared/ipc/events.ts';
import { envelopeSchema } from '../../../shared/ipc/result.ts';
import { errorCodes, fromPlain, MailroomError, plainErrorSchema, stages } from '../../../shared/errors.ts';
import german from '../../../shared/i18n/de.json' with { type: 'json' };
import english from '../../../shared/i18n/en.json' with { type: 'json' };

const domain = fileURLToPath(new URL('../../../shared/domain/', import.meta.url));

describe('the contract', () => {
  it('covers exactly the channels and events that have names', () => {
    expect(Object.keys(contract).sort()).toEqual([...channels].sort());
    expect(Object.keys(events).sort()).toEqual([...eventNames].sort());
    expect(new Set(channels).size).toBe(channels.length);
  });

  it('lets no secret out', () => {
    for (const channel of channels) {
      const names = JSON.stringify(Object.keys(shapeOf(contract[channel].response)));
      expect([channel, names]).toEqual([
        channel,
        expect.not.stringMatching(/"(secret|password|passphrase)"/),
      ]);
    }
  });

  it('refuses what it does not know', () => {
    for (const channel of channels) {
      expect([channel, contract[channel].request.safeParse({ unknown: 1 }).success]).toEqual([
        channel,
        false,
      ]);
    }
  });

  it('carries failures as values', () => {
    const error = new MailroomError('login.refused', 'login', {
      field: 'secret',
      detail: 'x'.repeat(900),
      params: { host: 'h' },
    });
    const plain = plainErrorSchema.parse(structuredClone(error.toPlain()));
    expect(plain.detail).toHaveLength(500);
    expect(fromPlain(plain).toPlain()).toEqual(plain);
    expect(envelopeSchema.parse({ ok: false, error: plain })).toEqual({ ok: false, error: plain });
    expect(envelopeSchema.safeParse({ ok: true, value: 1, error: plain }).success).toBe(false);
  });
});

function shapeOf(schema: unknown): object {
  const { shape, element } = schema as { shape?: object; element?: unknown };
  return shape ?? (element === undefined ? {} : shapeOf(element));
}

/** `{ a: { b: 'x' } }` as `a.b`. */
function keys(texts: object, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? `${prefix}${key}` : keys(value as object, `${prefix}${key}.`),
  );
}

function textOf(texts: object, key: string): string | undefined {
  let found: unknown = texts;
  for (const part of key.split('.')) found = (found as Record<string, unknown> | undefined)?.[part];
  return typeof found === 'string' ? found : undefined;
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? '').sort();

describe.each([
  ['English', english],
  ['German', german],
])('%s', (_language, texts) => {
  it.each(errorCodes)('explains %s: what happened, and what to do', (code) => {
    expect(textOf(texts, `errors.${code}.title`)).toMatch(/\S/);
    expect(textOf(texts, `errors.${code}.text`)).toMatch(/\S/);
    expect(textOf(texts, `errors.${code}.remedy`)).toBeDefined();
  });

  it('names every stage and every problem of a field', () => {
    for (const stage of stages)
      expect([stage, textOf(texts, `stages.${stage}`)]).toEqual([stage, expect.any(String)]);
    const source = readdirSync(domain)
      .map((name) => readFileSync(path.join(domain, name), 'utf8'))
      .join('\n');
    const used = [...source.matchAll(/'([a-z]+(?:[A-Z0-9][A-Za-z0-9]*)|required)'/g)].map(
      (match) => match[1] ?? '',
    );
    const codes = new Set(
      used.filter(
        (code) =>
          /^(required|tooLong|host|port25|.*Range$|.*Malformed$|controlCharacters|passwordInClear)/.test(
            code,
          ) && !/^host$/.test(code),
      ),
    );
    expect(codes.size).toBeGreaterThan(10);
    for (const code of [...codes, 'invalid', 'unknownField', 'passphraseTooShort']) {
      expect([code, textOf(texts, `problems.${code}`)]).toEqual([code, expect.any(String)]);
    }
  });
});

it('both languages say the same things with the same values', () => {
  expect(keys(german).sort()).toEqual(keys(english).sort());
  const different = keys(english).filter(
    (key) =>
      placeholders(textOf(english, key) ?? '').join() !== placeholders(textOf(german, key) ?? '').join(),
  );
  expect(different).toEqual([]);
});
