import { once } from 'node:events';
import net from 'node:net';

/** Where the connection breaks: after so many bytes in one direction, in good order (FIN) or by a reset (RST). */
export interface Cut {
  readonly after: number;
  readonly direction: 'fromServer' | 'fromClient';
  readonly how: 'end' | 'reset';
}

export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** For the connections to come. */
  cut: Cut | undefined;
  /** Bytes that went each way in the last connection. */
  readonly passed: { fromServer: number; fromClient: number };
  /** Connections that were cut so far. */
  readonly cuts: number;
  /** Resolves when all connections, both halves of each, are closed. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Passes everything on to `target` on loopback, up to a byte. */
export async function startCuttingProxy(target: number): Promise<CuttingProxy> {
  const sockets = new Set<net.Socket>();
  const passed = { fromServer: 0, fromClient: 0 };
  let nobody = (): void => {};
  let cuts = 0;

  const keep = (socket: net.Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) nobody();
    });
  };

  function connect(client: net.Socket): void {
    const { cut } = proxy;
    const server = net.connect({ port: target, host: '127.0.0.1', noDelay: true });
    keep(client);
    keep(server);
    passed.fromServer = 0;
    passed.fromClient = 0;
    let broken = false;

    function pass(direction: Cut['direction'], chunk: Buffer, to: net.Socket): void {
      if (broken) return;
      const left = cut?.direction === direction ? cut.after - passed[direction] : Infinity;
      const piece = chunk.subarray(0, left);
      passed[direction] += piece.length;
      if (piece.length > 0) to.write(piece);
      if (chunk.length >= left) sever();
    }
    function sever(): void {
      if (broken) return;
      broken = true;
      cuts += 1;
      server.end();
      if (cut?.how === 'reset') {
        // A reset throws away what the client has not read yet: the turns let it read.
        setImmediate(() => setImmediate(() => client.resetAndDestroy()));
      } else {
        client.end();
      }
    }

    server.on('data', (chunk) => pass('fromServer', chunk, client));
    client.on('data', (chunk) => pass('fromClient', chunk, server));
    server.on('end', () => client.end()).on('close', () => client.end());
    client.on('end', () => server.end()).on('close', () => server.destroy());
    if (cut?.after === 0) sever();
  }

  const listener = net.createServer({ noDelay: true, allowHalfOpen: true }, connect);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    listener.close();
    await once(listener, 'close');
  };
  const proxy: CuttingProxy = {
    port: (listener.address() as net.AddressInfo).port,
    cut: undefined,
    passed,
    get cuts() {
      return cuts;
    },
    async idle() {
      if (sockets.size > 0) await new Promise<void>((resolve) => (nobody = resolve));
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
  return proxy;
}
