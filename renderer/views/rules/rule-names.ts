import { useTranslation } from 'react-i18next';
import { useGroups, useTemplates, useTypes, useUsers } from '../../stores/directory.ts';

/** The names behind the ids that a rule or a ticket holds. */
export interface DirectoryNames {
  readonly type: (id: string) => string;
  readonly group: (id: string) => string;
  readonly user: (id: string) => string;
  readonly text: (id: string) => string;
}

export function useDirectoryNames(): DirectoryNames {
  const { t } = useTranslation();
  const types = useTypes((state) => state.items);
  const groups = useGroups((state) => state.items);
  const users = useUsers((state) => state.items);
  const texts = useTemplates((state) => state.items);
  const nameIn =
    (list: readonly { readonly id: string; readonly name: string }[]) =>
    (id: string): string =>
      list.find((item) => item.id === id)?.name ?? t('rules.gone');
  return { type: nameIn(types), group: nameIn(groups), user: nameIn(users), text: nameIn(texts) };
}
