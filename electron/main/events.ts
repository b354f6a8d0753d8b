import { BrowserWindow } from 'electron';
import { EVENT_CHANNEL, type EventName } from '../../shared/ipc/channels.ts';
import { events, type EventPayload } from '../../shared/ipc/events.ts';

/** Tells every window. The payload is parsed first: nothing unplanned leaves the main process. */
export function broadcast<E extends EventName>(name: E, payload: EventPayload<E>): void {
  const parsed = events[name].parse(payload);
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, name, parsed);
  }
}
