import Contact from 'lucide-react/icons/contact-round';
import { useTranslation } from 'react-i18next';
import { invoke } from '../../bridge.ts';
import { Badge } from '../../components/state.tsx';
import { useContacts } from '../../stores/directory.ts';
import { ContactDialog } from './contact-dialog.tsx';
import { DeleteEntry } from './delete-entry.tsx';
import { EntriesTab } from './entries-tab.tsx';

/** The people who write to us. */
export function ContactsTab() {
  const { t } = useTranslation();
  const list = useContacts();
  return (
    <EntriesTab
      kind="contacts"
      icon={<Contact size={32} />}
      list={list}
      wordsOf={({ addresses, organisation }) => [...addresses, organisation]}
      columns={[
        { label: t('fields.addresses'), render: ({ addresses }) => addresses.join(', ') },
        { label: t('fields.organisation'), render: ({ organisation }) => organisation },
        {
          label: t('fields.blocked'),
          render: ({ blocked }) => blocked && <Badge meaning="warning">{t('contacts.blocked')}</Badge>,
        },
      ]}
      renderDialog={(contact, close) => <ContactDialog contact={contact} onClose={close} />}
      renderDeletion={({ id, name }, close) => (
        <DeleteEntry
          name={name}
          text={t('contacts.deleteText')}
          remove={async () => {
            await invoke('contacts.remove', { id });
            return undefined;
          }}
          onDone={close}
        />
      )}
    />
  );
}
