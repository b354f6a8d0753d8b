import { domainToASCII } from 'node:url';
import { fieldFor } from '../../error-fields.ts';
import { MailroomError } from '../../../../shared/errors.ts';

/**
 * An address as it goes into MAIL FROM and RCPT TO: international domains as A-labels (RFC 5891), which every server
 * understands. Letters beyond ASCII before the @ have no such form and take SMTPUTF8 (RFC 6531).
 *
 * @throws MailroomError `send.addressNeedsUtf8`, or `send.addressRefused` for what would break the command; both with
 *   the address in `recipients`
 */
export function wireAddress(address: string, smtpUtf8: boolean): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  const wireDomain = isAscii(domain) ? domain : domainToASCII(domain);
  if (at < 1 || wireDomain === '' || /[\s<>\u0000-\u001f\u007f]/.test(address))
    throw refusal('send.addressRefused', address);
  if (!isAscii(local) && !smtpUtf8) throw refusal('send.addressNeedsUtf8', address);
  return `${local}@${wireDomain}`;
}

/** The same for the sender: a problem of the account, not of a recipient. */
export function wireSender(address: string, smtpUtf8: boolean): string {
  try {
    return wireAddress(address, smtpUtf8);
  } catch (error) {
    const { code, params } = error as MailroomError;
    if (code === 'send.addressNeedsUtf8')
      throw new MailroomError(code, 'submit', { params, field: 'senderAddress', cause: error });
    throw new MailroomError('send.senderRefused', 'submit', {
      field: fieldFor('send.senderRefused'),
      cause: error,
    });
  }
}

function refusal(code: 'send.addressRefused' | 'send.addressNeedsUtf8', address: string): MailroomError {
  return new MailroomError(code, 'submit', { params: { recipients: address } });
}

function isAscii(text: string): boolean {
  return !/[^\u0000-\u007f]/.test(text);
}
