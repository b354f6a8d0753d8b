import type net from 'node:net';

/**
 * Less than this within the idle time is no answer but a trickle. So an answer of n bytes may take
 * n / 16 KiB times the idle time (a minute: 64 s for each 17 kB, 1.3 h for 20 MB) and no longer.
 */
export const PROGRESS_BYTES = 16 * 1024;

/**
 * Ends a connection whose server sends, but hardly anything: time-outs on silence alone are extended by every
 * byte, so one byte every ten seconds would hold us for ever. The socket fails with the code `TRICKLE`. Each
 * write begins anew, as the answer before it has come to its end.
 */
export function endWhenTrickling(socket: net.Socket, idleMs: number): void {
  let written = socket.bytesWritten;
  let read = socket.bytesRead;
  let seen = read;
  let since = performance.now();
  const check = (): void => {
    const now = performance.now();
    const arrived = socket.bytesRead > seen;
    seen = socket.bytesRead;
    if (socket.bytesWritten !== written || seen - read >= PROGRESS_BYTES) {
      written = socket.bytesWritten;
      read = seen;
      since = now;
    } else if (arrived && now - since >= idleMs) {
      // A plain error with a code, because the mail libraries write their own code over it.
      socket.destroy(Object.assign(new Error('the server sends too slowly'), { code: 'TRICKLE' }));
    }
  };
  const timer = setInterval(check, idleMs / 4);
  timer.unref();
  socket.once('close', () => clearInterval(timer));
}
