import * as fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { withRecipients, withSender } from '../../../electron/engine/sending/edit-header.ts';

const body = 'Hello\r\nFrom: not a field\r\n\r\nTo: neither\r\n\xff\xfe';
const header = [
  'From: Support <support@example.com>',
  'Reply-To: Support',
  ' <support@example.com>',
  'To: anna@example.com,',
  '\tbert@example.com',
  'cc : chef@example.com',
  'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
  ' to: all',
  'Message-ID: <1@example.com>',
  'Date: Mon, 05 Jan 2026 08:00:00 +0000',
].join('\r\n');
const source = Buffer.from(`${header}\r\n\r\n${body}`, 'latin1');
const kept = ['Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n to: all', 'Message-ID: <1@example.com>', 'Date: Mon'];

describe('another sender', () => {
  it('is in From and Reply-To, and nothing else changes', async () => {
    const changed = withSender(source, { name: 'Müller, "Vertrieb"', address: 'sales@bücher.example' });
    const text = changed.toString('latin1');
    const email = await PostalMime.parse(changed);
    expect(email.from).toEqual({ name: 'Müller, "Vertrieb"', address: 'sales@xn--bcher-kva.example' });
    expect(email.replyTo).toEqual([email.from]);
    expect(text.match(/^(from|reply-to):/gim)).toHaveLength(3); // and the line of the body
    expect(text.slice(text.indexOf('\r\n\r\n'))).toBe(`\r\n\r\n${body}`);
    for (const field of [...kept, 'To: anna@example.com,\r\n\tbert@example.com', 'cc : chef@example.com'])
      expect(text).toContain(field);
  });

  it('comes back to the same bytes when the sender comes back', () => {
    const there = withSender(source, { name: 'Other', address: 'other@example.com' });
    const back = withSender(there, { name: 'Support', address: 'support@example.com' });
    expect(back.toString('latin1')).toBe(
      source.toString('latin1').replace('Support\r\n <support', 'Support <support'),
    );
  });
});

describe('other recipients', () => {
  it('are in To and Cc, and nothing else changes', async () => {
    const changed = withRecipients(source, {
      to: ['new@example.com'],
      cc: ['a@example.com', 'b@example.com'],
    });
    const email = await PostalMime.parse(changed);
    expect(email.to?.map(({ address }) => address)).toEqual(['new@example.com']);
    expect(email.cc?.map(({ address }) => address)).toEqual(['a@example.com', 'b@example.com']);
    const text = changed.toString('latin1');
    expect(text.slice(text.indexOf('\r\n\r\n'))).toBe(`\r\n\r\n${body}`);
    for (const field of [...kept, 'From: Support <support@example.com>\r\nReply-To: Support\r\n <supp'])
      expect(text).toContain(field);
  });

  it('may be hidden all of them', async () => {
    const changed = withRecipients(source, { to: [], cc: [] });
    expect(changed.toString('latin1')).toContain('\r\nTo: undisclosed-recipients:;\r\nSubject');
    const only = withRecipients(changed, { to: [], cc: ['c@example.com'] });
    expect((await PostalMime.parse(only)).headers.map(({ key }) => key)).not.toContain('to');
  });

  it('never lets a Bcc field through', () => {
    const withBcc = Buffer.from('Bcc: secret@example.com\r\nFrom: a@example.com\r\n\r\nx');
    expect(withRecipients(withBcc, { to: ['b@example.com'], cc: [] }).toString()).toBe(
      'To: b@example.com\r\nFrom: a@example.com\r\n\r\nx',
    );
  });

  it('fold, however many they are', () => {
    const to = Array.from({ length: 100 }, (_, index) => `recipient-${index}@department.example.com`);
    const changed = withRecipients(source, { to, cc: [] }).toString('latin1');
    expect(Math.max(...changed.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(78);
  });

  it('work on a header without a body', () => {
    const changed = withRecipients(Buffer.from('From: a@example.com\r\nX: y\r\n'), {
      to: ['b@example.com'],
      cc: [],
    });
    expect(changed.toString()).toBe('From: a@example.com\r\nTo: b@example.com\r\nX: y\r\n');
  });
});

it('never touches the body or a field it does not change, whatever they are', () => {
  const value = fc.string({ unit: fc.constantFrom('a', ' ', ':', '\r\n ', '\r\n\t', 'é'), maxLength: 20 });
  const name = fc.constantFrom('Subject', 'X-From', 'Message-ID', 'To-Do', 'Received');
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), fc.uint8Array({ maxLength: 40 }), (others, bytes) => {
      const own = others.map(([key, text]) => Buffer.from(`${key}: ${text}x\r\n`, 'latin1'));
      const tail = Buffer.concat([Buffer.from('\r\n'), bytes]);
      const message = Buffer.concat([Buffer.from('From: a@b.example\r\nTo: c@d.example\r\n'), ...own, tail]);
      const changed = withRecipients(withSender(message, { name: 'N', address: 'n@b.example' }), {
        to: ['t@d.example'],
        cc: [],
      });
      const expected = [
        Buffer.from('From: N <n@b.example>\r\nReply-To: N <n@b.example>\r\nTo: t@d.example\r\n'),
        ...own,
        tail,
      ];
      expect(changed.toString('latin1')).toBe(Buffer.concat(expected).toString('latin1'));
    }),
  );
});
