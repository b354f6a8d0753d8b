// What a rehearsal says, what the documentation says, and what is found stored: the same, for every message.
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { RuleInput } from '../../shared/domain/rule.ts';
import { FULL, scaled } from '../faults/scale.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { compareDesks } from './agreement/agree.ts';
import { MAILBOXES, setUpDesk } from './agreement/desk.ts';
import { untouched } from './agreement/coverage.ts';
import { mixedMail, officeMail } from './agreement/mail.ts';

const MESSAGES = scaled(10_000, 300);

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await startDovecot({ users: MAILBOXES.map((user) => ({ user, password: 'pw' })) });
});
afterAll(() => dovecot?.stop());

it(
  `rules do what they say with ${MESSAGES} messages`,
  { timeout: scaled(6 * 3600_000, 300_000) },
  async () => {
    const begun = performance.now();
    const desk = await setUpDesk(dovecot);
    onTestFinished(() => desk.live.remove());
    const mail = mixedMail(officeMail(MESSAGES, FULL), MAILBOXES.length, desk.our);
    const { told, disagreements } = await compareDesks(dovecot, desk, mail, MESSAGES / 2);
    const seconds = Math.round((performance.now() - begun) / 1000);
    console.log(`${told.length} messages, ${disagreements.length} disagreements, ${seconds} s`);
    expect(disagreements.slice(0, 20)).toEqual([]);
    const rulesOf = (account: string): readonly RuleInput[] =>
      desk.accounts.find(({ name }) => name === account)?.rules ?? [];
    expect(untouched(told, rulesOf, desk.directory)).toEqual([]);
  },
);
