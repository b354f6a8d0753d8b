import { describe, expect, it } from 'vitest';
import {
  connectionFailure,
  imapFailure,
  smtpFailure,
  storeFailure,
  unexpected,
} from '../../../electron/engine/failures.ts';
import type { SmtpCommand } from '../../../electron/engine/sending/replies.ts';
import { MailroomError } from '../../../shared/errors.ts';

const place = { host: 'mail.example.com', port: 993 };
const failure = (properties: object, message = 'words'): Error =>
  Object.assign(new Error(message), properties);

describe('connectionFailure', () => {
  it.each([
    ['ENOTFOUND', 'dns.notFound', 'dns', 'host', false],
    ['EAI_AGAIN', 'dns.unavailable', 'dns', undefined, true],
    ['ECONNREFUSED', 'connect.refused', 'connect', 'port', true],
    ['ETIMEDOUT', 'connect.timeout', 'connect', 'host', true],
    ['EHOSTUNREACH', 'connect.unreachable', 'connect', undefined, true],
    ['ECONNRESET', 'connect.reset', 'fetch', undefined, true],
    ['TRICKLE', 'server.tooSlow', 'fetch', undefined, true],
    ['EACCES', 'connect.denied', 'connect', undefined, false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls.plainPort', 'tls', 'encryption', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls.selfSigned', 'tls', 'caFile', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls.unknownIssuer', 'tls', 'caFile', false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls.unknownIssuer', 'tls', 'caFile', false],
    ['CERT_HAS_EXPIRED', 'tls.expired', 'tls', undefined, false],
    ['CERT_NOT_YET_VALID', 'tls.notYetValid', 'tls', undefined, false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls.wrongName', 'tls', 'host', false],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls.oldProtocol', 'tls', undefined, false],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls.noCommonCipher', 'tls', undefined, false],
    ['ERR_SSL_SOMETHING_NEW', 'tls.failed', 'tls', undefined, false],
    ['CERT_REVOKED', 'tls.failed', 'tls', undefined, false],
    ['ENEVERSEEN', 'internal.unexpected', 'fetch', undefined, true],
  ])('%s is %s', (code, kind, stage, field, transient) => {
    expect(connectionFailure(failure({ code }), 'fetch', place)).toMatchObject({
      code: kind,
      stage,
      field,
      transient,
      detail: 'words',
      params: { host: 'mail.example.com', port: 993 },
    });
  });

  it('looks into the error of several addresses, and shows what the certificate says', () => {
    const several = Object.assign(new AggregateError([failure({ code: 'ECONNREFUSED' })], ''), {
      code: 'ECONNREFUSED',
    });
    expect(connectionFailure(several, 'connect', place)).toMatchObject({
      code: 'connect.refused',
      detail: 'words',
    });
    const cert = { subjectaltname: 'DNS:a.example, DNS:b.example', valid_to: 'Feb  1 00:00:00 2020 GMT' };
    expect(connectionFailure(failure({ code: 'CERT_HAS_EXPIRED', cert }), 'tls', place).params).toMatchObject(
      {
        names: 'a.example, b.example',
        validTo: '2020-02-01T00:00:00Z',
      },
    );
  });

  it.each([
    [['ENETUNREACH', 'ECONNREFUSED'], 'connect.refused'],
    [['ENETUNREACH', 'ETIMEDOUT', 'EHOSTUNREACH'], 'connect.timeout'],
    [['ETIMEDOUT', 'ECONNREFUSED'], 'connect.refused'],
    [['ENETUNREACH', 'EADDRNOTAVAIL'], 'connect.unreachable'],
  ])('of addresses that failed with %j the one that came furthest decides', (codes, code) => {
    const errors = codes.map((each) => failure({ code: each }, `connect ${each}`));
    const several = Object.assign(new AggregateError(errors, ''), { code: codes[0] });
    const expected = { code, detail: codes.map((each) => `connect ${each}`).join('; ') };
    expect(connectionFailure(several, 'connect', place)).toMatchObject(expected);
  });

  it('leaves what is translated already', () => {
    const error = new MailroomError('poll.cancelled', 'fetch');
    expect(connectionFailure(error, 'connect', place)).toBe(error);
    expect(connectionFailure('just text', 'connect', place)).toMatchObject({
      code: 'internal.unexpected',
      detail: 'just text',
    });
  });
});

describe('imapFailure', () => {
  it.each([
    [
      { authenticationFailed: true, serverResponseCode: 'AUTHENTICATIONFAILED' },
      'login.refused',
      'login',
      false,
    ],
    [{ authenticationFailed: true }, 'login.refused', 'login', false],
    [{ authenticationFailed: true, serverResponseCode: 'UNAVAILABLE' }, 'server.unavailable', 'login', true],
    [
      { authenticationFailed: true, serverResponseCode: 'PRIVACYREQUIRED' },
      'login.encryptionRequired',
      'login',
      false,
    ],
    [
      { authenticationFailed: true, responseText: 'Plaintext authentication disallowed' },
      'login.encryptionRequired',
      'login',
      false,
    ],
    [{ serverResponseCode: 'NONEXISTENT' }, 'mailbox.missing', 'list', false],
    [{ mailboxMissing: true }, 'mailbox.missing', 'mailbox', false],
    [{ serverResponseCode: 'INUSE' }, 'mailbox.inUse', 'list', true],
    [{ serverResponseCode: 'LIMIT' }, 'server.limit', 'list', true],
    [{ code: 'ParserError5' }, 'server.protocol', 'list', true],
    [{ code: 'LiteralTooLarge' }, 'server.protocol', 'list', true],
    [{ responseStatus: 'NO', responseText: 'No.' }, 'server.refused', 'list', true],
    [{ code: 'NoConnection', reason: 'Too many connections' }, 'server.ended', 'list', true],
    [{ code: 'ClosedAfterConnectTLS', reason: 'Shutting down' }, 'server.ended', 'list', true],
    [{ code: 'NoConnection' }, 'connect.closed', 'list', true],
    // Node's own errors have a reason, too.
    [
      { code: 'ERR_TLS_CERT_ALTNAME_INVALID', reason: "Host is not in the cert's altnames" },
      'tls.wrongName',
      'tls',
      false,
    ],
    [{ code: 'ERR_SSL_WRONG_VERSION_NUMBER', reason: 'wrong version number' }, 'tls.plainPort', 'tls', false],
    [{ code: 'GREETING_TIMEOUT' }, 'greeting.silent', 'greeting', true],
  ])('%j is %s', (properties, code, stage, transient) => {
    expect(imapFailure(failure(properties), 'list', place)).toMatchObject({ code, stage, transient });
  });
});

describe('smtpFailure', () => {
  const translate = (properties: object, bodyHandedOver = false, at: SmtpCommand = 'greeting') =>
    smtpFailure(failure(properties), { ...place, at, bodyHandedOver });

  it.each([
    [{ responseCode: 535, command: 'AUTH PLAIN' }, 'login.refused', 'login', false],
    [
      { responseCode: 530, command: 'MAIL FROM', response: '530 Must issue a STARTTLS command first' },
      'login.encryptionRequired',
      'login',
      false,
    ],
    [{ responseCode: 550, command: 'RCPT TO' }, 'send.recipientUnknown', 'submit', false],
    [{ responseCode: 451, command: 'DATA' }, 'send.temporary', 'submit', true],
    [{ responseCode: 502, command: 'HELO' }, 'greeting.refused', 'greeting', false],
    [{ responseCode: 554, command: 'CONN', code: 'EPROTOCOL' }, 'greeting.refused', 'greeting', false],
    [{ code: 'EPROTOCOL', command: 'CONN' }, 'greeting.wrongProtocol', 'greeting', false],
    [{ code: 'ESOCKET', originalCode: 'ECONNREFUSED' }, 'connect.refused', 'connect', true],
    [{ code: 'ESOCKET', cause: failure({ code: 'CERT_HAS_EXPIRED' }) }, 'tls.expired', 'tls', false],
    [{ code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT' }, 'greeting.silent', 'greeting', true],
    [{ code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT' }, 'server.timeout', 'submit', true],
  ])('%j is %s', (properties, code, stage, transient) => {
    expect(translate(properties)).toMatchObject({ code, stage, transient });
  });

  it('does not know once the body was handed over and no reply came, and does not try again', () => {
    for (const code of ['ECONNRESET', 'ETIMEDOUT', 'ECONNECTION', 'EPIPE']) {
      expect(translate({ code }, true)).toMatchObject({ code: 'send.unknown', transient: false });
    }
    // A reply is a reply, but not one to nothing.
    const unasked = { responseCode: 451, command: 'CONN', code: 'EPROTOCOL' };
    expect(translate(unasked, true, 'mail')).toMatchObject({ code: 'send.unknown' });
    expect(translate(unasked, false, 'mail')).toMatchObject({ code: 'server.protocol', transient: true });
    expect(translate({ responseCode: 451, command: 'DATA' }, true)).toMatchObject({ code: 'send.temporary' });
  });
});

describe('storeFailure', () => {
  it.each([
    ['SQLITE_FULL', 'store.full', true],
    ['ENOSPC', 'store.full', true],
    ['SQLITE_IOERR_SHMSIZE', 'store.full', true],
    ['SQLITE_IOERR_WRITE', 'store.failed', true],
    ['SQLITE_CORRUPT_VTAB', 'store.corrupt', false],
    ['SQLITE_NOTADB', 'store.corrupt', false],
    ['SQLITE_READONLY', 'store.unwritable', false],
    ['SQLITE_CANTOPEN', 'store.unwritable', false],
    ['SQLITE_CONSTRAINT_UNIQUE', 'store.failed', false],
  ])('%s is %s', (code, kind, transient) => {
    expect(storeFailure(failure({ code }))).toMatchObject({ code: kind, stage: 'store', transient });
  });

  it('is found by the last line of defence, and everything else is unexpected', () => {
    expect(unexpected(failure({ code: 'SQLITE_FULL' })).code).toBe('store.full');
    expect(unexpected(undefined)).toMatchObject({ code: 'internal.unexpected', stage: 'internal' });
  });
});
