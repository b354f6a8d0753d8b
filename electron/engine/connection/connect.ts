import { X509Certificate } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';
import { MailroomError } from '../../../shared/errors.ts';
import { fieldFor } from '../error-fields.ts';
import { connectionFailure } from '../failures.ts';
import { asciiHost, pinChanged, verification } from '../tls-trust.ts';
import { setDeadline } from './deadline.ts';
import type { Endpoint, Protocol, Proxy } from './endpoint.ts';
import { afterwards, startTls } from './start-tls.ts';
import { proxyFailure, tunnel } from './tunnel.ts';

/**
 * Per address of a name that has several. Node's 250 ms give up on slow links; a dead address must still
 * leave time for the next.
 */
const ADDRESS_ATTEMPT_MS = 2_000;

/**
 * Every connection to a mail server is made here, whatever it speaks: through the proxy, if there is one, and
 * encrypted as demanded. The server's greeting is the next thing to read; after STARTTLS, where servers do not
 * greet again, a bare one stands in its place.
 *
 * @param signal gives up at once, with the signal's reason
 * @throws MailroomError `dns.*`, `connect.*`, `proxy.*`, `tls.*`, `greeting.*`
 */
export async function connectTo(
  endpoint: Endpoint,
  protocol: Protocol,
  signal: AbortSignal,
): Promise<net.Socket> {
  const plain = await openSocket(endpoint, signal);
  if (endpoint.encryption === 'none') return plain;
  if (endpoint.encryption === 'tls') return secureSocket(plain, endpoint, signal);
  await startTls(plain, protocol, endpoint, signal);
  const secured = await afterStartTls(() => secureSocket(plain, endpoint, signal));
  secured.unshift(Buffer.from(afterwards[protocol].greeting));
  return secured;
}

/** The certificate that a server shows, and the version of TLS. Nothing is sent but what starts TLS. */
export async function readCertificate(
  endpoint: Endpoint,
  protocol: Protocol,
  signal: AbortSignal,
): Promise<X509Certificate | undefined> {
  const plain = await openSocket(endpoint, signal);
  if (endpoint.encryption === 'starttls') await startTls(plain, protocol, endpoint, signal);
  // Unverified: so this socket never leaves this function, and nothing is written to it.
  const secured = await handshake(plain, endpoint, signal, { rejectUnauthorized: false });
  const certificate = shownCertificate(secured);
  secured.destroy();
  return certificate;
}

/** The certificate of the server at the other end. */
export function shownCertificate(socket: tls.TLSSocket): X509Certificate | undefined {
  // Not getPeerX509Certificate, which in Node 24 answers a self-signed certificate only once.
  const { raw } = socket.getPeerCertificate();
  return raw === undefined ? undefined : new X509Certificate(raw);
}

/**
 * Opens a TCP connection within `timeouts.connectMs`, through the proxy if there is one, which then has as much
 * time again.
 */
export async function openSocket(endpoint: Endpoint, signal: AbortSignal): Promise<net.Socket> {
  const proxy = await endpoint.proxy?.();
  if (signal.aborted) throw signal.reason;
  if (proxy === undefined) return openDirectly(endpoint, endpoint, signal);
  const socket = await openDirectly(proxy, endpoint, signal).catch((error: unknown) => {
    throw error === signal.reason ? error : unreachable(error, proxy, endpoint);
  });
  const late = (): Error => proxyFailure('proxy.unreachable', proxy, endpoint, 'no answer in time');
  const lift = setDeadline(socket, endpoint.timeouts.connectMs, signal, late);
  try {
    await tunnel(socket, proxy, endpoint);
    return socket;
  } catch (error) {
    socket.destroy();
    if (error instanceof MailroomError) throw error;
    throw proxyFailure('proxy.refused', proxy, endpoint, (error as Error).message, error);
  } finally {
    lift();
  }
}

async function openDirectly(
  place: { readonly host: string; readonly port: number },
  { timeouts }: Endpoint,
  signal: AbortSignal,
): Promise<net.Socket> {
  const socket = net.connect({
    host: asciiHost(place.host),
    port: place.port,
    noDelay: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
  });
  // Stays: a late second error of a socket given up must not end the process.
  socket.on('error', () => {});
  const late = (): Error =>
    new MailroomError('connect.timeout', 'connect', {
      params: { host: place.host, port: place.port },
      field: fieldFor('connect.timeout'),
      transient: true,
    });
  const lift = setDeadline(socket, timeouts.connectMs, signal, late);
  try {
    await settled(socket, 'connect');
    return socket;
  } catch (error) {
    socket.destroy();
    throw connectionFailure(error, 'connect', place);
  } finally {
    lift();
  }
}

function unreachable(error: unknown, proxy: Proxy, endpoint: Endpoint): MailroomError {
  const { code, detail } = error as MailroomError;
  return proxyFailure('proxy.unreachable', proxy, endpoint, detail ?? code, error);
}

/**
 * Does the TLS handshake on a connected socket, as client, within `timeouts.connectMs`, and answers the secured
 * socket only if the endpoint's trust covers the server's certificate.
 *
 * A pinned certificate is compared here, after the handshake, in which the server proved to hold its key, and
 * before anybody gets hold of the socket. Node's own verification can't do that: it rejects an expired
 * certificate whatever it is told to trust, and where it is told not to reject, it skips the check of the
 * server's identity altogether.
 */
export async function secureSocket(
  plain: net.Socket,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  const { host, trust } = endpoint;
  if (trust.pin === undefined) return handshake(plain, endpoint, signal, {});
  const secured = await handshake(plain, endpoint, signal, { rejectUnauthorized: false });
  const shown = shownCertificate(secured);
  if (shown?.fingerprint256 === trust.pin.fingerprint) return secured;
  secured.destroy();
  throw pinChanged(trust.pin, shown, host);
}

async function handshake(
  plain: net.Socket,
  endpoint: Endpoint,
  signal: AbortSignal,
  options: tls.ConnectionOptions,
): Promise<tls.TLSSocket> {
  const { host, port, trust, timeouts } = endpoint;
  const secured = tls.connect({
    socket: plain,
    // The connection is there; the host is for the check of the certificate.
    host: asciiHost(host),
    ...verification(host, trust),
    ...options,
  });
  secured.on('error', () => {});
  const late = (): Error =>
    new MailroomError('tls.timeout', 'tls', {
      params: { host, port },
      field: fieldFor('tls.timeout'),
      transient: true,
    });
  const lift = setDeadline(secured, timeouts.connectMs, signal, late);
  try {
    await settled(secured, 'secureConnect');
    return secured;
  } catch (error) {
    secured.destroy();
    plain.destroy();
    throw connectionFailure(error, 'tls', endpoint);
  } finally {
    lift();
  }
}

/** After its OK this is no port without TLS: somebody went on in plain text. */
async function afterStartTls<T>(secure: () => Promise<T>): Promise<T> {
  try {
    return await secure();
  } catch (error) {
    if (error instanceof MailroomError && error.code === 'tls.plainPort')
      throw new MailroomError('tls.injected', 'tls', { params: error.params, cause: error });
    throw error;
  }
}

function settled(socket: net.Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: unknown): void => {
      socket.off(event, ready).off('error', done).off('close', closed);
      if (error === undefined) resolve();
      else reject(error);
    };
    const ready = (): void => done();
    const closed = (): void => done(Object.assign(new Error('closed'), { code: 'ECONNECTION' }));
    socket.on(event, ready).on('error', done).on('close', closed);
  });
}
