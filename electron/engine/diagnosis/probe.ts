import type { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import type tls from 'node:tls';
import type { ServerCertificate } from '../../../shared/domain/mailbox.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { connectTo, openSocket, readCertificate, shownCertificate } from '../connection/connect.ts';
import type { Endpoint, Protocol, Timeouts } from '../connection/endpoint.ts';
import { connectionFailure, unexpected } from '../failures.ts';
import { asciiHost, certificateFacts } from '../tls-trust.ts';

/** Small looks at a server that send no secret and no command but STARTTLS: the mail libraries hide what they show. */

/** Somebody is waiting for the answer. */
export const probeTimeouts: Timeouts = { connectMs: 10_000, greetingMs: 10_000, idleMs: 10_000 };

const DAY_MS = 24 * 3600_000;
/** Nobody gives up on a look but its time-outs. */
const noSignal = new AbortController().signal;

/** Addresses of a host. @throws MailroomError `dns.*` */
export async function resolveHost(endpoint: Endpoint): Promise<string[]> {
  try {
    const answers = await lookup(asciiHost(endpoint.host), { all: true });
    return answers.map((answer) => answer.address);
  } catch (error) {
    throw connectionFailure(error, 'dns', endpoint);
  }
}

/** Opens and closes a connection without a word. @throws MailroomError `connect.*`, `proxy.*` */
export async function reach(endpoint: Endpoint): Promise<void> {
  const socket = await openSocket(endpoint, noSignal);
  socket.destroy();
}

/**
 * Goes as far as the encryption, and says what it is like, in words for the curious.
 *
 * @throws MailroomError `connect.*`, `greeting.*`, `tls.*`; the params of the latter say what is in the
 *   certificate
 */
export async function lookAtTls(endpoint: Endpoint, protocol: Protocol): Promise<Record<string, string>> {
  try {
    const socket = (await connectTo(endpoint, protocol, noSignal)) as tls.TLSSocket;
    const certificate = shownCertificate(socket);
    const version = socket.getProtocol() ?? '';
    socket.destroy();
    return { protocol: version, ...evidenceOf(certificate) };
  } catch (error) {
    const failure = unexpected(error);
    if (!isAboutCertificate(failure)) throw failure;
    const certificate = await readCertificate(endpoint, protocol, noSignal).catch(() => undefined);
    const params = { ...failure.params, ...evidenceOf(certificate) };
    throw new MailroomError(failure.code, failure.stage, { ...failure, params, cause: error });
  }
}

/**
 * The certificate that a server shows now, and why it is not trusted, if it is not.
 *
 * @throws MailroomError when there is none to see: `input.invalid` without encryption, else as `lookAtTls`
 */
export async function lookAtCertificate(endpoint: Endpoint, protocol: Protocol): Promise<ServerCertificate> {
  if (endpoint.encryption === 'none')
    throw new MailroomError('input.invalid', 'input', {
      field: 'encryption',
      problems: [{ field: 'encryption', problem: 'noCertificate' }],
    });
  let problem: MailroomError | undefined;
  try {
    await lookAtTls(endpoint, protocol);
  } catch (error) {
    problem = unexpected(error);
    if (!isAboutCertificate(problem)) throw problem;
  }
  const certificate = await readCertificate(endpoint, protocol, noSignal);
  if (certificate === undefined) throw problem ?? new MailroomError('tls.failed', 'tls');
  return {
    ...certificateFacts(certificate),
    pem: certificate.toString(),
    ...(problem === undefined ? {} : { problem: problem.toPlain() }),
  };
}

function evidenceOf(certificate: X509Certificate | undefined): Record<string, string> {
  if (certificate === undefined) return {};
  const facts = certificateFacts(certificate);
  const daysLeft = Math.floor((Date.parse(facts.validTo) - Date.now()) / DAY_MS);
  return { ...facts, daysLeft: String(daysLeft) };
}

/** The encryption came about as far as the certificate. */
function isAboutCertificate({ code }: MailroomError): boolean {
  return /^tls\.(selfSigned|unknownIssuer|expired|notYetValid|wrongName|pinChanged|failed)$/.test(code);
}
