import { parentPort } from 'node:worker_threads';
import { excerptOf } from '../search/excerpt.ts';
import { parseAttachment, parseIndex, parseView } from './parse.ts';
import type { AttachmentContent } from './parsed.ts';
import type { MimeReply, MimeRequest } from './protocol.ts';
import { compact } from './transfer.ts';

/** Runs in a worker thread: parsing a big message takes seconds and must not freeze the window. */

function handle(request: MimeRequest): { readonly value: unknown; readonly given: ArrayBuffer[] } {
  switch (request.task) {
    case 'index':
      return { value: parseIndex(request.source, request.options), given: [] };
    case 'view':
      return { value: parseView(request.source, request.options), given: [] };
    case 'excerpt':
      return { value: excerptOf(parseIndex(request.source, request.options).text, request.forms), given: [] };
    case 'attachment':
      return handOver(parseAttachment(request.source, request.index, request.options));
  }
}

/** The bytes of an attachment go to the other thread without a copy where they are alone in their memory. */
function handOver(content: AttachmentContent | undefined): { value: unknown; given: ArrayBuffer[] } {
  if (content === undefined) return { value: undefined, given: [] };
  const bytes = compact(content.bytes);
  return { value: { ...content, bytes }, given: [bytes.buffer] };
}

parentPort?.on('message', (request: MimeRequest) => {
  const { id } = request;
  try {
    const { value, given } = handle(request);
    const reply: MimeReply = { id, ok: true, value };
    parentPort?.postMessage(reply, given);
  } catch (error) {
    const reply: MimeReply = {
      id,
      ok: false,
      detail: error instanceof Error ? error.message : String(error),
    };
    parentPort?.postMessage(reply);
  }
});
