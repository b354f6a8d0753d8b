import { lookup } from 'node:dns/promises';
import net from 'node:net';
import tls from 'node:tls';
import { MailroomError } from '../../../shared/errors.ts';
import { connectionFailure } from '../failures.ts';
import { asciiHost, trustOptions } from '../tls-trust.ts';

/** Small looks at a server that send no command and no secret: the mail libraries hide what they would show. */

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Addresses of a host. @throws MailroomError `dns.*` */
export async function resolveHost(place: Place): Promise<string[]> {
  try {
    const answers = await lookup(asciiHost(place.host), { all: true });
    return answers.map((answer) => answer.address);
  } catch (error) {
    throw connectionFailure(error, 'dns', place);
  }
}

/** Opens and closes a TCP connection. @throws MailroomError `connect.*` */
export async function reach(place: Place, timeoutMs: number): Promise<void> {
  const socket = net.connect({ host: asciiHost(place.host), port: place.port });
  try {
    await settled(socket, 'connect', timeoutMs);
  } catch (error) {
    throw connectionFailure(error, 'connect', place);
  } finally {
    socket.destroy();
  }
}

/** What a server's certificate says. Times UTC ms. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly names: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** SHA-256 over the certificate, colon-separated upper case hexadecimal. */
  readonly fingerprint: string;
}

export interface TlsFacts {
  readonly protocol: string;
  readonly certificate: CertificateFacts | undefined;
}

/**
 * A TLS handshake from the first byte, verified against the public authorities and `ca`.
 *
 * @throws MailroomError `tls.*`; its params carry what the certificate says, read by a second handshake
 *   that verifies nothing and sends nothing
 */
export async function handshake(place: Place, ca: string | undefined, timeoutMs: number): Promise<TlsFacts> {
  try {
    return await look(place, ca, timeoutMs, true);
  } catch (error) {
    const failure = connectionFailure(error, 'tls', place);
    if (!failure.code.startsWith('tls.')) throw failure;
    const facts = await look(place, ca, timeoutMs, false).catch(() => undefined);
    throw new MailroomError(failure.code, 'tls', {
      field: failure.field,
      params: { ...failure.params, ...facts?.certificate },
      detail: failure.detail,
      transient: failure.transient,
      cause: error,
    });
  }
}

async function look(
  place: Place,
  ca: string | undefined,
  timeoutMs: number,
  verify: boolean,
): Promise<TlsFacts> {
  const socket = tls.connect({
    host: asciiHost(place.host),
    port: place.port,
    ...trustOptions(place.host, ca),
    rejectUnauthorized: verify,
  });
  try {
    await settled(socket, 'secureConnect', timeoutMs);
    return { protocol: socket.getProtocol() ?? '', certificate: factsOf(socket.getPeerCertificate()) };
  } finally {
    socket.destroy();
  }
}

function factsOf(certificate: tls.PeerCertificate): CertificateFacts | undefined {
  if (certificate.fingerprint256 === undefined) return undefined;
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    names: certificate.subjectaltname?.replaceAll('DNS:', '') ?? '',
    validFrom: certificate.valid_from,
    validTo: certificate.valid_to,
    fingerprint: certificate.fingerprint256,
  };
}

function nameOf(name: tls.Certificate | undefined): string {
  const value = name?.CN ?? name?.O ?? '';
  return Array.isArray(value) ? value.join(', ') : value;
}

function settled(socket: net.Socket, event: 'connect' | 'secureConnect', timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }));
    }, timeoutMs);
    socket.once(event, () => {
      clearTimeout(timer);
      resolve();
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
