// Telling another system of real mail, through the built command line, and killed while it does.
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { receivingAccount } from '../support/accounts.ts';
import { createCli } from '../support/cli.ts';
import { isGenuine, startReceiver } from '../support/receiver.ts';

const SECRET = 'canary-of-the-signature-0002';
const MESSAGES = 6;
/** How often the program is killed after the receiver took something and before it could be written down. */
const KILLS = 4;

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await startDovecot({ users: [{ user: 'h1', password: 'pw' }] });
});
afterAll(() => dovecot?.stop());

it(`killed ${KILLS} times in the midst, everything is told, and what is told twice has the same key`, async () => {
  const cli = createCli();
  onTestFinished(() => cli.remove());
  const caFile = dovecot.authority.certificateFile;
  await cli.add({ ...receivingAccount(dovecot, { protocol: 'imap4', user: 'h1', caFile }), name: 'Mail' });
  const receiver = await startReceiver();
  const hook = { name: 'Tickets', url: receiver.url, events: ['imported', 'archived'], secret: SECRET };
  const added = await cli.run(['hook', 'add', '--file', '-', '--json'], { input: JSON.stringify(hook) });
  expect(added.code).toBe(0);
  expect(String(added.stdout)).not.toContain(SECRET);
  expect(await cli.json(['hook', 'test', 'tickets'])).toMatchObject({ ok: true });
  receiver.told.length = 0;
  dovecot.fill(
    'h1',
    Array.from({ length: MESSAGES }, (_, index) => ({
      bytes: Buffer.from(`From: a@customer.example\r\nSubject: mail ${index}\r\n\r\nText\r\n`),
    })),
  );
  await cli.json(['poll']);
  expect(receiver.told).toEqual([]);

  for (let kill = 0; kill < KILLS; kill++) {
    const child = cli.start(['hook', 'flush']);
    child.stdin?.end();
    // It has the request, and its answer is never written down.
    receiver.answer = (response) => {
      child.kill('SIGKILL');
      response.writeHead(204).end();
    };
    await once(child, 'exit');
  }
  receiver.answer = 204;
  await cli.json(['hook', 'flush']);
  expect(await cli.json(['hook', 'list'])).toMatchObject({ items: [{ waiting: 0, failed: 0 }] });
  expect(receiver.told).toHaveLength(MESSAGES + KILLS);
  expect(receiver.told.every((told) => isGenuine(told, SECRET))).toBe(true);
  const subjects = new Map(receiver.told.map(({ json }) => [json.delivery, json.message?.subject]));
  expect([...subjects.values()].toSorted()).toEqual(
    Array.from({ length: MESSAGES }, (_, index) => `mail ${index}`),
  );
});
