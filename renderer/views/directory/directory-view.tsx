import { Tabs } from '@base-ui/react/tabs';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { ContactsTab } from './contacts-tab.tsx';
import { GridTab } from './grid-tab.tsx';
import { GroupsTab } from './groups-tab.tsx';
import { TextsTab } from './texts-tab.tsx';
import { TypesTab } from './types-tab.tsx';
import { UsersTab } from './users-tab.tsx';

const tabs = ['groups', 'types', 'grid', 'users', 'contacts', 'texts'] as const;
type DirectoryTab = (typeof tabs)[number];

const panels: Readonly<Record<DirectoryTab, () => ReactNode>> = {
  groups: GroupsTab,
  types: TypesTab,
  grid: GridTab,
  users: UsersTab,
  contacts: ContactsTab,
  texts: TextsTab,
};

/** Who is responsible, for what, who writes to us, in which words we answer, and through which account. */
export function DirectoryView() {
  const { t } = useTranslation();
  const [tab, setTab] = useState<DirectoryTab>('groups');
  return (
    <Page title={t('nav.directory')} fixed>
      <Tabs.Root
        className="tabs directory"
        value={tab}
        onValueChange={(value) => setTab(value as DirectoryTab)}
      >
        <Tabs.List className="tab-list" activateOnFocus>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name} className="tab">
              {t(`directoryTab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((name) => {
          const Panel = panels[name];
          return (
            <Tabs.Panel key={name} value={name} className="tab-panel">
              <Panel />
            </Tabs.Panel>
          );
        })}
      </Tabs.Root>
    </Page>
  );
}
