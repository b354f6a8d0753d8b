import { describe, it } from 'vitest';
import { memoryServer, sweepCuts } from './cuts.ts';
import { dovecotServer } from './dovecot-server.ts';
import { scaled } from './scale.ts';

describe('a POP3 connection that is closed or reset', () => {
  it('at any byte from the server loses, doubles and cuts off nothing', () =>
    sweepCuts('cuts, POP3, bytes from the server', {
      protocol: 'pop3',
      server: () => memoryServer('pop3'),
      direction: 'fromServer',
      step: scaled(1, 400),
    }));

  it('at any byte from the client does not either', () =>
    sweepCuts('cuts, POP3, bytes from the client', {
      protocol: 'pop3',
      server: () => memoryServer('pop3'),
      direction: 'fromClient',
      step: scaled(1, 61),
    }));

  it('with a real server behind it does not either', () =>
    sweepCuts('cuts, POP3, bytes from Dovecot', {
      protocol: 'pop3',
      server: () => dovecotServer('pop3'),
      direction: 'fromServer',
      step: scaled(31, 1999),
    }));
});
