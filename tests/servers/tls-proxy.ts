import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Certificate } from './certificates.ts';

export interface TlsProxy {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Listens for implicit TLS on 127.0.0.1 with any certificate (self-signed, expired, for another host) and hands the
 * decrypted bytes to the plain port `target`, and back.
 */
export async function startTlsProxy(certificate: Certificate, target: number): Promise<TlsProxy> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer({ cert: certificate.certificate, key: certificate.key }, (client) => {
    const upstream = connect({ host: '127.0.0.1', port: target });
    keep(upstream);
    client.pipe(upstream).pipe(client);
    // When one side fails the other one learns it by its connection ending.
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
  });
  server.on('connection', keep);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
