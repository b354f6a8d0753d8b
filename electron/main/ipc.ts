import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { MailroomError } from '../../shared/errors.ts';
import { channels, INVOKE_CHANNEL, type Channel } from '../../shared/ipc/channels.ts';
import { contract } from '../../shared/ipc/contract.ts';
import type { Result } from '../../shared/ipc/result.ts';
import type { HandlersOf } from '../engine/handlers/handler.ts';
import { unexpected } from '../engine/failures.ts';
import type { Logger } from '../engine/ports.ts';
import { parseInput } from '../engine/parse-input.ts';
import { APP_ORIGIN } from './protocol.ts';

/** Serves the whole contract: sender checked, request parsed, response parsed, failures as plain values. */
export function serveContract(handlers: HandlersOf<Channel>, logger: Logger): void {
  ipcMain.handle(INVOKE_CHANNEL, async (event, name: unknown, request: unknown): Promise<Result<unknown>> => {
    try {
      checkSender(event);
      return { ok: true, value: await call(handlers, channelOf(name), request) };
    } catch (error) {
      const failure = unexpected(error);
      if (failure.code === 'internal.unexpected') {
        logger.error('call failed', { channel: String(name), reason: failure.detail });
      }
      return { ok: false, error: failure.toPlain() };
    }
  });
}

async function call(handlers: HandlersOf<Channel>, channel: Channel, request: unknown): Promise<unknown> {
  const schemas = contract[channel];
  const handler = handlers[channel] as (parsed: unknown) => Promise<unknown>;
  return schemas.response.parse(await handler(parseInput(schemas.request, request)));
}

function channelOf(name: unknown): Channel {
  const channel = channels.find((candidate) => candidate === name);
  if (channel === undefined) throw new MailroomError('input.invalid', 'input', { field: 'channel' });
  return channel;
}

/** Only the main frame of our own page may call: a frame that shows a message may not. */
function checkSender(event: IpcMainInvokeEvent): void {
  const frame = event.senderFrame;
  const trusted = frame !== null && frame.parent === null && frame.url.startsWith(`${APP_ORIGIN}/`);
  if (!trusted) throw new MailroomError('input.invalid', 'input', { field: 'sender' });
}
