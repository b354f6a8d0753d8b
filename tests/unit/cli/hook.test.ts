// Trying again what a receiver did not take, and what the command says of it.
import { expect, it } from 'vitest';
import { hookCommands } from '../../../electron/cli/commands/hook.ts';
import { exitCodes, type CommandContext } from '../../../electron/cli/commands/command.ts';
import { hookInputSchema } from '../../../shared/domain/hook.ts';
import { startReceiver } from '../../support/receiver.ts';
import { engineBench, incomingInput } from '../engine/bench.ts';

it('says what came of a delivery that is tried again, in words and by the exit code', async () => {
  const { engine, server } = engineBench();
  const { handlers } = engine;
  const receiver = await startReceiver();
  receiver.answer = 503;
  const { account } = await handlers['incoming.create']({ account: incomingInput(), secret: 'pw' });
  const input = hookInputSchema.parse({ name: 'Tickets', url: receiver.url, events: ['imported'] });
  const { hook } = await handlers['hooks.create']({ hook: input, secret: 'a-secret-for-signatures' });
  server(account.host).deliver('From: ann@customer.example\r\nSubject: One\r\n\r\nHi\r\n');
  await handlers['incoming.poll']({});
  await engine.drain();
  await engine.flushHandOver();
  const [given] = (await handlers['hooks.deliveries']({ id: hook.id, limit: 1 })).items;

  const retry = async (): Promise<[code: unknown, result: unknown, lines: string]> => {
    let result: unknown;
    let lines: readonly string[] = [];
    const output = {
      result(value: unknown, text: readonly string[]) {
        result = value;
        lines = text;
      },
    };
    const operands = [String(given?.id)];
    const code = await hookCommands.retry({
      engine,
      operands,
      options: {},
      output,
    } as unknown as CommandContext);
    return [code, result, lines.join('\n')];
  };
  const attempt = (code: number, fields: object, words: RegExp): unknown => [
    code,
    expect.objectContaining({ id: given?.id, ...fields }),
    expect.stringMatching(words),
  ];
  const refused = { state: 'waiting', error: expect.objectContaining({ code: 'handOver.refused' }) };
  expect(await retry()).toEqual(attempt(exitCodes.failed, refused, /503[^]*Next attempt: /));

  await handlers['hooks.update']({ id: hook.id, hook: { ...input, active: false } });
  expect(await retry()).toEqual(attempt(exitCodes.failed, { state: 'waiting', attempts: 0 }, /^Not tried/));
  expect(receiver.told).toHaveLength(2);

  await handlers['hooks.update']({ id: hook.id, hook: input });
  receiver.answer = 204;
  expect(await retry()).toEqual(attempt(exitCodes.ok, { state: 'delivered' }, /^Taken\.$/));
  await expect(retry()).rejects.toMatchObject({ code: 'input.notFound' });
});
