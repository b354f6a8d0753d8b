import i18next from 'i18next';
import type { PollRun } from '../shared/domain/poll.ts';
import { invoke } from './bridge.ts';
import { attempt, notify } from './components/toasts.tsx';
import { errorText } from './error-text.ts';
import { useAccounts } from './stores/accounts.ts';

/** Polls the given accounts, or all active ones, and says what came of it. */
export async function pollNow(ids?: readonly string[]): Promise<void> {
  const { incoming } = useAccounts.getState();
  if (!incoming.some(({ account }) => account.active)) {
    notify({ title: i18next.t(incoming.length === 0 ? 'status.noAccounts' : 'status.allPaused') });
    return;
  }
  const runs = await attempt(invoke('incoming.poll', ids === undefined ? {} : { ids: [...ids] }));
  if (runs === undefined) return;
  void useAccounts.getState().load();
  const failed = runs.find((run) => run.error !== undefined && run.error.code !== 'poll.cancelled');
  if (failed?.error !== undefined) {
    const { title, remedy } = errorText(failed.error);
    notify({ title: `${failed.account}: ${title}`, text: remedy, kind: 'error' });
    return;
  }
  notify({ title: pollSummary(runs) });
}

function pollSummary(runs: readonly PollRun[]): string {
  const imported = runs.reduce((sum, run) => sum + run.imported, 0);
  return imported === 0 ? i18next.t('poll.nothingNew') : i18next.t('poll.imported', { count: imported });
}
