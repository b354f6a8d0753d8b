import { useEffect } from 'react';
import { pollNow } from '../../actions.ts';
import { subscribe } from '../../bridge.ts';
import { isTakenElsewhere } from '../../components/use-list-keys.ts';
import { useCompose } from '../../stores/compose.ts';
import { useNavigation } from '../../stores/navigation.ts';

type CommandName = 'newAccount' | 'pollNow' | 'newMessage' | 'search' | 'palette' | 'shortcuts';

function run(name: CommandName): void {
  const navigation = useNavigation.getState();
  switch (name) {
    case 'newAccount':
      return navigation.go({
        view: navigation.place.view === 'outgoing' ? 'outgoing' : 'incoming',
        form: {},
      });
    case 'newMessage':
      return useCompose.getState().open({});
    case 'pollNow':
      return void pollNow();
    case 'palette':
      return navigation.setPalette(true);
    case 'shortcuts':
      return navigation.setShortcuts(true);
    case 'search':
      return navigation.search(document.querySelector('[role=search]') !== null);
  }
}

function commandOf(event: KeyboardEvent): CommandName | undefined {
  const modifier = event.ctrlKey || event.metaKey;
  if (modifier && event.shiftKey && !event.altKey && event.key.toLowerCase() === 'm') return 'newMessage';
  if (modifier && !event.altKey && !event.shiftKey) {
    if (event.key.toLowerCase() === 'k') return 'palette';
    if (event.key.toLowerCase() === 'n') return 'newAccount';
    if (event.key.toLowerCase() === 'f') return 'search';
    return undefined;
  }
  if (event.key === 'F5') return 'pollNow';
  if (event.altKey || isTakenElsewhere(event)) return undefined;
  if (event.key === '/') return 'search';
  if (event.key === '?') return 'shortcuts';
  return undefined;
}

/** Keys and menu commands that work everywhere. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const command = commandOf(event);
      if (command === undefined) return;
      event.preventDefault();
      // A dialog holds what it holds: no new account or poll from behind it. A notice in the corner is none.
      if (document.querySelector(':is([role=dialog], [role=alertdialog]):not(.toast)') === null) run(command);
    };
    window.addEventListener('keydown', onKey);
    const stop = subscribe('command', ({ name }) => run(name));
    return () => {
      window.removeEventListener('keydown', onKey);
      stop();
    };
  }, []);
}
