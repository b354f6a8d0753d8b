import { net } from 'electron';

/** Electron tells the main process only when asked. Milliseconds. */
const LOOK_EVERY_MS = 5000;

/** Calls back whenever the network has come back. */
export function watchNetwork(onBack: () => void): void {
  let online = net.isOnline();
  setInterval(() => {
    const now = net.isOnline();
    if (now && !online) onBack();
    online = now;
  }, LOOK_EVERY_MS).unref();
}
