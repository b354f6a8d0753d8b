import { expect, it, vi } from 'vitest';
import type { Alarm } from '../../../shared/domain/alarm.ts';
import { engineBench, incomingInput, outgoingInput } from './bench.ts';

const MINUTE = 60_000;
const admin = 'admin@elsewhere.example';

it('an account that stays broken is reported through another operator’s server, and once more when it works', async () => {
  const { engine, clock, sent } = engineBench();
  const { handlers } = engine;
  const alarms: Alarm[] = [];
  engine.on((name, payload) => {
    if (name === 'alarm.changed') alarms.push(payload as Alarm);
  });
  await handlers['settings.set']({ language: 'de', alarms: { recipients: [admin], afterMinutes: 15 } });
  await handlers['outgoing.create']({ account: outgoingInput(), secret: 'near' });
  await handlers['outgoing.create']({
    account: outgoingInput({ name: 'Far', host: 'smtp.elsewhere.example', isDefault: false }),
    secret: 'far',
  });
  engine.start();
  // Without a password it can't poll, and no waiting helps.
  const { account } = await handlers['incoming.create']({ account: incomingInput({ firstContact: 'all' }) });
  await clock.advance(12 * MINUTE);
  expect(sent).toEqual([]);
  await clock.advance(20 * MINUTE);
  await vi.waitFor(() => expect(sent).toEqual([`far ${admin}`]), 10_000);

  const { items } = await handlers['outbox.list']({ limit: 10, filter: 'all' });
  expect(items).toMatchObject([{ account: 'Far', automatic: true, state: 'sent' }]);
  const { text, headers } = await handlers['outbox.get']({ id: items[0]?.id ?? '' });
  expect(text).toContain('Das E-Mail-Konto „Support“ funktioniert seit');
  expect(text).toContain('Was zu tun ist: Geben Sie das Passwort');
  expect(headers).toContainEqual({ name: 'Auto-Submitted', value: 'auto-generated' });

  await handlers['incoming.update']({
    id: account.id,
    account: incomingInput({ firstContact: 'all' }),
    secret: 'pw',
  });
  // The run writes in a thread of its own, which keeps no fake time.
  await vi.waitFor(
    async () => {
      await clock.advance(MINUTE);
      expect(sent).toHaveLength(2);
    },
    { timeout: 10_000, interval: 50 },
  );
  expect(alarms.map(({ account: name, endedAt }) => [name, endedAt !== undefined])).toEqual([
    ['Support', false],
    ['Support', true],
  ]);
});
