import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { MailroomError } from '../../../shared/errors.ts';
import { connectionFailure } from '../failures.ts';

/** A receiver that has not answered by then counts as out of reach, ms. */
export const POST_TIMEOUT_MS = 30_000;

export interface Post {
  readonly url: string;
  /** JSON. */
  readonly body: Buffer;
  readonly secret: string;
  /** The same at every attempt. */
  readonly key: string;
  /** UTC ms; part of what is signed, so that an old request can't be sent again by somebody who saw it. */
  readonly now: number;
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
  { url, body, secret, key, now }: Post,
  signal: AbortSignal,
  timeoutMs = POST_TIMEOUT_MS,
): Promise<void> {
  const { protocol, hostname, port } = new URL(url);
  const timestamp = String(Math.floor(now / 1000));
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    'User-Agent': 'Mailroom',
    'X-Mailroom-Delivery': key,
    'X-Mailroom-Timestamp': timestamp,
    'X-Mailroom-Signature': signatureOf(secret, timestamp, body),
  };
  const context = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port),
    hide: (words: string): string => words.replaceAll(secret, '***'),
  };
  let status: number;
  try {
    status = await statusOf(url, headers, body, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError' && !signal.aborted)
      throw new MailroomError('server.timeout', 'submit', {
        params: { host: context.host, port: context.port },
        transient: true,
      });
    throw connectionFailure(error, 'submit', context);
  }
  if (status < 200 || status > 299)
    throw new MailroomError('handOver.refused', 'submit', {
      params: { host: context.host, status },
      transient: true,
    });
}

/** What the receiver answers with; what it says besides is not read. */
function statusOf(
  url: string,
  headers: http.OutgoingHttpHeaders,
  body: Buffer,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { request } = url.startsWith('https:') ? https : http;
    const sent = request(url, { method: 'POST', headers, signal, agent: false }, (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
