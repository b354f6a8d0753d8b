import { createHmac } from 'node:crypto';
import http from 'node:http';
import type net from 'node:net';
import { MailroomError } from '../../../shared/errors.ts';
import { openSocket, secureSocket } from '../connection/connect.ts';
import type { Endpoint, ProxyLookup } from '../connection/endpoint.ts';
import { connectionFailure } from '../failures.ts';

/** A receiver that has not answered by then counts as out of reach, ms. */
export const POST_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 15_000;

/** As `URL` writes them, brackets aside. A proxy would look for them on its own machine. */
const THIS_COMPUTER = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

export interface Post {
  readonly url: string;
  /** JSON. */
  readonly body: Buffer;
  readonly secret: string;
  /** The same at every attempt. */
  readonly key: string;
  /** UTC ms; part of what is signed, so that an old request can't be sent again by somebody who saw it. */
  readonly now: number;
  /** Not asked for a receiver on this computer. */
  readonly proxy: ProxyLookup;
}

/** `sha256=` and the HMAC (RFC 2104) of timestamp, point and body, in hexadecimal digits. */
export function signatureOf(secret: string, timestamp: string, body: Buffer): string {
  const digest = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  return `sha256=${digest}`;
}

/**
 * Hands a signed body to a receiver. It has it when it says 2xx; a redirection is not followed, because it might lead out
 * of the encryption.
 *
 * @throws MailroomError `handOver.refused` with the status, or why the connection failed
 */
export async function post(
  { url, body, secret, key, now, proxy }: Post,
  signal: AbortSignal,
  timeoutMs = POST_TIMEOUT_MS,
): Promise<void> {
  const { protocol, hostname, port, host: authority, pathname, search } = new URL(url);
  const timestamp = String(Math.floor(now / 1000));
  const headers = {
    Host: authority,
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    'User-Agent': 'Mailroom',
    'X-Mailroom-Delivery': key,
    'X-Mailroom-Timestamp': timestamp,
    'X-Mailroom-Signature': signatureOf(secret, timestamp, body),
  };
  const host = hostname.replace(/^\[|\]$/g, '');
  const isEncrypted = protocol === 'https:';
  const endpoint: Endpoint = {
    host,
    port: Number(port === '' ? (isEncrypted ? 443 : 80) : port),
    encryption: isEncrypted ? 'tls' : 'none',
    trust: {},
    proxy: THIS_COMPUTER.test(host) ? undefined : proxy,
    timeouts: { connectMs: CONNECT_TIMEOUT_MS, greetingMs: timeoutMs, idleMs: timeoutMs },
  };
  const late = AbortSignal.timeout(timeoutMs);
  const ending = AbortSignal.any([signal, late]);
  let status: number;
  try {
    const socket = await connect(endpoint, ending);
    const options = { method: 'POST', path: `${pathname}${search}`, headers, signal: ending };
    status = await statusOf(socket, options, body).finally(() => socket.destroy());
  } catch (error) {
    if (late.aborted && !signal.aborted)
      throw new MailroomError('server.timeout', 'submit', {
        params: { host, port: endpoint.port },
        transient: true,
      });
    const hide = (words: string): string => words.replaceAll(secret, '***');
    throw connectionFailure(error, 'submit', { host, port: endpoint.port, hide });
  }
  if (status < 200 || status > 299)
    throw new MailroomError('handOver.refused', 'submit', { params: { host, status }, transient: true });
}

async function connect(endpoint: Endpoint, signal: AbortSignal): Promise<net.Socket> {
  const plain = await openSocket(endpoint, signal);
  return endpoint.encryption === 'tls' ? secureSocket(plain, endpoint, signal) : plain;
}

/** What the receiver answers with; what it says besides is not read. */
function statusOf(socket: net.Socket, options: http.RequestOptions, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = http.request({ ...options, createConnection: () => socket }, (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
