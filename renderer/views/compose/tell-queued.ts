import i18next from 'i18next';
import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import { invoke } from '../../bridge.ts';
import { attempt, notify } from '../../components/toasts.tsx';
import { useNavigation } from '../../stores/navigation.ts';
import { showInOutbox } from '../../stores/outbox.ts';

/** Says that a message is on its way; for as long as it waits it can be stopped. */
export function tellQueued(entry: OutboxEntry): void {
  notify({
    title: i18next.t('compose.queued'),
    text: i18next.t('compose.queuedText', { account: entry.account }),
    action: {
      label: i18next.t('compose.toOutbox'),
      run: () => {
        void showInOutbox(entry.id);
        useNavigation.getState().go({ view: 'outbox' });
      },
    },
    second: { label: i18next.t('compose.cancelSending'), run: () => void stop(entry.id) },
  });
}

async function stop(id: string): Promise<void> {
  const now = await attempt(invoke('outbox.get', { id }));
  if (now === undefined) return;
  if (now.state === 'queued' || now.state === 'deferred') {
    const stopped = await attempt(invoke('outbox.cancel', { id }));
    if (stopped !== undefined) notify({ title: i18next.t('outbox.cancelled') });
  } else {
    notify({ title: i18next.t('compose.tooLate'), text: i18next.t(`outboxExplained.${now.state}`) });
  }
}
