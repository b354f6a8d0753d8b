import { parentPort } from 'node:worker_threads';
import { parseAttachment, parseIndex, parseView } from './parse.ts';
import type { MimeReply, MimeRequest } from './protocol.ts';

/** Runs in a worker thread: parsing a big message takes seconds and must not freeze the window. */

async function handle(request: MimeRequest): Promise<unknown> {
  switch (request.task) {
    case 'index':
      return parseIndex(request.source);
    case 'view':
      return parseView(request.source);
    case 'attachment':
      return parseAttachment(request.source, request.index);
  }
}

async function answer(request: MimeRequest): Promise<MimeReply> {
  try {
    return { id: request.id, ok: true, value: await handle(request) };
  } catch (error) {
    return { id: request.id, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (request: MimeRequest) => {
  void answer(request).then((reply) => parentPort?.postMessage(reply));
});
