import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface DelayProxy {
  readonly port: number;
  close(): Promise<void>;
}

/** A sender waits when this many bytes are under way. */
const MAX_UNDER_WAY = 16_000_000;

/**
 * Forwards to a port on 127.0.0.1 and holds every chunk back for `delayMs` each way: distance without a limit of
 * bandwidth, and without touching the system's network settings.
 */
export async function startDelayProxy(to: number, delayMs: number): Promise<DelayProxy> {
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: to, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [near, far]) socket.setNoDelay(true);
    forward(near, far, delayMs);
    forward(far, near, delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

function forward(from: Socket, to: Socket, delayMs: number): void {
  let underWay = 0;
  from.on('data', (chunk: Buffer) => {
    underWay += chunk.length;
    if (underWay > MAX_UNDER_WAY) from.pause();
    // Timers of the same length fire in the order in which they were set.
    setTimeout(() => {
      underWay -= chunk.length;
      if (underWay <= MAX_UNDER_WAY) from.resume();
      to.write(chunk);
    }, delayMs);
  });
  from.on('end', () => setTimeout(() => to.end(), delayMs));
  from.on('error', () => to.destroy());
}
