import type net from 'node:net';

/**
 * Destroys a socket when `ms` have passed or the signal is aborted. Whoever waits for the socket learns the
 * reason from its `error` event. Returns the function that lifts it.
 */
export function setDeadline(
  socket: net.Socket,
  ms: number,
  signal: AbortSignal,
  late: () => Error,
): () => void {
  const timer = setTimeout(() => socket.destroy(late()), ms);
  const aborted = (): void => void socket.destroy(signal.reason);
  signal.addEventListener('abort', aborted);
  if (signal.aborted) aborted();
  return () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', aborted);
  };
}
