import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { signatureOf } from '../../electron/engine/hand-over/post.ts';

/** One thing that the receiver was told. */
export interface Told {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly json: {
    readonly event: string;
    readonly delivery: string;
    readonly details?: Record<string, unknown>;
    readonly message?: { readonly subject: string; readonly text: string; readonly folder: string };
    readonly ticket?: { readonly number: string };
    readonly source?: string;
  };
}

export interface Receiver {
  readonly url: string;
  /** Everything that came, whatever was answered. */
  readonly told: Told[];
  /** What it answers with; in place of a status a function that answers, or does not. */
  answer: number | ((response: ServerResponse) => void);
  /** Resolves when so many things have come. */
  has(count: number): Promise<void>;
}

/** How a receiver is reached over TLS: under a name, which its certificate is for. */
export interface ReceiverTls {
  readonly name: string;
  readonly certificate: string;
  readonly key: string;
}

/** Another system on this computer that is told things over HTTP, or over HTTPS under a name. */
export async function startReceiver(tls?: ReceiverTls): Promise<Receiver> {
  let heard = (): void => {};
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      receiver.told.push({ headers: request.headers, body, json: JSON.parse(String(body)) as Told['json'] });
      heard();
      if (typeof receiver.answer === 'number') response.writeHead(receiver.answer, { Location: '/' }).end();
      else receiver.answer(response);
    });
  };
  const server =
    tls === undefined
      ? createServer(listener)
      : createSecureServer({ cert: tls.certificate, key: tls.key }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: tls === undefined ? `http://127.0.0.1:${port}/mail` : `https://${tls.name}:${port}/mail`,
    told: [],
    answer: 204,
    async has(count) {
      while (receiver.told.length < count) await new Promise<void>((resolve) => (heard = resolve));
    },
  };
  return receiver;
}

/** As docs/hand-over.md says that a receiver should. */
export function isGenuine({ headers, body }: Told, secret: string): boolean {
  const timestamp = String(headers['x-mailroom-timestamp']);
  return headers['x-mailroom-signature'] === signatureOf(secret, timestamp, body);
}
