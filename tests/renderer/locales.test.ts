import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorCodes, stages } from '../../shared/errors.ts';
import { testSteps } from '../../shared/domain/connection-test.ts';
import sharedDe from '../../shared/i18n/de.json';
import sharedEn from '../../shared/i18n/en.json';
import de from '../../renderer/locales/de.json';
import en from '../../renderer/locales/en.json';
import { errorText, problemText } from '../../renderer/error-text.ts';
import { startI18n } from '../../renderer/i18n.ts';
import { createFakeBridge } from './fake-bridge.ts';

type Tree = { readonly [key: string]: string | Tree };

function paths(tree: Tree, before = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${before}${key}`] : paths(value, `${before}${key}.`),
  );
}

function read(tree: Tree, path: string): string | undefined {
  let node: string | Tree | undefined = tree;
  for (const key of path.split('.')) node = typeof node === 'object' ? node[key] : undefined;
  return typeof node === 'string' ? node : undefined;
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

const english: Tree = { ...sharedEn, ...en };
const german: Tree = { ...sharedDe, ...de };

beforeAll(() => {
  window.mailroom = createFakeBridge({ empty: true }).bridge;
});

describe('texts', () => {
  it('exist in both languages under the same keys', () => {
    expect(paths(german).toSorted()).toEqual(paths(english).toSorted());
  });

  it('are never empty and use the same parameters in both languages', () => {
    const params = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();
    for (const path of paths(english)) {
      const [first, second] = [read(english, path) ?? '', read(german, path) ?? ''];
      expect(first.trim(), path).not.toBe('');
      expect(second.trim(), path).not.toBe('');
      expect(params(second), path).toEqual(params(first));
    }
  });

  it.each(['en', 'de'] as const)('cover every error code, stage and step in %s', (language) => {
    const tree = language === 'en' ? english : german;
    for (const code of errorCodes) {
      for (const part of ['title', 'text', 'remedy']) {
        expect(read(tree, `errors.${code}.${part}`), `${code}.${part}`).toBeTruthy();
      }
    }
    for (const stage of [...stages, ...testSteps]) expect(read(tree, `stages.${stage}`), stage).toBeTruthy();
  });

  it('name no error code that does not exist', () => {
    // What a failure means for the mail can differ when sending.
    const parts = ['title', 'text', 'remedy', 'text_sending', 'remedy_sending'];
    const known = new Set(errorCodes.flatMap((code) => parts.map((part) => `${code}.${part}`)));
    expect(paths(sharedEn.errors).filter((path) => !known.has(path))).toEqual([]);
  });

  it('cover every problem code of the domain schemas', () => {
    const used = new Set(['required', 'tooLong']);
    for (const file of filesBelow('shared/domain')) {
      const source = readFileSync(file, 'utf8');
      for (const [, code] of source.matchAll(
        /(?:\.(?:min|max|refine)\(.*?, |error: |message: |return )'([a-z][a-zA-Z0-9]+)'/g,
      )) {
        if (code !== undefined) used.add(code);
      }
    }
    const absent = [...used].filter((code) => read(english, `problems.${code}`) === undefined);
    expect(used.size).toBeGreaterThan(10);
    expect(absent).toEqual([]);
  });

  it('hold every key the window asks for', () => {
    const absent: string[] = [];
    for (const file of filesBelow('renderer').filter((name) => /\.tsx?$/.test(name))) {
      for (const [, key] of readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([\w.-]+)'/g)) {
        const found =
          key === undefined || [key, `${key}_one`].some((path) => read(english, path) !== undefined);
        if (!found) absent.push(`${file}: ${key}`);
      }
    }
    expect(absent).toEqual([]);
  });

  it.each(['en', 'de'] as const)('read well in %s when a parameter is missing', async (language) => {
    await startI18n(language);
    for (const code of errorCodes) {
      for (const [part, sentence] of Object.entries(errorText({ code, params: {} }))) {
        expect(sentence, `${code}.${part}`).not.toMatch(
          /\{\{|\}\}| {2}| [.,;:]|: ?[.,]|\(\)|“”|„“|undefined/,
        );
      }
    }
  });

  it('show what the server said about names, folders and sizes', async () => {
    await startI18n('en');
    const missing = errorText({
      code: 'mailbox.missing',
      params: { mailbox: 'Inbx', folders: 'INBOX, Sent' },
    });
    expect(missing.text).toBe('The server has no mailbox Inbx. It has: INBOX, Sent.');
    const large = errorText({ code: 'message.tooLarge', params: { size: 61_300_000, limit: 25_000_000 } });
    expect(large.text.replaceAll('\u00a0', ' ')).toContain('Size: 61.3 MB, limit: 25.0 MB.');
    const name = errorText({ code: 'tls.wrongName', params: { host: 'mail.a.example', names: 'b.example' } });
    expect(name.text).toContain('It names: b.example.');
  });

  it('explain an unknown problem code in plain words', async () => {
    await startI18n('de');
    expect(problemText('port25')).toContain('Port 25');
    expect(problemText('somethingNew')).toBe('Bitte prüfen Sie dieses Feld.');
  });
});
