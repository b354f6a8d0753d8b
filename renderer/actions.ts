import i18next from 'i18next';
import type { PollRun } from '../shared/domain/poll.ts';
import { invoke } from './bridge.ts';
import { attempt, notify } from './components/toasts.tsx';
import { errorText } from './error-text.ts';
import { useAccounts } from './stores/accounts.ts';
import { useNavigation } from './stores/navigation.ts';

/** Polls the given accounts, or all active ones, and says what came of it. */
export async function pollNow(ids?: readonly string[]): Promise<void> {
  const { incoming } = useAccounts.getState();
  if (!incoming.some(({ account }) => account.active)) {
    notify({ title: i18next.t(incoming.length === 0 ? 'status.noAccounts' : 'status.allPaused') });
    return;
  }
  const runs = await attempt(invoke('incoming.poll', ids === undefined ? {} : { ids: [...ids] }));
  if (runs === undefined) return;
  await useAccounts.getState().load();
  const failed = runs.find((run) => run.error !== undefined && run.error.code !== 'poll.cancelled');
  if (failed?.error !== undefined) {
    const { title, remedy } = errorText(failed.error);
    notify({ title: `${failed.account}: ${title}`, text: remedy, kind: 'error' });
    return;
  }
  const undecided = useAccounts
    .getState()
    .incoming.find(
      ({ account, status }) =>
        status.state === 'undecided' && runs.some((run) => run.accountId === account.id && run.found > 0),
    );
  notify({
    title: pollSummary(runs),
    ...(undecided === undefined
      ? {}
      : {
          text: `${undecided.account.name}: ${i18next.t('accountState.undecided')}`,
          action: {
            label: i18next.t('firstContact.openShort'),
            run: () => useNavigation.getState().go({ view: 'incoming', firstContact: undecided.account.id }),
          },
        }),
  });
}

function pollSummary(runs: readonly PollRun[]): string {
  const imported = runs.reduce((sum, run) => sum + run.imported, 0);
  return imported === 0 ? i18next.t('poll.nothingNew') : i18next.t('poll.imported', { count: imported });
}
