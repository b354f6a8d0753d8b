import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { AccountStatus, PollRun } from '../../../shared/domain/poll.ts';
import type { IncomingOverview } from '../../../shared/ipc/contract.ts';
import { secretKey } from '../secrets/keys.ts';
import { hasMessages, waitingCount } from '../store/messages.ts';
import { readPollState, type PollState } from '../store/poll-states.ts';
import type { Parts } from './handler.ts';

/** Until the mailbox was open; most servers need less than a second. */
const SLOW_CONNECT_MS = 10_000;
/** What a run may take without bytes to fetch, and how many bytes a second are slow. */
const SLOW_RUN_MS = 20_000;
const SLOW_BYTES_PER_MS = 20;

/** An account with how it is doing, as lists and forms show it. */
export async function incomingOverview(parts: Parts, account: IncomingAccount): Promise<IncomingOverview> {
  return {
    account,
    status: statusOf(parts, account),
    hasSecret: await parts.accountSecrets.has(secretKey('incoming', account.id)),
    waiting: waitingCount(parts.database, account.id),
    hasReceived: hasMessages(parts.database, account.id),
  };
}

function statusOf(parts: Parts, account: IncomingAccount): AccountStatus {
  const state = readPollState(parts.database, account.id);
  const progress = parts.poller.progress(account.id);
  const nextPollAt = account.active ? parts.poller.nextPollAt(account) : undefined;
  return {
    state: stateOf(account, parts.poller.isRunning(account.id), state),
    ...(state === undefined
      ? {}
      : {
          lastRun: state.lastRun,
          lastRunAt: state.lastRunAt,
          ...(state.lastSuccessAt === undefined ? {} : { lastSuccessAt: state.lastSuccessAt }),
          ...(state.error === undefined ? {} : { error: state.error }),
          ...(state.failingSince === undefined ? {} : { failingSince: state.failingSince }),
          ...(state.recovered === undefined ? {} : { recovered: state.recovered }),
        }),
    ...(nextPollAt === undefined ? {} : { nextPollAt }),
    ...(progress === undefined ? {} : { progress }),
  };
}

function stateOf(
  account: IncomingAccount,
  running: boolean,
  state: PollState | undefined,
): AccountStatus['state'] {
  if (running) return 'polling';
  if (!account.active) return 'paused';
  if (state === undefined) return 'new';
  if (state.error === undefined) {
    if (account.firstContact === 'ask' && account.firstContactAt === undefined) return 'undecided';
    return isSlow(state.lastRun) ? 'slow' : 'idle';
  }
  return state.error.transient ? 'retrying' : 'attention';
}

/** It works, but somebody should know that it takes long. Mail that takes its time because it is big is no sign. */
function isSlow(run: PollRun): boolean {
  const fetching = run.ms - run.connectMs;
  return run.connectMs > SLOW_CONNECT_MS || fetching > SLOW_RUN_MS + run.bytes / SLOW_BYTES_PER_MS;
}
