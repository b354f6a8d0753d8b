import i18next from 'i18next';
import { folders, type Folder } from '../../../shared/domain/message.ts';
import { invoke } from '../../bridge.ts';
import { attempt, notify } from '../../components/toasts.tsx';
import { useMessages } from '../../stores/messages.ts';
import { useStatus } from '../../stores/status.ts';

type Ids = readonly number[];
type Move = 'messages.archive' | 'messages.putBack' | 'messages.remove' | 'messages.restore';

interface Done {
  readonly words: 'message.archived' | 'message.putBack' | 'message.removed' | 'message.restored';
  readonly undo: Move;
}

const moves: Readonly<Record<Move, Done>> = {
  'messages.archive': { words: 'message.archived', undo: 'messages.putBack' },
  'messages.putBack': { words: 'message.putBack', undo: 'messages.archive' },
  'messages.remove': { words: 'message.removed', undo: 'messages.restore' },
  'messages.restore': { words: 'message.restored', undo: 'messages.remove' },
};

/** Takes messages out of a folder, with the way to undo it. */
async function move(from: Folder, ids: Ids, by: Move): Promise<void> {
  useMessages.getState().take(from, ids);
  const moved = await attempt(invoke(by, { ids: [...ids] }));
  await readFoldersAgain();
  if (moved === undefined) return;
  const { words, undo } = moves[by];
  notify({
    title: i18next.t(words, { count: ids.length }),
    action: {
      label: i18next.t('action.undo'),
      run: async () => {
        await attempt(invoke(undo, { ids: [...ids] }));
        await readFoldersAgain();
        const only = ids[0];
        if (only !== undefined && ids.length === 1) useMessages.getState().select(from, only);
      },
    },
  });
}

/** Archives what is in the inbox, puts back what is in the archive, brings back what was deleted. */
export async function moveMessages(from: Folder, ids: Ids): Promise<void> {
  const by = { inbox: 'messages.archive', archive: 'messages.putBack', deleted: 'messages.restore' } as const;
  await move(from, ids, by[from]);
}

/** Throws messages away, so that they can be brought back. */
export async function removeMessages(from: Folder, ids: Ids): Promise<void> {
  await move(from, ids, 'messages.remove');
}

/** Deletes messages for good. There is no undo: it is asked about before. */
export async function purgeMessages(ids: Ids): Promise<void> {
  const answer = await attempt(invoke('messages.purge', { ids: [...ids] }));
  if (answer !== undefined) {
    useMessages.getState().take('deleted', ids);
    notify({ title: i18next.t('message.purged', { count: answer.purged }) });
  }
  await readFoldersAgain();
}

export async function readFoldersAgain(): Promise<void> {
  const store = useMessages.getState();
  await Promise.all([...folders.map((folder) => store.refresh(folder)), useStatus.getState().load()]);
}

/** Saves messages as .eml files. */
export async function exportMessages(ids: Ids): Promise<void> {
  const answer = await attempt(invoke('files.exportMessages', { ids: [...ids] }));
  if (answer?.saved === true) notify({ title: i18next.t('message.exported', { count: answer.count }) });
}
