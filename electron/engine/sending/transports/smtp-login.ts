import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { Authentication, OutgoingAccount } from '../../../../shared/domain/outgoing-account.ts';
import { MailroomError } from '../../../../shared/errors.ts';
import { xoauth2 } from '../../xoauth2.ts';
import type { ServerOffer } from './ehlo.ts';
import { done } from './done.ts';

/** The parts of an account that signing in takes. */
export type LoginAccount = Pick<
  OutgoingAccount,
  'encryption' | 'authentication' | 'user' | 'allowClearPassword'
>;

type Method = Exclude<Authentication, 'automatic' | 'none'>;

const names: Readonly<Record<Method, string>> = {
  plain: 'PLAIN',
  login: 'LOGIN',
  cramMd5: 'CRAM-MD5',
  xoauth2: 'XOAUTH2',
};

/**
 * What `automatic` tries, the best first. In the clear that is CRAM-MD5, which does not show the password. Encrypted it
 * is PLAIN: nobody can read along, and it works with every server, while CRAM-MD5 fails where passwords are kept
 * hashed, though many such servers offer it. XOAUTH2 is not tried: what is stored is a password.
 */
const automatic: Readonly<Record<'encrypted' | 'clear', readonly Method[]>> = {
  encrypted: ['plain', 'login', 'cramMd5'],
  clear: ['cramMd5', 'plain', 'login'],
};

/**
 * The way to sign in with this account at a server that offers this (RFC 4954).
 *
 * @throws MailroomError `login.noMethod` with the offered ones in `detail`; `login.encryptionRequired` when the server
 *   offers any only encrypted; `input.invalid` when the password would go readable without consent (S58)
 */
export function chooseMethod(account: LoginAccount, offer: ServerOffer): Method {
  const clear = account.encryption === 'none';
  const wanted = wantedMethods(account);
  const offered = wanted.filter((method) => offer.authentications.includes(names[method]));
  const [method] = offered.filter((each) => !clear || isSafeInClear(each) || account.allowClearPassword);
  if (method !== undefined) return method;
  if (offered.length > 0) throw passwordInClear();
  if (clear && offer.startTls && offer.authentications.length === 0)
    throw new MailroomError('login.encryptionRequired', 'login', { field: 'encryption', detail: 'STARTTLS' });
  throw new MailroomError('login.noMethod', 'login', {
    field: 'authentication',
    detail: ['AUTH', ...offer.authentications].join(' '),
  });
}

/**
 * Refuses what the form refuses as well, before anything is connected, whatever got past the form.
 *
 * @throws MailroomError `input.invalid`
 */
export function checkConsent(account: LoginAccount): void {
  if (account.encryption !== 'none' || account.authentication === 'none' || account.allowClearPassword)
    return;
  if (!wantedMethods(account).some(isSafeInClear)) throw passwordInClear();
}

/**
 * Signs in. nodemailer speaks the methods that take a password.
 *
 * @param connection made with `tokenLogin` among its options
 * @throws nodemailer's error, or MailroomError as `chooseMethod`, or `secret.missing`
 */
export async function signIn(
  connection: SMTPConnection,
  account: LoginAccount,
  secret: string | undefined,
  offer: ServerOffer,
): Promise<void> {
  if (secret === undefined || secret === '')
    throw new MailroomError('secret.missing', 'login', { field: 'secret' });
  const method = chooseMethod(account, offer);
  const name = method === 'xoauth2' ? TOKEN : names[method];
  await done((callback) => connection.login({ user: account.user, pass: secret, method: name }, callback));
}

/** Not `XOAUTH2`: under that name nodemailer, unless it refreshes tokens itself, signs in by PLAIN where it can. */
const TOKEN = 'ACCESS-TOKEN';

/**
 * XOAUTH2 for nodemailer, whose own gets new tokens and tries again. Here a refused token is refused. The server's
 * challenge says why, but its reply comes only after an empty answer.
 */
export const tokenLogin: NonNullable<SMTPConnectionOptions['customAuth']> = {
  async [TOKEN]({ auth, sendCommand }) {
    const { user, pass } = auth.credentials;
    let { response } = await sendCommand(`AUTH XOAUTH2 ${xoauth2(user, pass)}`);
    if (response.startsWith('334')) ({ response } = await sendCommand(''));
    if (!response.startsWith('235')) throw new Error('Invalid login');
  },
};

function wantedMethods({ authentication, encryption }: LoginAccount): readonly Method[] {
  if (authentication === 'automatic') return automatic[encryption === 'none' ? 'clear' : 'encrypted'];
  return authentication === 'none' ? [] : [authentication];
}

function isSafeInClear(method: Method): boolean {
  return method === 'cramMd5';
}

function passwordInClear(): MailroomError {
  return new MailroomError('input.invalid', 'input', {
    field: 'encryption',
    problems: [{ field: 'encryption', problem: 'passwordInClear' }],
  });
}
