import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInTexts } from '../../../electron/engine/sending/built-in-texts.ts';
import { mailLanguage, writtenDate, writtenTime } from '../../../electron/engine/sending/mail-language.ts';
import { signatureOf, withSignature } from '../../../electron/engine/sending/signature.ts';
import { asHtml, fill } from '../../../electron/engine/sending/template-text.ts';
import { write } from '../../../electron/engine/sending/texts.ts';
import type { Group } from '../../../shared/domain/directory.ts';
import { templateInputSchema } from '../../../shared/domain/template.ts';

describe('a text with variables', () => {
  it.each([
    ['{{a}} and {{ a }}', 'X and X'],
    ['{{b}} {{a', '{{b}} {{a'],
    ['{{constructor}} {{toString}} {{__proto__}}', '{{constructor}} {{toString}} {{__proto__}}'],
    ['{{{a}}}', '{X}'],
    ['{{again}}', '{{a}} $& $1'],
    ['{{empty}}|', '|'],
  ])('makes %j %j', (text, result) => {
    expect(fill(text, { a: 'X', again: '{{a}} $& $1', empty: '', b: undefined })).toBe(result);
  });

  it('never expands what a value holds', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, around) => {
        fc.pre(!/[{}]/.test(around));
        expect(fill(`${around}{{v}}${around}`, { v: value, x: 'no' })).toBe(around + value + around);
      }),
    );
  });

  it('is no markup in HTML', () => {
    expect(asHtml('<b>"A & B"</b>\r\n\ntail')).toBe(
      '&lt;b&gt;&quot;A &amp; B&quot;&lt;/b&gt;<br>\n<br>\ntail',
    );
  });
});

describe('the built-in texts', () => {
  it.each(Object.values(builtInTexts))('$kind is one that could be saved', (template) => {
    const { id, builtIn, ...input } = template;
    expect(templateInputSchema.parse(input)).toEqual(input);
    expect([id, builtIn]).toEqual([template.kind, true]);
    expect(write(template, 'de', {}).text).not.toBe(write(template, 'en', {}).text);
  });

  it('never speak of a password itself', () => {
    const { textEn, textDe } = builtInTexts.passwordChange;
    expect(`${textEn}${textDe}`).not.toMatch(/\{\{[^}]*(password|secret)/i);
  });
});

describe('a text of a template', () => {
  const template = {
    ...builtInTexts.passwordChange,
    subjectEn: 'About\u00a0{{x}}',
    textEn: 'English {{x}}',
    subjectDe: 'Betreff',
    textDe: ' ',
  };

  it('is in the other language where it is empty in this', () => {
    expect(write(template, 'de', { x: 'it' })).toEqual({ subject: 'About it', text: 'English it' });
  });

  it('has one line of bounded length as its subject', () => {
    const { subject } = write(template, 'en', { x: `a\r\nBcc: x${'💥'.repeat(500)}` });
    expect(subject).toMatch(/^About a Bcc: x💥+$/u);
    expect([...subject]).toHaveLength(300);
  });
});

describe('the language of what the program writes', () => {
  it('is the one chosen, else the one of the machine, else English', () => {
    expect(mailLanguage('de', 'en-US')).toBe('de');
    expect(mailLanguage('en', 'de-DE')).toBe('en');
    const machines = ['de', 'de-AT', 'den', 'fr-FR', 'en'];
    const languages = machines.map((machine) => mailLanguage('system', machine));
    expect(languages).toEqual(['de', 'de', 'en', 'en', 'en']);
  });

  it('is that of days and times', () => {
    const noon = new Date(2026, 2, 5, 12, 7).getTime();
    expect(writtenDate(noon, 'de')).toBe('5. März 2026');
    expect(writtenDate(noon, 'en')).toBe('5 March 2026');
    expect(writtenTime(noon, 'de')).toMatch(/^12:07 \S+$/);
    expect(writtenTime(noon, 'en')).toMatch(/^12:07 \S+$/);
  });
});

describe('a signature', () => {
  const group: Group = {
    id: 'g',
    name: 'Sales',
    active: true,
    signatureEn: 'Kind regards, {{group.name}} ({{ticket.number}})\n',
    signatureDe: 'Mit freundlichen Grüßen\n{{group.name}} <{{sender.address}}>',
  };
  const values = { 'group.name': 'Sales', 'sender.address': 'sales@example.com', 'ticket.title': 'no' };

  it('is in the language of the mail, else in the other; what has no value is left out', () => {
    expect(signatureOf(group, 'de', values)).toBe('Mit freundlichen Grüßen\nSales <sales@example.com>');
    expect(signatureOf(group, 'en', values)).toBe('Kind regards, Sales ()');
    expect(signatureOf({ ...group, signatureDe: ' \n' }, 'de', values)).toBe('Kind regards, Sales ()');
    expect(signatureOf({ ...group, signatureDe: '', signatureEn: '' }, 'de', values)).toBeUndefined();
  });

  it('stands behind the text and before the end of the HTML, where it is no markup', () => {
    const signed = withSignature({ text: 'Hello\n', html: '<body><p>Hi</p></BODY ></html>' }, 'A <b>\nC');
    expect(signed).toEqual({
      text: 'Hello\n-- \nA <b>\nC',
      html: '<body><p>Hi</p><div>-- <br>\nA &lt;b&gt;<br>\nC</div>\n</BODY ></html>',
    });
    expect(withSignature({ text: 'Hello' }, 'S')).toEqual({ text: 'Hello\n-- \nS' });
    expect(withSignature({ text: '', html: '<p>Hi' }, 'S').html).toBe('<p>Hi<div>-- <br>\nS</div>\n');
    expect(withSignature({ text: 'x', html: '<html>Hi</html>' }, 'S').html).toMatch(/S<\/div>\n<\/html>$/);
  });
});
