import { describe, expect, it } from 'vitest';
import { noCounts } from '../../../electron/engine/receiving/counts.ts';
import { createPoller, type Poller } from '../../../electron/engine/receiving/poller.ts';
import { MailroomError, type PlainError } from '../../../shared/errors.ts';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { PollRun } from '../../../shared/domain/poll.ts';
import { createFakeClock, settle, type FakeClock } from '../../support/fake-clock.ts';
import { incomingAccount, silentLogger } from '../../support/store.ts';

const MINUTE = 60_000;

interface Started {
  readonly account: string;
  readonly at: number;
  readonly signal: AbortSignal;
  end(error?: PlainError): Promise<void>;
  fail(error: Error): Promise<void>;
}

interface Bench {
  readonly clock: FakeClock;
  readonly poller: Poller;
  readonly started: Started[];
  readonly accounts: IncomingAccount[];
  readonly changes: string[];
  /** Runs end by themselves from now on, with this outcome. */
  automatic(error?: PlainError): void;
  startsOf(account: string): number[];
}

/** A poller whose runs end when the test says so, with a history as the store would keep it. */
function bench(...ids: readonly string[]): Bench {
  const clock = createFakeClock();
  const begun = clock.now();
  const started: Started[] = [];
  const changes: string[] = [];
  const accounts = ids.map((id) => incomingAccount({ id, name: id, user: id }));
  const history = new Map<string, { lastRunAt: number; error: PlainError | undefined; failures: number }>();
  let outcome: { error: PlainError | undefined } | undefined;

  const poller = createPoller({
    clock,
    logger: silentLogger,
    accounts: () => accounts,
    history: (id) => history.get(id) ?? { lastRunAt: undefined, error: undefined, failures: 0 },
    onChange: (id) => void changes.push(id),
    onProgress() {},
    perform: (account, signal) =>
      new Promise<PollRun>((resolve, reject) => {
        let ended = false;
        const end = async (error?: PlainError): Promise<void> => {
          if (ended) return;
          ended = true;
          const failures = error === undefined ? 0 : (history.get(account.id)?.failures ?? 0) + 1;
          history.set(account.id, { lastRunAt: clock.now(), error, failures });
          resolve(runOf(account, error));
          await settle();
        };
        const fail = async (error: Error): Promise<void> => {
          reject(error);
          await settle();
        };
        const cancelled = (): void =>
          resolve(runOf(account, new MailroomError('poll.cancelled', 'fetch').toPlain()));
        started.push({ account: account.id, at: clock.now() - begun, signal, end, fail });
        if (signal.aborted) cancelled();
        else if (outcome !== undefined) void end(outcome.error);
        else signal.addEventListener('abort', cancelled);
      }),
  });
  return {
    clock,
    poller,
    started,
    accounts,
    changes,
    automatic(error) {
      outcome = { error };
    },
    startsOf: (id) => started.filter(({ account }) => account === id).map(({ at }) => at),
  };
}

function runOf(account: IncomingAccount, error: PlainError | undefined): PollRun {
  return {
    account: account.name,
    accountId: account.id,
    startedAt: 0,
    ...noCounts(),
    ms: 0,
    connectMs: 0,
    ...(error === undefined ? {} : { error }),
  };
}

const failure = (transient: boolean): PlainError =>
  new MailroomError(transient ? 'connect.timeout' : 'login.refused', 'connect', { transient }).toPlain();

describe('the poller', () => {
  it('polls soon after the start and then every five minutes', async () => {
    const { poller, clock, automatic, startsOf } = bench('a');
    automatic();
    poller.start();
    await clock.advance(61 * MINUTE);
    const starts = startsOf('a');
    expect(starts[0]).toBeLessThanOrEqual(10_000);
    expect(starts.length).toBeGreaterThanOrEqual(12);
    expect(starts.length).toBeLessThanOrEqual(13);
    for (let index = 1; index < starts.length; index++) {
      expect(Math.abs((starts[index] ?? 0) - (starts[index - 1] ?? 0) - 5 * MINUTE)).toBeLessThan(8_000);
    }
    await poller.stop();
    const after = startsOf('a').length;
    await clock.advance(30 * MINUTE);
    expect(startsOf('a')).toHaveLength(after);
    expect(clock.timers).toBe(0);
  });

  it('never runs an account twice at once: who asks meanwhile joins the run', async () => {
    const { poller, clock, started, accounts, automatic } = bench('a');
    poller.start();
    await clock.advance(15_000);
    const [account] = accounts;
    if (account === undefined) throw new Error('no account');
    const joined = [poller.poll(account), poller.poll(account)];
    await clock.advance(30 * MINUTE);
    expect(started).toHaveLength(1);
    expect(poller.isRunning('a')).toBe(true);
    automatic();
    await started[0]?.end();
    expect(await Promise.all(joined)).toHaveLength(2);
    expect(poller.isRunning('a')).toBe(false);
    await poller.stop();
  });

  it('reads at most four mailboxes at once, and all in the end', async () => {
    const { poller, clock, started } = bench('a', 'b', 'c', 'd', 'e', 'f');
    poller.start();
    await clock.advance(15_000);
    expect(started).toHaveLength(4);
    await started[1]?.end();
    expect(started).toHaveLength(5);
    await started[0]?.end();
    expect(new Set(started.map(({ account }) => account)).size).toBe(6);
    await poller.stop();
  });

  it('lets two accounts read one mailbox one after the other, whatever the protocol', async () => {
    const { poller, started, accounts } = bench('imap', 'pop', 'else');
    const [imap, pop, other] = accounts as [IncomingAccount, IncomingAccount, IncomingAccount];
    const shared = {
      ...pop,
      serverType: 'pop3' as const,
      host: imap.host.toUpperCase(),
      user: imap.user,
      port: 995,
    };
    const runs = [poller.poll(imap), poller.poll(shared), poller.poll(other)];
    await settle();
    expect(started.map((run) => run.account)).toEqual(['imap', 'else']);
    await started[0]?.end();
    expect(started.map((run) => run.account)).toEqual(['imap', 'else', 'pop']);
    await started[1]?.end();
    await started[2]?.end();
    await Promise.all(runs);
  });

  it('cancels a run that waits for its mailbox at once', async () => {
    const { poller, started, accounts } = bench('first', 'second');
    const [first, second] = accounts as [IncomingAccount, IncomingAccount];
    const running = poller.poll(first);
    const waiting = poller.poll({ ...second, user: first.user });
    await settle();
    await poller.cancel(second.id);
    expect((await waiting).error?.code).toBe('poll.cancelled');
    await started[0]?.end();
    await running;
  });

  it('cancels a run that waits for its mailbox at once, even when all places are taken', async () => {
    const { poller, started, accounts } = bench('a', 'b', 'c', 'd', 'e');
    const running = accounts.slice(0, 4).map((account) => poller.poll(account));
    const waiting = poller.poll(incomingAccount({ id: 'e', user: 'a' }));
    await settle();
    expect(started).toHaveLength(4);
    await poller.cancel('e');
    expect((await waiting).error?.code).toBe('poll.cancelled');
    for (const run of started) await run.end();
    await Promise.all(running);
  });

  it('is not delayed by a slow account', async () => {
    const { poller, clock, started, startsOf } = bench('slow', 'a', 'b');
    poller.start();
    await clock.advance(15_000);
    expect(started).toHaveLength(3);
    for (let minute = 0; minute < 30; minute++) {
      for (const run of started) if (run.account !== 'slow') await run.end();
      await clock.advance(MINUTE);
    }
    expect(startsOf('slow')).toHaveLength(1);
    expect(startsOf('a').length).toBeGreaterThanOrEqual(6);
    expect(startsOf('b').length).toBeGreaterThanOrEqual(6);
    await poller.stop();
  });

  it('tries again sooner at first and then ever later while a server does not answer', async () => {
    const { poller, clock, startsOf, automatic } = bench('a');
    automatic(failure(true));
    poller.start();
    await clock.advance(3 * 60 * MINUTE);
    const gaps = startsOf('a')
      .slice(1)
      .map((at, index) => Math.round((at - (startsOf('a')[index] ?? 0)) / MINUTE));
    expect(gaps.slice(0, 6)).toEqual([1, 2, 4, 8, 16, 30]);
    await poller.stop();
  });

  it('tries a refused password at most once an hour, and at once after an edit', async () => {
    const { poller, clock, startsOf, automatic } = bench('a');
    automatic(failure(false));
    poller.start();
    await clock.advance(5 * 60 * MINUTE);
    const starts = startsOf('a');
    for (let index = 1; index < starts.length; index++) {
      expect((starts[index] ?? 0) - (starts[index - 1] ?? 0)).toBeGreaterThan(59 * MINUTE);
    }
    expect(starts.length).toBeGreaterThanOrEqual(4);
    await poller.stop();
  });

  it('cancels a run, and one that still waits for its turn', async () => {
    const { poller, clock, started, accounts } = bench('a', 'b', 'c', 'd', 'e');
    const runs = accounts.map((account) => poller.poll(account));
    await settle();
    expect(started).toHaveLength(4);
    await poller.cancel('a');
    expect((await runs[0])?.error?.code).toBe('poll.cancelled');
    const waiting = accounts[0];
    const second = waiting === undefined ? undefined : poller.poll(waiting);
    await settle();
    expect(poller.isRunning('a')).toBe(true);
    // All four places are taken: cancelling must not wait for one.
    await poller.cancel('a');
    expect((await second)?.error?.code).toBe('poll.cancelled');
    expect(poller.isRunning('a')).toBe(false);
    await clock.advance(1000);
    for (const run of started) await run.end();
    await Promise.all(runs.slice(1));
    await poller.stop();
  });

  it('looks again when told to: a new account, and one that was paused', async () => {
    const { poller, clock, started, accounts, automatic, startsOf } = bench();
    automatic();
    poller.start();
    await clock.advance(10 * MINUTE);
    expect(started).toEqual([]);
    accounts.push(incomingAccount({ id: 'new', user: 'new' }));
    poller.refresh();
    await clock.advance(1000);
    expect(startsOf('new')).toHaveLength(1);
    accounts.length = 0;
    poller.refresh();
    await clock.advance(30 * MINUTE);
    expect(startsOf('new')).toHaveLength(1);
    expect(poller.nextPollAt(incomingAccount({ id: 'new', user: 'new' }))).toBeGreaterThan(0);
    await poller.stop();
    expect(poller.nextPollAt(incomingAccount({ id: 'new', user: 'new' }))).toBeUndefined();
  });

  it('rests when even the outcome of a run could not be kept', async () => {
    const { poller, clock, started, startsOf } = bench('a');
    poller.start();
    await clock.advance(15_000);
    await started[0]?.fail(new Error('disk full'));
    await clock.advance(55_000);
    expect(startsOf('a')).toHaveLength(1);
    await clock.advance(10_000);
    expect(startsOf('a')).toHaveLength(2);
    await started[1]?.fail(new Error('disk full'));
    clock.jump(-24 * 60 * MINUTE);
    await clock.advance(60_000);
    expect(startsOf('a')).toHaveLength(3);
    await poller.stop();
  });

  it('goes on when the clock is set back, and catches up when it is set forward', async () => {
    const { poller, clock, startsOf, automatic } = bench('a');
    automatic();
    poller.start();
    await clock.advance(20 * MINUTE);
    clock.jump(-365 * 24 * 60 * MINUTE);
    const before = startsOf('a').length;
    await clock.advance(11 * MINUTE);
    expect(startsOf('a').length - before).toBeGreaterThanOrEqual(2);
    clock.jump(24 * 60 * MINUTE);
    const later = startsOf('a').length;
    await clock.advance(MINUTE);
    expect(startsOf('a').length - later).toBe(1);
    await poller.stop();
  });

  it('ends all runs when it stops', async () => {
    const { poller, clock, started } = bench('a', 'b', 'c', 'd', 'e');
    poller.start();
    await clock.advance(15_000);
    await poller.stop();
    for (const run of started) expect(run.signal.aborted).toBe(true);
    expect(poller.isRunning('a') || poller.isRunning('e')).toBe(false);
  });
});
