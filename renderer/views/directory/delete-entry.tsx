import { useTranslation } from 'react-i18next';
import { rulesNaming, type NamedByRules } from '../../../shared/domain/rule.ts';
import { Confirm } from '../../components/dialog.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { loadDirectory } from '../../stores/directory.ts';
import { useRules } from '../../stores/rules.ts';

interface DeleteEntryProps {
  /** Left out: nothing that rules name. */
  readonly entry?: NamedByRules;
  readonly name: string;
  /** What is lost and what stays. */
  readonly text: string;
  /** Deletes it; answers a further line for the notice. */
  readonly remove: () => Promise<string | undefined>;
  readonly onDone: () => void;
}

/** Asks before an entry is deleted: references to it cannot be brought back. */
export function DeleteEntry({ entry, name, text, remove, onDone }: DeleteEntryProps) {
  const { t } = useTranslation();
  const items = useRules((state) => state.items);
  const rules = entry === undefined ? [] : rulesNaming(items, entry);
  return (
    <Confirm
      danger
      title={t('outgoing.deleteTitle', { name })}
      confirm={t('directory.deleteConfirm')}
      onCancel={onDone}
      onConfirm={async () => {
        onDone();
        const gone = await attempt(remove().then((more) => ({ more })));
        await Promise.all([loadDirectory(), useRules.getState().load()]);
        if (gone === undefined) return;
        notify({
          title: t('incoming.deleted', { name }),
          ...(gone.more === undefined ? {} : { text: gone.more }),
        });
      }}
    >
      <p>{text}</p>
      {rules.length > 0 && (
        <p>
          {t('directory.namedByRules', {
            rules: rules.map(({ title }) => t('rules.quoted', { title })).join(', '),
          })}
        </p>
      )}
      <p>{t('directory.noUndo')}</p>
    </Confirm>
  );
}
