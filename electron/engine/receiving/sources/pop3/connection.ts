import net from 'node:net';
import tls from 'node:tls';
import { MailroomError, type Stage } from '../../../../../shared/errors.ts';
import { connectionFailure, fieldFor } from '../../../failures.ts';
import { asciiHost, trustOptions } from '../../../tls-trust.ts';
import type { ConnectionSettings } from '../../source.ts';

/**
 * Per address of a name that has several. Node's 250 ms give up on slow links; a dead address must still
 * leave time for the next.
 */
const ADDRESS_ATTEMPT_MS = 2_000;

/** What reaching and securing a server takes. */
export type Endpoint = Pick<ConnectionSettings, 'host' | 'port' | 'ca' | 'timeouts'>;

/**
 * Opens a TCP connection within `timeouts.connectMs`.
 *
 * @param signal gives up at once, with the signal's reason
 */
export async function openSocket(endpoint: Endpoint, signal: AbortSignal): Promise<net.Socket> {
  const socket = net.connect({
    host: asciiHost(endpoint.host),
    port: endpoint.port,
    noDelay: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
  });
  await established(socket, 'connect', 'connect', endpoint, signal);
  return socket;
}

/**
 * Does the TLS handshake on a connected socket, as client, within `timeouts.connectMs`. The certificate
 * must be valid for the host and issued by a built-in authority or one of `endpoint.ca`.
 *
 * @param signal gives up at once, with the signal's reason
 */
export async function secureSocket(
  socket: net.Socket,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  // From here on the secured socket reports the failures of both.
  socket.on('error', () => {});
  const secured = tls.connect({
    socket,
    // The connection is there; the host is for the check of the certificate.
    host: asciiHost(endpoint.host),
    ...trustOptions(endpoint.host, endpoint.ca),
  });
  await established(secured, 'secureConnect', 'tls', endpoint, signal);
  return secured;
}

function established(
  socket: net.Socket,
  event: 'connect' | 'secureConnect',
  stage: Stage,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const { host, port } = endpoint;
    const settle = (error?: unknown): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      socket.off(event, ready).off('error', settle).off('close', closed);
      if (error === undefined) {
        resolve();
        return;
      }
      // A late second error of a socket given up must not end the process.
      socket.on('error', () => {});
      socket.destroy();
      reject(connectionFailure(error, stage, endpoint));
    };
    const ready = (): void => settle();
    const closed = (): void =>
      settle(new MailroomError('connect.closed', stage, { params: { host, port }, transient: true }));
    const aborted = (): void => settle(signal.reason);
    const timer = setTimeout(() => {
      settle(
        new MailroomError('connect.timeout', stage, {
          params: { host, port },
          transient: true,
          field: fieldFor('connect.timeout'),
        }),
      );
    }, endpoint.timeouts.connectMs);
    socket.on(event, ready).on('error', settle).on('close', closed);
    signal.addEventListener('abort', aborted);
    if (signal.aborted) aborted();
  });
}
