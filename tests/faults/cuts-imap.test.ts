import { describe, it } from 'vitest';
import { memoryServer, sweepCuts } from './cuts.ts';
import { dovecotServer } from './dovecot-server.ts';
import { scaled } from './scale.ts';

describe('an IMAP connection that is closed or reset', () => {
  it('at any byte from the server loses, doubles and cuts off nothing', () =>
    sweepCuts('cuts, IMAP, bytes from the server', {
      protocol: 'imap4',
      server: () => memoryServer('imap4'),
      direction: 'fromServer',
      step: scaled(1, 400),
    }));

  it('at any byte from the client does not either', () =>
    sweepCuts('cuts, IMAP, bytes from the client', {
      protocol: 'imap4',
      server: () => memoryServer('imap4'),
      direction: 'fromClient',
      step: scaled(1, 61),
    }));

  it('with a real server behind it does not either', () =>
    sweepCuts('cuts, IMAP, bytes from Dovecot', {
      protocol: 'imap4',
      server: () => dovecotServer('imap4'),
      direction: 'fromServer',
      step: scaled(31, 1999),
    }));
});
