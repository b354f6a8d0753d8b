import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryReportOf } from '../../../electron/engine/mime/delivery-status.ts';
import { parseIndex } from '../../../electron/engine/mime/parse.ts';
import { readStructure } from '../../../electron/engine/mime/structure.ts';

function report(status: readonly string[], original: readonly string[], type = 'report'): Buffer {
  return Buffer.from(
    [
      'From: MAILER-DAEMON@mx.example',
      `Content-Type: multipart/${type}; report-type=delivery-status; boundary=b`,
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Your message could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      ...status,
      '--b',
      ...original,
      '--b--',
      '',
    ].join('\r\n'),
  );
}

const failed = [
  'Reporting-MTA: dns; mx.example',
  '',
  'Original-Recipient: rfc822;ann@a.example',
  'Final-Recipient: rfc822;ann@inner.example',
  'Action: Failed',
  'Status: 5.1.1',
  'Diagnostic-Code: smtp; 550-5.1.1 no such user',
  ' here',
  '',
  'Final-Recipient: rfc822; bob@b.example',
  'Action: delayed',
  'Status: 4.4.1',
];
const whole = [
  'Content-Type: message/rfc822',
  '',
  'Message-ID: <o@x.example>',
  'Subject: Hi',
  '',
  '<not@this.one>',
];

const parsed = (source: Buffer) => parseIndex(source, { imagesAsAttachments: false }).report;

describe('a delivery report', () => {
  it('names the message it is about and what became of it for each recipient', () => {
    expect(parsed(report(failed, whole))).toEqual({
      originalMessageId: '<o@x.example>',
      recipients: [
        {
          address: 'ann@a.example',
          action: 'failed',
          status: '5.1.1',
          diagnostic: '550-5.1.1 no such user here',
        },
        { address: 'bob@b.example', action: 'delayed', status: '4.4.1', diagnostic: '' },
      ],
    });
  });

  it('may carry the header of the message alone, in base64 too', () => {
    const header = [
      'Content-Type: text/rfc822-headers',
      '',
      'Subject: Hi',
      'Message-ID:',
      ' <folded@x.example>',
    ];
    expect(parsed(report(failed, header))?.originalMessageId).toBe('<folded@x.example>');
    const encoded = [
      'Content-Type: text/rfc822-headers',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('Message-ID: <coded@x.example>\r\n').toString('base64'),
    ];
    expect(parsed(report(failed, encoded))?.originalMessageId).toBe('<coded@x.example>');
    expect(parsed(report(failed, ['', 'nothing']))).toMatchObject({ originalMessageId: undefined });
  });

  it('is nothing else: no other report, and no message that only speaks of one', () => {
    expect(parsed(report(failed, whole, 'mixed'))).toBeUndefined();
    expect(parsed(Buffer.from('Subject: Undelivered\r\n\r\nAction: failed'))).toBeUndefined();
    expect(parsed(Buffer.from('Content-Type: multipart/report; boundary=b\r\n\r\nnothing'))).toBeUndefined();
  });

  it('never fails, whatever is in it', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('--b', '', 'Action: failed', 'Final-Recipient: x', ' '),
    );
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (status, original) => {
        const source = report(status, original);
        const found = deliveryReportOf(source, readStructure(source));
        for (const { address, action } of found?.recipients ?? [])
          expect([address, action]).not.toContain('');
      }),
    );
  });
});
