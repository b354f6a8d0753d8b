import { describe, expect, it } from 'vitest';
import { meaningOf, type SmtpCommand } from '../../../electron/engine/sending/replies.ts';
import type { ErrorCode, Stage } from '../../../shared/errors.ts';

type Row = readonly [at: SmtpCommand, reply: string, code: ErrorCode, transient: boolean, field?: string];

/** Replies of real servers, by what they are about. */
const rows: Readonly<Record<string, readonly Row[]>> = {
  'login refused': [
    ['auth', '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6', 'login.refused', false, 'secret'],
    [
      'auth',
      '535-5.7.8 Username and Password not accepted.\n535 5.7.8 gsmtp',
      'login.refused',
      false,
      'secret',
    ],
    [
      'auth',
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.',
      'login.refused',
      false,
    ],
    ['auth', '501 5.5.2 Cannot decode response', 'login.refused', false],
    ['mail', '535 5.7.8 go away', 'login.refused', false],
  ],
  'another password': [
    [
      'auth',
      '534-5.7.9 Application-specific password required.\n534 5.7.9 gsmtp',
      'login.specialPassword',
      false,
    ],
    ['auth', '534 5.7.14 Please log in via your web browser', 'login.specialPassword', false, 'secret'],
    ['auth', '535 5.7.8 Use an app password', 'login.specialPassword', false, 'secret'],
  ],
  'login or encryption first': [
    ['mail', '530 5.7.0 Authentication Required', 'login.required', false, 'authentication'],
    ['mail', '530 5.7.57 Client was not authenticated to send mail', 'login.required', false],
    [
      'auth',
      '530 5.7.0 Must issue a STARTTLS command first',
      'login.encryptionRequired',
      false,
      'encryption',
    ],
    [
      'mail',
      '530 5.7.0 Must issue a STARTTLS command first',
      'login.encryptionRequired',
      false,
      'encryption',
    ],
    ['rcpt', '503 This server requires authentication', 'login.required', false],
    ['rcpt', '550 5.7.1 Authentication required', 'login.required', false],
  ],
  'encryption for this login': [
    ['auth', '538 5.7.11 Encryption required', 'login.encryptionRequired', false, 'encryption'],
    ['auth', '504 5.7.11 no', 'login.encryptionRequired', false, 'encryption'],
  ],
  'password expired': [
    ['auth', '432 4.7.12 A password transition is needed', 'login.passwordExpired', false, 'secret'],
  ],
  'login for now': [
    ['auth', '454 4.7.0 Temporary authentication failure: Connection lost', 'login.temporary', true],
    ['auth', '451 4.3.0 try later', 'login.temporary', true],
  ],
  'STARTTLS for now': [
    [
      'starttls',
      '454 4.7.0 TLS not available due to local problem',
      'tls.startTlsUnavailable',
      true,
      'encryption',
    ],
    ['starttls', '502 5.5.1 Error: command not implemented', 'tls.startTlsMissing', false, 'encryption'],
  ],
  'unknown sign-in': [
    ['auth', '500 5.5.1 Command unrecognized', 'login.noMethod', false, 'authentication'],
    ['auth', '502 5.5.1 not implemented', 'login.noMethod', false, 'authentication'],
    ['auth', '503 5.5.1 Error: authentication not enabled', 'login.noMethod', false, 'authentication'],
    ['auth', '504 5.5.4 Unrecognized authentication type', 'login.noMethod', false, 'authentication'],
  ],
  'closing, anywhere': [
    ['greeting', '421 4.3.2 Service shutting down', 'server.unavailable', true],
    ['ehlo', '421 busy', 'server.unavailable', true],
    ['auth', '421 4.7.0 Too many login attempts', 'server.limit', true],
    ['mail', '421 4.4.2 Timeout exceeded', 'server.unavailable', true],
    ['rcpt', '421 4.7.0 Try again later, closing connection.', 'server.limit', true],
    ['data', '421 Too many concurrent SMTP connections', 'server.limit', true],
  ],
  'refused for now': [
    ['rcpt', '450 4.2.0 <a@x.org>: Recipient address rejected: Greylisted', 'send.temporary', true],
    ['rcpt', '450 4.7.1 <a@x.org>: Recipient address rejected: try later', 'send.temporary', true],
    ['rcpt', '451 4.7.1 Greylisting in action', 'send.temporary', true],
    ['rcpt', '454 4.7.1 <a@x.org>: Relay access denied', 'send.temporary', true],
    ['mail', '451 4.3.0 Temporary lookup failure', 'send.temporary', true],
    ['data', '451 local error in processing', 'send.temporary', true],
    ['mail', '452 4.3.1 Insufficient system storage', 'send.temporary', true],
    ['greeting', '450 4.3.2 not now', 'server.unavailable', true],
  ],
  'too many recipients': [
    ['rcpt', '452 4.5.3 Error: too many recipients', 'send.tooManyRecipients', true],
    ['rcpt', '452 Too many recipients', 'send.tooManyRecipients', true],
    ['rcpt', '552 Too many recipients', 'send.tooManyRecipients', true],
    ['data', '550 5.5.3 RESOLVER.ADR.RecipLimit; too many recipients', 'send.tooManyRecipients', false],
  ],
  parameters: [
    ['mail', '455 4.5.4 cannot accommodate', 'send.parameters', false],
    ['mail', '555 5.5.4 Unsupported option: SIZE=5', 'send.parameters', false],
    ['mail', '501 5.5.4 Bad BODY parameter', 'send.parameters', false],
    ['data', '502 5.5.2 Error: command not recognized', 'send.parameters', false],
  ],
  malformed: [
    ['rcpt', '501 5.1.3 Bad recipient address syntax', 'send.addressRefused', false],
    ['mail', '501 5.1.7 Bad sender address syntax', 'send.senderRefused', false, 'senderAddress'],
    ['ehlo', '501 5.5.4 Invalid domain name', 'greeting.refused', false],
  ],
  'recipient unknown': [
    ['rcpt', '550 5.1.1 <a@x.org>: Recipient address rejected: User unknown', 'send.recipientUnknown', false],
    ['rcpt', '550 5.1.1 User unknown in relay recipient table', 'send.recipientUnknown', false],
    ['rcpt', '550 5.1.10 RESOLVER.ADR.RecipientNotFound', 'send.recipientUnknown', false],
    ['rcpt', '550 5.4.1 Recipient address rejected: Access denied', 'send.recipientUnknown', false],
    ['rcpt', '550 No such user here', 'send.recipientUnknown', false],
    ['data', '550 5.1.1 unknown', 'send.recipientUnknown', false],
  ],
  relaying: [
    ['rcpt', '554 5.7.1 <a@x.org>: Relay access denied', 'send.relayRefused', false, 'authentication'],
    ['rcpt', '550 5.7.1 Unable to relay for a@x.org', 'send.relayRefused', false, 'authentication'],
    ['rcpt', '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'send.relayRefused', false],
    ['rcpt', '551 we do not relay', 'send.relayRefused', false],
    ['rcpt', "553 sorry, that domain isn't in my list of allowed rcpthosts", 'send.relayRefused', false],
    [
      'rcpt',
      '554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied',
      'send.relayRefused',
      false,
    ],
  ],
  sender: [
    ['mail', '550 5.1.8 no such domain', 'send.senderRefused', false, 'senderAddress'],
    ['mail', '553 5.7.1 not you', 'send.senderRefused', false, 'senderAddress'],
    [
      'rcpt',
      '553 5.7.1 <b@x.org>: Sender address rejected: not owned by user u1',
      'send.senderRefused',
      false,
      'senderAddress',
    ],
    [
      'data',
      '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
      'send.senderRefused',
      false,
    ],
    ['data', '554 5.2.252 SendAsDenied; u1 not allowed to send as b', 'send.senderRefused', false],
  ],
  filters: [
    ['data', '550 5.7.1 message rejected', 'send.policy', false],
    [
      'data',
      '554 5.7.1 Service unavailable; Client host blocked using zen.example.org',
      'send.policy',
      false,
    ],
    ['data', '554 Message looks like spam', 'send.policy', false],
    [
      'data',
      '552-5.7.0 This message was blocked because its content\n552 5.7.0 is a risk',
      'send.policy',
      false,
    ],
    [
      'data',
      '550 5.7.26 This mail has been blocked because the sender is unauthenticated',
      'send.policy',
      false,
    ],
    ['rcpt', '550 5.7.1 Your address is listed at an open relay list', 'send.policy', false],
  ],
  'not local': [['rcpt', '551 User not local; please try <b@y.org>', 'send.recipientUnknown', false]],
  'too large': [
    ['mail', '552 5.3.4 Message size exceeds fixed limit', 'send.tooLarge', false],
    ['data', '552 5.3.4 Error: message file too big', 'send.tooLarge', false],
    ['rcpt', '550 5.2.3 Message too large for this mailbox', 'send.tooLarge', false],
    ['mail', '552 no', 'send.tooLarge', false],
  ],
  full: [
    ['rcpt', '552 5.2.2 Mailbox full', 'send.mailboxFull', false],
    ['rcpt', '452 4.2.2 Over quota', 'send.mailboxFull', true],
    ['data', '552 Quota exceeded', 'send.mailboxFull', false],
    ['mail', '550 5.4.5 Daily user sending quota exceeded', 'send.mailboxFull', false],
  ],
  'address not allowed': [
    ['rcpt', '553 5.1.2 no such domain', 'send.addressRefused', false],
    ['rcpt', '553 mailbox name not allowed', 'send.addressRefused', false],
  ],
  'refusing greeting': [
    ['greeting', '554 5.7.1 No SMTP service here', 'greeting.refused', false],
    ['ehlo', '550 5.7.1 go away', 'greeting.refused', false],
  ],
  'no mail here': [
    ['greeting', '521 5.3.2 Server does not accept mail', 'send.noMailHere', false],
    ['rcpt', '556 5.1.10 Recipient address has null MX', 'send.noMailHere', false],
  ],
  SMTPUTF8: [['rcpt', '553 5.6.7 Mailbox needs SMTPUTF8', 'send.addressNeedsUtf8', false]],
  'all others': [
    ['data', '554 Transaction failed', 'send.refused', false],
    ['data', '554 5.6.0 Message contains bare newlines', 'send.refused', false],
    ['rcpt', '550 5.2.1 The account is disabled', 'send.recipientsRefused', false],
    [
      'rcpt',
      '554 5.7.1 <a@x.org>: Recipient address rejected: Access denied',
      'send.recipientsRefused',
      false,
    ],
    ['mail', '550 no', 'send.senderRefused', false, 'senderAddress'],
  ],
  'out of step': [
    ['mail', '503 5.5.1 Error: nested MAIL command', 'server.protocol', true],
    ['data', '503 Bad sequence of commands', 'server.protocol', true],
    ['mail', '250 what?', 'server.protocol', true],
    ['data', 'nonsense', 'server.protocol', true],
  ],
};

const stages: Readonly<Record<SmtpCommand, Stage>> = {
  greeting: 'greeting',
  ehlo: 'greeting',
  starttls: 'tls',
  auth: 'login',
  mail: 'submit',
  rcpt: 'submit',
  data: 'submit',
};

describe.each(Object.entries(rows))('%s', (_about, replies) => {
  const cases = replies.map(([at, reply, code, transient, field]) => ({ at, reply, code, transient, field }));
  it.each(cases)('$at: $reply', ({ at, reply, code, transient, field }) => {
    const meaning = meaningOf(reply, at);
    expect(meaning).toMatchObject({ code, transient, ...(field === undefined ? {} : { field }) });
    expect(meaning.stage).toBe(code.startsWith('login.') ? 'login' : stages[at]);
  });
});

it('gives any code at any command a meaning, and retries by the first digit (RFC 5321 4.2.1)', () => {
  const always = new Map([
    [432, false],
    [455, false],
    [503, true],
  ]);
  for (const at of ['mail', 'rcpt', 'data'] as const)
    for (let code = 400; code < 600; code += 1) {
      const meaning = meaningOf(`${code} x`, at);
      const expected = always.get(code) ?? code < 500;
      expect([code, at, meaning.transient]).toEqual([code, at, expected]);
      expect(meaning.code === 'server.protocol').toBe(code === 503);
    }
});
