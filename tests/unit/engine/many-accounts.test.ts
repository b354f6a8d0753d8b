import { expect, it } from 'vitest';
import { engineBench, incomingInput } from './bench.ts';

/** S2 of the specification: no upper limit. */
const OF_EACH_KIND = 100;

it('polls a hundred accounts of each kind, each its own mail', async () => {
  const { engine, server } = engineBench();
  for (let index = 0; index < OF_EACH_KIND; index += 1) {
    for (const serverType of ['imap4', 'pop3'] as const) {
      const host = `${serverType}-${index}.example.com`;
      server(host).deliver(`Subject: for ${host}\r\n\r\nx\r\n`);
      await engine.handlers['incoming.create']({
        account: incomingInput({ serverType, name: host, host }),
        secret: 'pw',
      });
    }
  }
  const runs = await engine.handlers['incoming.poll']({});
  expect(runs).toHaveLength(2 * OF_EACH_KIND);
  for (const run of runs) expect(run).toMatchObject({ imported: 1, removed: 1 });
  const { items } = await engine.handlers['messages.list']({ folder: 'inbox', limit: 1000 });
  for (const { subject, account } of items) expect(subject).toBe(`for ${account}`);
  expect(items).toHaveLength(2 * OF_EACH_KIND);
  expect(await engine.handlers['status.get']({})).toMatchObject({ incoming: 200, incomingProblems: 0 });
});
