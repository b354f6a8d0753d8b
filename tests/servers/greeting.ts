import { connect } from 'node:net';

/** The first bytes a plain-text server sends within two seconds; undefined when it refuses or stays silent. */
export function readGreeting(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (text?: string): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(2000, () => finish());
    socket.once('error', () => finish());
    socket.once('end', () => finish());
    socket.once('data', (bytes) => finish(bytes.toString('latin1')));
  });
}
