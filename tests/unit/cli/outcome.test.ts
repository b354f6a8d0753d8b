import { describe, expect, it } from 'vitest';
import { exitCodeFor } from '../../../electron/cli/commands/command.ts';
import { exitCodeOfEntry } from '../../../electron/cli/commands/outbox-entry.ts';
import { call } from '../../../electron/cli/call.ts';
import type { Engine } from '../../../electron/engine/engine.ts';
import { MailroomError, type ErrorCode } from '../../../shared/errors.ts';
import { outboxStates } from '../../../shared/domain/outbound.ts';

const error = (code: ErrorCode) => new MailroomError(code, 'submit').toPlain();

describe('exit codes', () => {
  it('put a secret that is missing or locked before other failures', () => {
    expect(exitCodeFor([])).toBe(0);
    expect(exitCodeFor([undefined])).toBe(0);
    expect(exitCodeFor([undefined, 'connect.refused'])).toBe(1);
    expect(exitCodeFor(['connect.refused', 'secret.missing'])).toBe(4);
  });

  it('are 0 for what is on its way or there', () => {
    const good = outboxStates.filter((state) => exitCodeOfEntry({ state }) === 0);
    expect(good).toEqual(['queued', 'sending', 'sent']);
    expect(exitCodeOfEntry({ state: 'failed' })).toBe(1);
    expect(exitCodeOfEntry({ state: 'failed', error: error('login.refused') })).toBe(1);
    expect(exitCodeOfEntry({ state: 'failed', error: error('secret.locked') })).toBe(4);
  });
});

describe('a request', () => {
  const seen: unknown[] = [];
  const handlers = { 'outbox.list': async (request: unknown) => (seen.push(request), []) };
  const engine = { handlers, flushOutbox: async () => {} } as unknown as Engine;

  it('is checked by the contract, which fills in defaults', async () => {
    for (const limit of [0, -1, 1.5, 1001]) {
      await expect(call(engine, 'outbox.list', { limit })).rejects.toMatchObject({
        code: 'input.invalid',
        field: 'limit',
      });
    }
    expect(seen).toEqual([]);
    await call(engine, 'outbox.list', {});
    expect(seen).toEqual([{ limit: 200, filter: 'all' }]);
  });
});
