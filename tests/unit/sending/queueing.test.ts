import { describe, expect, it } from 'vitest';
import { queueMessage } from '../../../electron/engine/sending/queue.ts';
import type { Database } from '../../../electron/engine/store/database.ts';
import { insertSource, writeEnvelope } from '../../../electron/engine/store/messages.ts';
import { readOutboxSource } from '../../../electron/engine/store/outbox.ts';
import { saveOutgoingAccount } from '../../../electron/engine/store/outgoing-accounts.ts';
import { sendRequestSchema, type OutboxEntry } from '../../../shared/domain/outbound.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { outgoingAccount, storedMessage } from '../../support/store.ts';
import { deliveryBench } from './delivery-bench.ts';

async function queue(database: Database, changes: object = {}): Promise<OutboxEntry> {
  const request = sendRequestSchema.parse({ to: ['anna@example.com'], subject: 's', text: 't', ...changes });
  return queueMessage(database, createFakeClock(), request);
}

describe('queueing', () => {
  it('keeps what is too large with both figures, unsent', async () => {
    const { database, sent, start } = await deliveryBench();
    saveOutgoingAccount(database, outgoingAccount({ maxSizeBytes: 1000 }));
    const entry = await queue(database, { text: 'x'.repeat(5000) });
    expect(entry).toMatchObject({
      state: 'tooLarge',
      error: { code: 'send.tooLarge', params: { limit: 1000 } },
    });
    expect(entry.error?.params['size']).toBeGreaterThan(5000);
    await start().flush();
    expect(sent).toEqual([]);
  });

  it('takes the identifiers of the message it answers', async () => {
    const { database } = await deliveryBench();
    const id = storedMessage(database);
    insertSource(database, id, Buffer.from('x'));
    const nobody = { name: '', address: '' };
    writeEnvelope(database, id, {
      messageId: '<q@x>',
      inReplyTo: undefined,
      references: ['<p@x>'],
      from: nobody,
      to: [],
      cc: [],
      replyTo: [],
      subject: '',
      snippet: '',
      date: 1,
    });
    const { id: answer } = await queue(database, { inReplyTo: id });
    const source = String(readOutboxSource(database, answer));
    expect(source).toContain('In-Reply-To: <q@x>');
    expect(source).toContain('References: <p@x> <q@x>');
    await expect(queue(database, { inReplyTo: 999 })).rejects.toMatchObject({
      code: 'input.notFound',
      field: 'inReplyTo',
    });
  });
});
