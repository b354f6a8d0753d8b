import { expect, it } from 'vitest';
import { readOffer } from '../../../electron/engine/sending/transports/ehlo.ts';

it('reads what a server offers, whatever the case', () => {
  const reply =
    '250-mail.example Hello AUTH LOGIN\n250-size 35882577\n250-8bitmime\n250-AUTH login PLAIN\n250-AUTH=LOGIN\n' +
    '250-STARTTLS\n250-XSMTPUTF8\n250 SMTPUTF8';
  expect(readOffer(reply)).toEqual({
    size: 35_882_577,
    eightBitMime: true,
    smtpUtf8: true,
    startTls: true,
    authentications: ['LOGIN', 'PLAIN'],
  });
});

it.each(['', '250 mail.example', '250-AUTH PLAIN\n250 XSMTPUTF8', '250-mail.example\n250 SIZE 0'])(
  'finds nothing in %j',
  (reply) => {
    expect(readOffer(reply)).toEqual({
      size: undefined,
      eightBitMime: false,
      smtpUtf8: false,
      startTls: false,
      authentications: [],
    });
  },
);
