import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/dialog.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { loadDirectory } from '../../stores/directory.ts';

interface DeleteEntryProps {
  readonly name: string;
  /** What is lost and what stays. */
  readonly text: string;
  /** Deletes it; answers a further line for the notice. */
  readonly remove: () => Promise<string | undefined>;
  readonly onDone: () => void;
}

/** Asks before an entry is deleted: references to it cannot be brought back. */
export function DeleteEntry({ name, text, remove, onDone }: DeleteEntryProps) {
  const { t } = useTranslation();
  return (
    <Confirm
      danger
      title={t('outgoing.deleteTitle', { name })}
      confirm={t('directory.deleteConfirm')}
      onCancel={onDone}
      onConfirm={async () => {
        onDone();
        const gone = await attempt(remove().then((more) => ({ more })));
        await loadDirectory();
        if (gone === undefined) return;
        notify({
          title: t('incoming.deleted', { name }),
          ...(gone.more === undefined ? {} : { text: gone.more }),
        });
      }}
    >
      <p>{text}</p>
      <p>{t('directory.noUndo')}</p>
    </Confirm>
  );
}
