import KeyRound from 'lucide-react/icons/key-round';
import UserRound from 'lucide-react/icons/user-round';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../shared/domain/directory.ts';
import { invoke } from '../../bridge.ts';
import { IconButton } from '../../components/button.tsx';
import { useGroups, useUsers } from '../../stores/directory.ts';
import { DeleteEntry } from './delete-entry.tsx';
import { EntriesTab } from './entries-tab.tsx';
import { PasswordNotice } from './password-notice.tsx';
import { UserDialog } from './user-dialog.tsx';

/** The people who work on tickets. */
export function UsersTab() {
  const { t } = useTranslation();
  const list = useUsers();
  const groups = useGroups((state) => state.items);
  const [telling, setTelling] = useState<User>();
  return (
    <>
      <EntriesTab
        kind="users"
        icon={<UserRound size={32} />}
        list={list}
        wordsOf={({ login, email }) => [login, email]}
        columns={[
          { label: t('fields.login'), render: ({ login }) => login },
          { label: t('fields.email'), render: ({ email }) => email },
          {
            label: t('fields.groupIds'),
            render: ({ groupIds }) =>
              groups
                .filter(({ id }) => groupIds.includes(id))
                .map(({ name }) => name)
                .join(', '),
          },
        ]}
        renderActions={(user) => (
          <IconButton
            label={t('users.notify', { name: user.name })}
            disabled={!user.active}
            onClick={() => setTelling(user)}
          >
            <KeyRound size={16} aria-hidden />
          </IconButton>
        )}
        renderDialog={(user, close) => <UserDialog user={user} onClose={close} />}
        renderDeletion={({ id, name }, close) => (
          <DeleteEntry
            entry={{ kind: 'user', id }}
            name={name}
            text={t('users.deleteText')}
            remove={async () => {
              await invoke('users.remove', { id });
              return undefined;
            }}
            onDone={close}
          />
        )}
      />
      {telling !== undefined && <PasswordNotice user={telling} onDone={() => setTelling(undefined)} />}
    </>
  );
}
