import i18next from 'i18next';
import type { Folder } from '../../../shared/domain/message.ts';
import { invoke } from '../../bridge.ts';
import { attempt, notify } from '../../components/toasts.tsx';
import { useMessages } from '../../stores/messages.ts';
import { useStatus } from '../../stores/status.ts';

/** Archives messages or puts them back, with the way to undo it. */
export async function moveMessages(from: Folder, ids: readonly number[]): Promise<void> {
  const archive = from === 'inbox';
  useMessages.getState().take(from, ids);
  const moved = await attempt(invoke(archive ? 'messages.archive' : 'messages.putBack', { ids: [...ids] }));
  await readAgain();
  if (moved === undefined) return;
  notify({
    title: i18next.t(archive ? 'message.archived' : 'message.putBack', { count: ids.length }),
    action: {
      label: i18next.t('action.undo'),
      run: async () => {
        await attempt(invoke(archive ? 'messages.putBack' : 'messages.archive', { ids: [...ids] }));
        await readAgain();
        const only = ids[0];
        if (only !== undefined && ids.length === 1) useMessages.getState().select(from, only);
      },
    },
  });
}

async function readAgain(): Promise<void> {
  const store = useMessages.getState();
  await Promise.all([store.refresh('inbox'), store.refresh('archive'), useStatus.getState().load()]);
}

/** Saves messages as .eml files. */
export async function exportMessages(ids: readonly number[]): Promise<void> {
  const answer = await attempt(invoke('files.exportMessages', { ids: [...ids] }));
  if (answer?.saved === true) notify({ title: i18next.t('message.exported', { count: answer.count }) });
}
