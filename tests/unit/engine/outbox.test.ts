// What a person does with a message of the outbox, through the engine's channels.
import { describe, expect, it, vi } from 'vitest';
import { sendRequestSchema, type OutboxEntry } from '../../../shared/domain/outbound.ts';
import type { EngineEvent } from '../../../electron/engine/events.ts';
import { failure, scriptedTransport, type TransportScript } from '../../support/scripted-transport.ts';
import { settle } from '../../support/fake-clock.ts';
import { engineBench, outgoingInput } from './bench.ts';

const request = sendRequestSchema.parse({
  to: ['anna@example.com'],
  subject: 'Subject',
  text: 'The text.',
  html: '<p>The text.</p>',
  attachments: [{ name: 'a.txt', content: Buffer.from('contents').toString('base64') }],
  signature: false,
});

async function bench(script: TransportScript) {
  const current = { script };
  const { engine, clock } = engineBench({
    adapters: () => ({
      createTransport: () => scriptedTransport({ onBody: (message) => current.script.onBody?.(message) }),
    }),
  });
  const events: [EngineEvent, unknown][] = [];
  engine.on((name, payload) => void events.push([name, payload]));
  const { account } = await engine.handlers['outgoing.create']({ account: outgoingInput(), secret: 'pw' });
  const send = async (): Promise<OutboxEntry> => {
    const { id } = await engine.handlers['outbox.send'](request);
    await engine.flushOutbox();
    return engine.handlers['outbox.get']({ id });
  };
  return { engine, clock, events, account, send, current, handlers: engine.handlers };
}

const lost: TransportScript = {
  onBody() {
    throw failure('send.unknown', 'submit');
  },
};

describe('a message of the outbox', () => {
  it('is shown with its parts, headers and history, and its files can be saved', async () => {
    const { engine, handlers, send } = await bench({});
    const { id } = await send();
    const detail = await handlers['outbox.get']({ id });
    expect(detail).toMatchObject({
      state: 'sent',
      text: expect.stringContaining('The text.'),
      html: expect.stringContaining('<p>The text.</p>'),
      attachmentList: [{ name: 'a.txt' }],
      recipients: [{ address: 'anna@example.com', state: 'accepted' }],
    });
    expect(detail.headers.map(({ name }) => name.toLowerCase())).toContain('message-id');
    const file = await engine.readSentAttachment(id, 0);
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('contents');
    const source = engine.readSentSource(id) ?? Buffer.alloc(0);
    expect(await handlers['outbox.source']({ id, offset: 5, limit: 10 })).toEqual({
      bytes: source.toString('latin1', 5, 15),
      sizeBytes: source.length,
    });
    await expect(handlers['outbox.get']({ id: 'nobody' })).rejects.toMatchObject({ code: 'input.notFound' });
  });

  it('of unknown fate is sent again or confirmed, by a person alone', async () => {
    const { handlers, send, current, engine, events } = await bench(lost);
    const [first, second] = [await send(), await send()];
    expect([first.state, second.state]).toEqual(['unknown', 'unknown']);
    current.script = {};
    expect(await handlers['outbox.retryAll']({})).toEqual({ count: 0 });
    await engine.flushOutbox();
    expect((await handlers['outbox.get']({ id: first.id })).state).toBe('unknown');
    events.length = 0;
    expect(await handlers['outbox.confirmSent']({ id: first.id })).toMatchObject({ state: 'sent' });
    expect(events).toContainEqual(['outbox.changed', { id: first.id }]);
    await expect(handlers['outbox.confirmSent']({ id: first.id })).rejects.toMatchObject({
      code: 'input.wrongState',
      params: { value: 'sent' },
    });
    await handlers['outbox.retry']({ id: second.id });
    await engine.flushOutbox();
    expect(await handlers['outbox.get']({ id: second.id })).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('is not changed while a server has it', async () => {
    let finish: () => void = () => {};
    const { engine, handlers } = await bench({
      onBody: () => new Promise((resolve) => (finish = () => resolve(undefined))),
    });
    const { id } = await handlers['outbox.send'](request);
    const flushed = engine.flushOutbox();
    await settle();
    for (const attempt of [
      handlers['outbox.cancel']({ id }),
      handlers['outbox.readdress']({ id, recipients: [{ address: 'b@example.com', kind: 'to' }] }),
      handlers['outbox.retry']({ id }),
    ])
      await expect(attempt).rejects.toMatchObject({ code: 'input.wrongState', params: { value: 'sending' } });
    finish();
    await flushed;
    expect((await handlers['outbox.get']({ id })).state).toBe('sent');
  });

  it('that is cancelled holds up no later one of its ticket', async () => {
    const { handlers, engine, account } = await bench({});
    const input = { ...outgoingInput(), name: 'Other', isDefault: true };
    await handlers['outgoing.create']({ account: input, secret: 'pw' });
    const { number: ticket } = await handlers['tickets.create']({ title: 'T' });
    const first = await handlers['outbox.send']({ ...request, ticket, accountId: account.id });
    await handlers['outgoing.setActive']({ id: account.id, active: false });
    engine.start();
    const second = await handlers['outbox.send']({ ...request, ticket });
    await engine.flushOutbox();
    const state = async (): Promise<string> => (await handlers['outbox.get']({ id: second.id })).state;
    expect(await state()).toBe('queued');
    await handlers['outbox.cancel']({ id: first.id });
    await vi.waitFor(async () => expect(await state()).toBe('sent'), { timeout: 15_000 });
  });

  it('goes to nobody twice when it is readdressed', async () => {
    const sent: string[] = [];
    const { handlers, send, engine, current } = await bench(lost);
    const { id } = await send();
    current.script = { onBody: ({ recipients }) => void sent.push(recipients.join(' ')) };
    await handlers['outbox.readdress']({
      id,
      recipients: [
        { address: 'bert@example.com', kind: 'to' },
        { address: 'BERT@example.com', kind: 'cc' },
        { address: 'carl@example.com', kind: 'bcc' },
      ],
    });
    await engine.flushOutbox();
    expect(sent).toEqual(['bert@example.com carl@example.com']);
    const source = String(engine.readSentSource(id));
    expect(source).toContain('bert@example.com');
    expect(source).not.toContain('carl@example.com');
    await expect(
      handlers['outbox.readdress']({ id, recipients: [{ address: 'd@example.com', kind: 'to' }] }),
    ).rejects.toMatchObject({ code: 'input.wrongState' });
  });

  it('larger than its account takes can be sent when the account takes more', async () => {
    const { handlers, send, account, engine } = await bench({});
    await handlers['outgoing.update']({ id: account.id, account: outgoingInput({ maxSizeBytes: 10 }) });
    const { id, state } = await send();
    expect(state).toBe('tooLarge');
    await expect(handlers['outbox.retry']({ id })).rejects.toMatchObject({ code: 'send.tooLarge' });
    await handlers['outgoing.update']({ id: account.id, account: outgoingInput() });
    await handlers['outbox.retry']({ id });
    await engine.flushOutbox();
    expect((await handlers['outbox.get']({ id })).state).toBe('sent');
  });

  it('of a deleted account fails, and goes through another one', async () => {
    const { handlers, engine } = await bench({});
    const other = outgoingInput({ name: 'Other', isDefault: false, senderAddress: 'other@example.com' });
    const { account } = await handlers['outgoing.create']({ account: other, secret: 'pw' });
    const { id } = await handlers['outbox.send']({ ...request, accountId: account.id });
    await handlers['outgoing.remove']({ id: account.id });
    expect(await handlers['outbox.get']({ id })).toMatchObject({
      state: 'failed',
      accountState: 'deleted',
      error: { code: 'send.noAccount' },
    });
    await expect(handlers['outbox.retry']({ id })).rejects.toMatchObject({ code: 'send.noAccount' });
    const [standard] = await handlers['outgoing.list']({});
    await handlers['outbox.sendThrough']({ id, accountId: standard?.account.id ?? '' });
    await engine.flushOutbox();
    expect(await handlers['outbox.get']({ id })).toMatchObject({
      state: 'sent',
      from: 'support@example.com',
      why: 'requested',
    });
  });
});
