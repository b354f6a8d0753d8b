import { describe, expect, it } from 'vitest';
import { automaticField, isUnattended } from '../../../electron/engine/mime/automatic.ts';

const fieldOf = (...lines: string[]) =>
  automaticField(Buffer.from(`From: a@example.com\r\n${lines.join('\r\n')}\r\n\r\nList-Id: in the body\r\n`));

describe('automatic mail', () => {
  it.each([
    ['Auto-Submitted: auto-generated'],
    ['auto-submitted:auto-replied (vacation)'],
    ['Auto-Submitted: auto-notified; owner-email="a@b"'],
    ['Precedence: bulk'],
    ['Precedence: List'],
    ['Precedence: "bulk"'],
    ['X-Precedence: auto-reply'],
    ['List-Archive: <https://lists.example.com/sales>'],
    ['X-Autoresponder: 1'],
    ['List-Unsubscribe: <mailto:x@example.com>'],
    ['LIST-ID: Sales <sales.example.com>'],
    ['X-Auto-Response-Suppress: DR, OOF, AutoReply'],
    ['Return-Path: <>'],
    ['X-Loop: a@example.com'],
    ['Subject: bounced', 'Content-Type:', '\tmultipart/report; report-type=delivery-status'],
  ])('is known by %s', (...lines) => {
    const name = lines.at(-1)?.startsWith('\t') === true ? lines.at(-2) : lines.at(-1);
    expect(fieldOf(...lines)).toBe(name?.split(':')[0]);
  });

  it.each([
    ['Auto-Submitted: no'],
    ['Precedence: first-class'],
    ['Return-Path: <a@example.com>'],
    ['X-Auto-Response-Suppress: RN'],
    ['Content-Type: multipart/mixed'],
    ['Subject: List-Id: <x>'],
    ['Subject: folded', ' Precedence: bulk'],
  ])('is not seen in %s', (...lines) => {
    expect(fieldOf(...lines)).toBeUndefined();
  });

  it('takes no longer for a header made to be slow', () => {
    const begun = performance.now();
    automaticField(Buffer.from(`Subject: ${'a \r\n '.repeat(50_000)}\r\n${'x'.repeat(200_000)}\r\n`));
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

describe('addresses', () => {
  it.each([
    '',
    '@example.com',
    'MAILER-DAEMON@example.com',
    'postmaster@example.com',
    'noreply@example.com',
    'no-reply@example.com',
    'No.Reply@example.com',
    'donotreply@example.com',
    'do-not-reply+7@example.com',
    'noreply-orders@example.com',
    'noreply_orders@example.com',
    'noreply7@example.com',
    'do_not_reply@example.com',
    'do.not.reply@example.com',
    'mailer_daemon@example.com',
    'majordomo@example.com',
    'sales-bounces+anna=example.org@example.com',
    'bounce+x=y@example.com',
    'owner-sales@example.com',
    'sales-bounces@example.com',
    'sales-request@example.com',
  ])('of machines: "%s"', (address) => {
    expect(isUnattended(address)).toBe(true);
  });

  it.each([
    'anna@example.com',
    'noreen@example.com',
    'replyer@example.com',
    'bouncer@example.com',
    'noreplyan@example.com',
    'the-bounce-house@example.com',
    'no@example.com',
  ])('of people: %s', (address) => {
    expect(isUnattended(address)).toBe(false);
  });
});
