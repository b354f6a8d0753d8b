import { MailroomError, type ErrorCode, type Stage } from '../../shared/errors.ts';
import { fieldFor } from './error-fields.ts';
import { meaningOf, type SmtpCommand } from './sending/replies.ts';
import { alternativeNames, isoTime } from './tls-trust.ts';

/**
 * Errors of libraries and of the system become `MailroomError`s here and nowhere else.
 *
 * Matching is by code, never by text: OpenSSL, BoringSSL and every Node version word them differently.
 */

/** Which server a failing connection was for. */
export interface ConnectionContext {
  readonly host: string;
  readonly port: number;
  /** Takes the secret out of the server's words, which may repeat a refused command. */
  readonly hide?: ((words: string) => string) | undefined;
}

interface SystemError extends Error {
  readonly code?: string;
  readonly originalCode?: string;
  readonly errors?: readonly unknown[];
  readonly cert?: {
    subjectaltname?: string;
    subject?: { CN?: string };
    valid_to?: string;
    valid_from?: string;
  };
}

const byCode: Readonly<Record<string, readonly [ErrorCode, Stage, boolean]>> = {
  ENOTFOUND: ['dns.notFound', 'dns', false],
  ENODATA: ['dns.notFound', 'dns', false],
  EBADNAME: ['dns.notFound', 'dns', false],
  EAI_AGAIN: ['dns.unavailable', 'dns', true],
  EAI_FAIL: ['dns.unavailable', 'dns', true],
  ESERVFAIL: ['dns.unavailable', 'dns', true],
  ECONNREFUSED: ['connect.refused', 'connect', true],
  ETIMEDOUT: ['connect.timeout', 'connect', true],
  CONNECT_TIMEOUT: ['connect.timeout', 'connect', true],
  EHOSTUNREACH: ['connect.unreachable', 'connect', true],
  ENETUNREACH: ['connect.unreachable', 'connect', true],
  ENETDOWN: ['connect.unreachable', 'connect', true],
  EADDRNOTAVAIL: ['connect.unreachable', 'connect', true],
  ECONNRESET: ['connect.reset', 'connect', true],
  EPIPE: ['connect.reset', 'connect', true],
  ECONNABORTED: ['connect.reset', 'connect', true],
  EACCES: ['connect.denied', 'connect', false],
  EPERM: ['connect.denied', 'connect', false],
  ClosedAfterConnectText: ['connect.closed', 'greeting', true],
  ClosedAfterConnectTLS: ['connect.closed', 'greeting', true],
  NoConnection: ['connect.closed', 'fetch', true],
  EConnectionClosed: ['connect.closed', 'fetch', true],
  ECONNECTION: ['connect.closed', 'connect', true],
  GREETING_TIMEOUT: ['greeting.silent', 'greeting', true],
  ETIMEOUT: ['server.timeout', 'fetch', true],
  TRICKLE: ['server.tooSlow', 'fetch', true],
  ERR_SSL_WRONG_VERSION_NUMBER: ['tls.plainPort', 'tls', false],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['tls.plainPort', 'tls', false],
  ERR_SSL_HTTP_REQUEST: ['tls.plainPort', 'tls', false],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls.selfSigned', 'tls', false],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls.unknownIssuer', 'tls', false],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls.unknownIssuer', 'tls', false],
  UNABLE_TO_GET_ISSUER_CERT: ['tls.unknownIssuer', 'tls', false],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls.unknownIssuer', 'tls', false],
  CERT_HAS_EXPIRED: ['tls.expired', 'tls', false],
  CERT_NOT_YET_VALID: ['tls.notYetValid', 'tls', false],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls.wrongName', 'tls', false],
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: ['tls.oldProtocol', 'tls', false],
  ERR_SSL_UNSUPPORTED_PROTOCOL: ['tls.oldProtocol', 'tls', false],
  ERR_SSL_VERSION_TOO_LOW: ['tls.oldProtocol', 'tls', false],
  ERR_SSL_NO_SHARED_CIPHER: ['tls.noCommonCipher', 'tls', false],
};

/**
 * Translates whatever a socket, a TLS handshake or a mail library threw while connecting or talking. A
 * `MailroomError` passes through unchanged. An unknown error becomes `internal.unexpected` with its text.
 *
 * @param stage where the caller was; kept for failures that can happen anywhere
 */
export function connectionFailure(error: unknown, stage: Stage, context: ConnectionContext): MailroomError {
  if (error instanceof MailroomError) return error;
  const known = unwrap(error);
  const code = codeOf(known);
  const detail = hidden(textOf(known), context);
  const params = { host: context.host, port: context.port, ...certificateParams(known) };
  const match = code === undefined ? undefined : lookUp(code, known);
  if (match === undefined) {
    return new MailroomError('internal.unexpected', stage, {
      params,
      detail,
      transient: true,
      cause: error,
    });
  }
  const [kind, usual, transient] = match;
  return new MailroomError(kind, isLate(kind) ? stage : usual, {
    params,
    detail,
    transient,
    field: fieldFor(kind),
    cause: error,
  });
}

/** Failures that say nothing about their stage themselves. */
function isLate(kind: ErrorCode): boolean {
  return ['connect.reset', 'connect.closed', 'server.timeout', 'server.tooSlow'].includes(kind);
}

function lookUp(code: string, error: SystemError): readonly [ErrorCode, Stage, boolean] | undefined {
  const exact = byCode[code];
  if (exact !== undefined) return exact;
  if (code.endsWith('ALERT_HANDSHAKE_FAILURE')) return ['tls.noCommonCipher', 'tls', false];
  if (code === 'EPROTO' && /wrong.version.number/i.test(error.message))
    return ['tls.plainPort', 'tls', false];
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code.startsWith('CERT_')) {
    return ['tls.failed', 'tls', false];
  }
  return undefined;
}

/**
 * When every address of a name failed, Node throws an AggregateError with an empty message. The address that
 * came furthest says what happened: a host without IPv6 has "no route" to all IPv6 addresses, which is no news.
 */
function unwrap(error: unknown): SystemError {
  const candidate =
    error instanceof Error ? (error as SystemError) : (new Error(String(error)) as SystemError);
  const members = (candidate.errors ?? []).filter((member): member is SystemError => member instanceof Error);
  if (candidate.message !== '' || members.length === 0) return candidate;
  const rank = (member: SystemError): number => telling.indexOf(member.code ?? '');
  const best = members.toSorted((one, other) => rank(other) - rank(one))[0];
  const words = new Set(members.map(textOf));
  return Object.assign(new Error([...words].join('; ')), { code: best?.code ?? '' });
}

/** How an address can fail, the most telling last. */
const telling = ['EADDRNOTAVAIL', 'ENETUNREACH', 'EHOSTUNREACH', 'ETIMEDOUT', 'ECONNRESET', 'ECONNREFUSED'];

/** Before the words are capped: of a secret that is cut off the beginning would be left. */
function hidden(words: string, { hide }: ConnectionContext): string {
  return hide === undefined ? words : hide(words);
}

function codeOf(error: SystemError): string | undefined {
  return error.originalCode ?? error.code;
}

function textOf(error: SystemError): string {
  return error.message === '' ? (codeOf(error) ?? error.name) : error.message;
}

function certificateParams(error: SystemError): Record<string, string> {
  const certificate = error.cert;
  if (certificate === undefined) return {};
  return {
    names: alternativeNames(certificate.subjectaltname ?? certificate.subject?.CN ?? ''),
    ...(certificate.valid_to === undefined ? {} : { validTo: isoTime(certificate.valid_to) }),
    ...(certificate.valid_from === undefined ? {} : { validFrom: isoTime(certificate.valid_from) }),
  };
}

const sqliteCodes: readonly (readonly [RegExp, ErrorCode, boolean])[] = [
  // SHMSIZE: not even the index of the write-ahead log, 32 kB, finds room.
  [/^SQLITE_(FULL|IOERR_SHMSIZE)/, 'store.full', true],
  [/^SQLITE_IOERR/, 'store.failed', true],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'store.corrupt', false],
  [/^SQLITE_(READONLY|CANTOPEN|PERM)/, 'store.unwritable', false],
];

/** Translates what SQLite threw; anything else comes back as `store.failed`. */
export function storeFailure(error: unknown, params: Readonly<Record<string, string>> = {}): MailroomError {
  if (error instanceof MailroomError) return error;
  const code = error instanceof Error ? (error as SystemError).code : undefined;
  const detail = error instanceof Error ? error.message : String(error);
  if (code === 'ENOSPC')
    return new MailroomError('store.full', 'store', { params, detail, transient: true, cause: error });
  const match = sqliteCodes.find(([pattern]) => code !== undefined && pattern.test(code));
  const [, kind, transient] = match ?? [undefined, 'store.failed' as const, false];
  return new MailroomError(kind, 'store', { params, detail, transient, cause: error });
}

/** Any error as a `MailroomError`, for the last line of defence. */
export function unexpected(error: unknown): MailroomError {
  if (error instanceof MailroomError) return error;
  if (error instanceof Error && (error as SystemError).code?.startsWith('SQLITE_'))
    return storeFailure(error);
  const detail = error instanceof Error ? error.message : String(error);
  return new MailroomError('internal.unexpected', 'internal', { detail, cause: error });
}

/** What imapflow puts on the plain errors it throws. */
interface ImapError extends SystemError {
  readonly authenticationFailed?: boolean;
  readonly mailboxMissing?: boolean;
  readonly serverResponseCode?: string;
  readonly responseStatus?: string;
  readonly responseText?: string;
  readonly reason?: string;
}

/**
 * Response codes of RFC 5530 and RFC 9051 7.1. They come before `authenticationFailed`, which imapflow sets
 * for every refused login: `UNAVAILABLE` there means "try later", not "wrong password".
 */
const imapResponseCodes: Readonly<Record<string, readonly [ErrorCode, boolean]>> = {
  AUTHENTICATIONFAILED: ['login.refused', false],
  AUTHORIZATIONFAILED: ['login.refused', false],
  EXPIRED: ['login.refused', false],
  CONTACTADMIN: ['login.refused', false],
  PRIVACYREQUIRED: ['login.encryptionRequired', false],
  UNAVAILABLE: ['server.unavailable', true],
  LIMIT: ['server.limit', true],
  INUSE: ['mailbox.inUse', true],
  NONEXISTENT: ['mailbox.missing', false],
  TRYCREATE: ['mailbox.missing', false],
  'READ-ONLY': ['mailbox.readOnly', false],
};

/** Codes under which imapflow reports a connection that the server ended. */
const endings = new Set([
  '',
  'NoConnection',
  'EConnectionClosed',
  'ClosedAfterConnectText',
  'ClosedAfterConnectTLS',
]);

/** Translates what imapflow threw. Falls back to `connectionFailure`. */
export function imapFailure(error: unknown, stage: Stage, context: ConnectionContext): MailroomError {
  if (error instanceof MailroomError) return error;
  const known = unwrap(error) as ImapError;
  const detail = hidden(known.responseText ?? known.reason ?? textOf(known), context);
  const make = (code: ErrorCode, at: Stage, transient: boolean): MailroomError =>
    new MailroomError(code, at, {
      params: { host: context.host, port: context.port },
      detail,
      transient,
      field: fieldFor(code),
      cause: error,
    });

  if (
    known.code?.startsWith('ParserError') === true ||
    /^(Literal|Line|Response)TooLarge$/.test(known.code ?? '')
  ) {
    return make('server.protocol', stage, true);
  }
  const coded = imapResponseCodes[known.serverResponseCode?.toUpperCase() ?? ''];
  if (coded !== undefined)
    return make(coded[0], known.authenticationFailed === true ? 'login' : stage, coded[1]);
  if (known.mailboxMissing === true) return make('mailbox.missing', 'mailbox', false);
  if (known.authenticationFailed === true) {
    const clear = /login is disabled|plaintext|encrypt|privacy/i.test(detail);
    return make(clear ? 'login.encryptionRequired' : 'login.refused', 'login', false);
  }
  if (known.responseStatus === 'NO' || known.responseStatus === 'BAD')
    return make('server.refused', stage, true);
  // The server's good-bye. Node's TLS errors carry a `reason` as well, but are told by their code.
  if (known.reason !== undefined && known.reason !== '' && endings.has(known.code ?? ''))
    return make('server.ended', stage, true);
  return connectionFailure(error, stage, context);
}

/** What nodemailer puts on its errors: `code` is a class of its own, Node's code is in `originalCode`. */
interface SmtpError extends SystemError {
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
  readonly timeoutType?: string;
}

/** Where in the SMTP dialogue the caller was. */
export interface SubmissionContext extends ConnectionContext {
  /** What a reply answers where nodemailer does not say. */
  readonly at: SmtpCommand;
  /** What a reply answers, whatever nodemailer says. */
  readonly command?: SmtpCommand | undefined;
  /** The final dot was handed to the connection: without an answer, whether the server took it is unknown. */
  readonly bodyHandedOver: boolean;
  /** Values for the text, besides host and port. */
  readonly params?: Readonly<Record<string, string | number>> | undefined;
}

/**
 * Translates what nodemailer threw. A reply of the server decides first, see `meaningOf`; without a reply the
 * connection decides.
 */
export function smtpFailure(error: unknown, context: SubmissionContext): MailroomError {
  if (error instanceof MailroomError) return error;
  const known = unwrap(error) as SmtpError;
  const detail = hidden(known.response ?? textOf(known), context);
  const params = { host: context.host, port: context.port, ...context.params };
  const make = (code: ErrorCode, stage: Stage, transient: boolean, field = fieldFor(code)): MailroomError =>
    new MailroomError(code, stage, { params, detail, transient, field, cause: error });

  const reply = known.responseCode ?? 0;
  // A reply to nothing: whoever is out of step may have misunderstood everything before.
  const unasked = known.code === 'EPROTOCOL' && known.command === 'CONN' && context.at !== 'greeting';
  if (reply >= 400 && reply < 600 && !unasked) {
    const command = context.command ?? commandOf(known.command) ?? context.at;
    const { code, stage, transient, field } = meaningOf(known.response ?? String(reply), command);
    return make(code, stage, transient, field);
  }
  if (context.bodyHandedOver) return make('send.unknown', 'submit', false);
  if (known.code === 'EPROTOCOL' && !unasked) return make('greeting.wrongProtocol', 'greeting', false);
  if (known.response !== undefined || unasked) return make('server.protocol', 'submit', true);
  if (known.code === 'EAUTH') return make('login.noMethod', 'login', false, 'authentication');
  if (known.timeoutType === 'GREETING_TIMEOUT') return make('greeting.silent', 'greeting', true);
  if (known.timeoutType === 'SOCKET_TIMEOUT') return make('server.timeout', 'submit', true);
  return connectionFailure(nodeError(known), 'submit', context);
}

/** By nodemailer's name of it; `CONN` stands for anything. */
function commandOf(name = ''): SmtpCommand | undefined {
  if (name.startsWith('AUTH')) return 'auth';
  return commandNames[name];
}

const commandNames: Readonly<Record<string, SmtpCommand>> = {
  EHLO: 'ehlo',
  HELO: 'ehlo',
  'MAIL FROM': 'mail',
  'RCPT TO': 'rcpt',
  DATA: 'data',
};

/** nodemailer gives every socket and certificate problem the code ESOCKET and moves Node's own aside. */
function nodeError(error: SmtpError): unknown {
  if (error.originalCode !== undefined || error.cause === undefined) return error;
  return error.cause;
}
