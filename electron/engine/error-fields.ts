import type { ErrorCode } from '../../shared/errors.ts';

/** The field of the account form to look at, per kind of failure. */
const fieldOf: Partial<Record<ErrorCode, string>> = {
  'dns.notFound': 'host',
  'connect.refused': 'port',
  'connect.timeout': 'host',
  'tls.plainPort': 'encryption',
  'tls.selfSigned': 'caFile',
  'tls.unknownIssuer': 'caFile',
  'tls.wrongName': 'host',
  'tls.pinChanged': 'pinnedFingerprint',
  'tls.timeout': 'encryption',
  'tls.startTlsMissing': 'encryption',
  'tls.startTlsUnavailable': 'encryption',
  'greeting.silent': 'encryption',
  'greeting.wrongProtocol': 'port',
  'login.refused': 'secret',
  'login.specialPassword': 'secret',
  'login.passwordExpired': 'secret',
  'login.encryptionRequired': 'encryption',
  'mailbox.missing': 'mailbox',
  'send.senderRefused': 'senderAddress',
};

/** The form field a failure of this kind points to, if one does. */
export function fieldFor(code: ErrorCode): string | undefined {
  return fieldOf[code];
}
