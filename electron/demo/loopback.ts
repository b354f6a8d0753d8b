import type { AddressInfo, Server, Socket } from 'node:net';

/** Where the demo servers listen, and nowhere else. */
export const loopbackHost = '127.0.0.1';

/** A listening server that can be stopped at once. */
export interface LoopbackServer {
  readonly port: number;
  /** Drops every connection and resolves when the port is free. */
  stop(): Promise<void>;
}

/** Lets `server` listen on loopback, on a port of the system's choice. */
export async function listenOnLoopback(server: Server): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, loopbackHost, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // An idle client would otherwise keep the demo from ending.
        for (const socket of sockets) socket.destroy();
      }),
  };
}
