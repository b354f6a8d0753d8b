import Users from 'lucide-react/icons/users';
import { useTranslation } from 'react-i18next';
import { invoke } from '../../bridge.ts';
import { formatCount } from '../../format.ts';
import { useGroups, useUsers } from '../../stores/directory.ts';
import { AccountName } from './account-name.tsx';
import { DeleteEntry } from './delete-entry.tsx';
import { EntriesTab } from './entries-tab.tsx';
import { GroupDialog } from './group-dialog.tsx';

/** The responsible groups and the account each sends through. */
export function GroupsTab() {
  const { t } = useTranslation();
  const list = useGroups();
  const users = useUsers((state) => state.items);
  return (
    <EntriesTab
      kind="groups"
      icon={<Users size={32} />}
      list={list}
      columns={[
        {
          label: t('fields.outgoingAccountId'),
          render: ({ outgoingAccountId }) => <AccountName id={outgoingAccountId} />,
        },
        {
          label: t('groups.members'),
          render: ({ id }) => formatCount(users.filter(({ groupIds }) => groupIds.includes(id)).length),
        },
      ]}
      renderDialog={(group, close) => <GroupDialog group={group} onClose={close} />}
      renderDeletion={({ id, name }, close) => (
        <DeleteEntry
          entry={{ kind: 'group', id }}
          name={name}
          text={t('groups.deleteText')}
          remove={async () => {
            const { tickets } = await invoke('groups.remove', { id });
            return tickets === 0 ? undefined : t('groups.deletedTickets', { count: tickets });
          }}
          onDone={close}
        />
      )}
    />
  );
}
