// Queues messages, then sends them all; prints how long the sending took, to the last durable result, in seconds.
// Arguments: data directory, port, CA file, number of messages.
import { createEngine } from '../../../electron/engine/engine.ts';
import { systemClock } from '../../../electron/engine/ports.ts';
import { createMemorySecrets } from '../../../electron/engine/secrets/memory.ts';
import { sendRequestSchema } from '../../../shared/domain/outbound.ts';
import { outgoingAccountInputSchema } from '../../../shared/domain/outgoing-account.ts';
import { sampleHtml, sampleSubject, sampleText } from './sample.ts';

const [dataDirectory = '', port = '', caFile = '', messages = ''] = process.argv.slice(2);
const engine = createEngine({
  dataDirectory,
  secrets: createMemorySecrets(),
  clock: systemClock,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  mimeWorker: new URL('../../../electron/engine/mime/worker.ts', import.meta.url),
  version: 'bench',
});
await engine.handlers['outgoing.create']({
  account: outgoingAccountInputSchema.parse({
    name: 'Sending',
    host: 'localhost',
    port: Number(port),
    caFile,
    senderAddress: 'support@example.com',
    senderName: 'Support',
    user: 'support',
  }),
  secret: 'pw',
});
for (let nth = 0; nth < Number(messages); nth++) {
  const request = {
    to: [`user${nth}@example.com`],
    subject: sampleSubject,
    text: sampleText,
    html: sampleHtml,
  };
  await engine.handlers['outbox.send'](sendRequestSchema.parse(request));
}
const begun = performance.now();
await engine.flushOutbox();
const seconds = (performance.now() - begun) / 1000;
const { counts } = await engine.handlers['outbox.list']({ limit: 1, filter: 'all' });
process.stdout.write(`${JSON.stringify({ seconds, sent: counts.done })}\n`);
await engine.stop();
