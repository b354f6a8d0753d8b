import { Tooltip } from '@base-ui/react/tooltip';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { followAlarms } from './alarms.ts';
import { Confirm } from './components/dialog.tsx';
import { ErrorBoundary } from './components/error-boundary.tsx';
import { Toaster } from './components/toasts.tsx';
import { followEngine, loadAll } from './stores/live.ts';
import { useNavigation } from './stores/navigation.ts';
import { Composer } from './views/compose/composer.tsx';
import { DirectoryView } from './views/directory/directory-view.tsx';
import { IncomingView } from './views/incoming/incoming-view.tsx';
import { MessagesView } from './views/messages/messages-view.tsx';
import { OutboxView } from './views/outbox/outbox-view.tsx';
import { OutgoingView } from './views/outgoing/outgoing-view.tsx';
import { RulesView } from './views/rules/rules-view.tsx';
import { SettingsView } from './views/settings/settings-view.tsx';
import { Palette } from './views/shell/palette.tsx';
import { Shortcuts } from './views/shell/shortcuts.tsx';
import { Sidebar } from './views/shell/sidebar.tsx';
import { StatusLine } from './views/shell/status-line.tsx';
import { useShortcuts } from './views/shell/use-shortcuts.ts';
import { TicketsView } from './views/tickets/tickets-view.tsx';

/** The window: sidebar, one view, and the status line that always tells the truth. */
export function App() {
  useShortcuts();
  useEffect(() => {
    const stops = [followEngine(), followAlarms()];
    void loadAll();
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <Tooltip.Provider delay={500}>
      <div className="app">
        <Sidebar />
        <main className="main">
          <GuardedView />
        </main>
        <StatusLine />
      </div>
      <Composer />
      <Palette />
      <Shortcuts />
      <UnsavedQuestion />
      <Toaster />
    </Tooltip.Provider>
  );
}

/** A view that breaks is left behind by going to another. */
function GuardedView() {
  const view = useNavigation((state) => state.place.view);
  return (
    <ErrorBoundary key={view}>
      <CurrentView />
    </ErrorBoundary>
  );
}

function CurrentView() {
  const view = useNavigation((state) => state.place.view);
  switch (view) {
    case 'inbox':
    case 'archive':
    case 'deleted':
      return <MessagesView key={view} folder={view} />;
    case 'tickets':
      return <TicketsView />;
    case 'outbox':
      return <OutboxView />;
    case 'incoming':
      return <IncomingView />;
    case 'outgoing':
      return <OutgoingView />;
    case 'rules':
      return <RulesView />;
    case 'directory':
      return <DirectoryView />;
    case 'settings':
      return <SettingsView />;
  }
}

/** Leaving a form with unsaved input asks first. */
function UnsavedQuestion() {
  const { t } = useTranslation();
  const { held, leave, stay } = useNavigation();
  if (held === undefined) return null;
  return (
    <Confirm
      danger
      title={t('unsaved.title')}
      confirm={t('action.discard')}
      cancel={t('action.keepEditing')}
      onCancel={stay}
      onConfirm={leave}
    >
      <p>{t('unsaved.text')}</p>
    </Confirm>
  );
}
