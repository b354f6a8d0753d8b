import Tag from 'lucide-react/icons/tag';
import { useTranslation } from 'react-i18next';
import { invoke } from '../../bridge.ts';
import { useTypes } from '../../stores/directory.ts';
import { AccountName } from './account-name.tsx';
import { DeleteEntry } from './delete-entry.tsx';
import { EntriesTab } from './entries-tab.tsx';
import { TypeDialog } from './type-dialog.tsx';

/** The ticket types and the account each sends through where the group names none. */
export function TypesTab() {
  const { t } = useTranslation();
  const list = useTypes();
  return (
    <EntriesTab
      kind="types"
      icon={<Tag size={32} />}
      list={list}
      columns={[
        {
          label: t('fields.outgoingAccountId'),
          render: ({ outgoingAccountId }) => <AccountName id={outgoingAccountId} />,
        },
      ]}
      renderDialog={(type, close) => <TypeDialog type={type} onClose={close} />}
      renderDeletion={({ id, name }, close) => (
        <DeleteEntry
          entry={{ kind: 'type', id }}
          name={name}
          text={t('types.deleteText')}
          remove={async () => {
            const { tickets } = await invoke('types.remove', { id });
            return tickets === 0 ? undefined : t('types.deletedTickets', { count: tickets });
          }}
          onDone={close}
        />
      )}
    />
  );
}
