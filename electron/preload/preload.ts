import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { channels, EVENT_CHANNEL, eventNames, INVOKE_CHANNEL } from '../../shared/ipc/channels.ts';

/**
 * The only bridge between page and program: call a named channel, hear a named event. Everything is parsed
 * on both sides of it; here only the names are checked.
 */
const channelNames: readonly string[] = channels;
const events: readonly string[] = eventNames;

contextBridge.exposeInMainWorld('mailroom', {
  platform: process.platform,
  locale: process.argv.find((argument) => argument.startsWith('--mailroom-locale='))?.split('=')[1] ?? 'en',

  invoke(channel: string, request: unknown): Promise<unknown> {
    if (!channelNames.includes(channel)) return Promise.reject(new Error(`unknown channel ${channel}`));
    return ipcRenderer.invoke(INVOKE_CHANNEL, channel, request);
  },

  subscribe(event: string, listener: (payload: unknown) => void): () => void {
    if (!events.includes(event)) throw new Error(`unknown event ${event}`);
    const forward = (_event: IpcRendererEvent, name: string, payload: unknown): void => {
      if (name === event) listener(payload);
    };
    ipcRenderer.on(EVENT_CHANNEL, forward);
    return () => ipcRenderer.removeListener(EVENT_CHANNEL, forward);
  },
});
