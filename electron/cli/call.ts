import { contract, type RequestInput, type ResponseOf } from '../../shared/ipc/contract.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineChannel, Handler } from '../engine/handlers/handler.ts';
import { parseInput } from '../engine/parse-input.ts';

/**
 * Asks the engine for something, checked by the same schema as what the window asks.
 *
 * @throws MailroomError `input.invalid` when the request breaks the contract, and what the handler throws
 */
export async function call<C extends EngineChannel>(
  engine: Engine,
  channel: C,
  request: RequestInput<C>,
): Promise<ResponseOf<C>> {
  const handler = engine.handlers[channel] as Handler<C>;
  return handler(parseInput(contract[channel].request, request) as Parameters<Handler<C>>[0]);
}
