import { Dialog } from '@base-ui/react/dialog';
import Asterisk from 'lucide-react/icons/asterisk';
import Keyboard from 'lucide-react/icons/keyboard';
import PenLine from 'lucide-react/icons/pen-line';
import Pencil from 'lucide-react/icons/pencil';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import Search from 'lucide-react/icons/search';
import SunMoon from 'lucide-react/icons/sun-moon';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { themes } from '../../../shared/domain/settings.ts';
import { pollNow } from '../../actions.ts';
import { shortcut } from '../../keys.ts';
import { attempt } from '../../components/toasts.tsx';
import { useAccounts } from '../../stores/accounts.ts';
import { useCompose } from '../../stores/compose.ts';
import { useNavigation, views } from '../../stores/navigation.ts';
import { useSettings } from '../../stores/settings.ts';
import { viewIcons } from './sidebar.tsx';

interface Command {
  readonly id: string;
  readonly name: string;
  readonly icon: ReactNode;
  readonly keys?: string;
  readonly run: () => void;
}

function useCommands(): readonly Command[] {
  const { t } = useTranslation();
  const { go, search, setShortcuts } = useNavigation();
  const compose = useCompose((state) => state.open);
  const { incoming, outgoing } = useAccounts();
  const change = useSettings((state) => state.change);
  return [
    ...views.map((view) => ({
      id: `view-${view}`,
      name: t('palette.goTo', { name: t(`nav.${view}`) }),
      icon: viewIcons[view],
      run: () => go({ view }),
    })),
    {
      id: 'new-message',
      name: t('compose.new'),
      icon: <PenLine size={16} aria-hidden />,
      keys: shortcut('Shift+M'),
      run: () => compose({}),
    },
    {
      id: 'new-incoming',
      name: t('palette.newIncoming'),
      icon: <Asterisk size={16} aria-hidden />,
      keys: shortcut('N'),
      run: () => go({ view: 'incoming', form: {} }),
    },
    {
      id: 'new-outgoing',
      name: t('palette.newOutgoing'),
      icon: <Asterisk size={16} aria-hidden />,
      run: () => go({ view: 'outgoing', form: {} }),
    },
    {
      id: 'poll',
      name: t('incoming.pollAll'),
      icon: <RefreshCw size={16} aria-hidden />,
      keys: 'F5',
      run: () => void pollNow(),
    },
    {
      id: 'search',
      name: t('message.search'),
      icon: <Search size={16} aria-hidden />,
      keys: '/',
      run: () => search(false),
    },
    ...incoming.map(({ account }) => ({
      id: `incoming-${account.id}`,
      name: t('palette.editIncoming', { name: account.name }),
      icon: <Pencil size={16} aria-hidden />,
      run: () => go({ view: 'incoming', form: { id: account.id } }),
    })),
    ...outgoing.map(({ account }) => ({
      id: `outgoing-${account.id}`,
      name: t('palette.editOutgoing', { name: account.name }),
      icon: <Pencil size={16} aria-hidden />,
      run: () => go({ view: 'outgoing', form: { id: account.id } }),
    })),
    ...themes.map((theme) => ({
      id: `theme-${theme}`,
      name: `${t('settings.theme')}: ${t(`settings.themes.${theme}`)}`,
      icon: <SunMoon size={16} aria-hidden />,
      run: () => void attempt(change({ theme })),
    })),
    {
      id: 'shortcuts',
      name: t('shortcuts.title'),
      icon: <Keyboard size={16} aria-hidden />,
      keys: '?',
      run: () => setShortcuts(true),
    },
  ];
}

/** Everything the window can do, by typing a few letters. */
export function Palette() {
  const { palette, setPalette } = useNavigation();
  if (!palette) return null;
  return <OpenPalette onClose={() => setPalette(false)} />;
}

function OpenPalette({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const commands = useCommands();
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = commands.filter((command) =>
    words.every((word) => command.name.toLowerCase().includes(word)),
  );
  const current = Math.min(index, found.length - 1);
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="palette" aria-label={t('palette.title')}>
          <input
            className="palette-input"
            role="combobox"
            aria-expanded
            aria-controls="palette-list"
            aria-activedescendant={found[current] === undefined ? undefined : `palette-${found[current].id}`}
            aria-label={t('palette.title')}
            placeholder={t('palette.placeholder')}
            value={text}
            spellCheck={false}
            onChange={(event) => {
              setText(event.target.value);
              setIndex(0);
            }}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
              if (step !== 0 && found.length > 0) {
                event.preventDefault();
                const to = (current + step + found.length) % found.length;
                setIndex(to);
                document.getElementById(`palette-${found[to]?.id}`)?.scrollIntoView?.({ block: 'nearest' });
              } else if (event.key === 'Enter') {
                event.preventDefault();
                run(found[current]);
              }
            }}
          />
          <ul className="palette-list" id="palette-list" role="listbox" aria-label={t('palette.title')}>
            {found.map((command, row) => (
              <li
                key={command.id}
                id={`palette-${command.id}`}
                role="option"
                aria-selected={row === current}
                onMouseMove={() => setIndex(row)}
                onClick={() => run(command)}
              >
                {command.icon}
                <span className="palette-name">{command.name}</span>
                {command.keys !== undefined && <kbd>{command.keys}</kbd>}
              </li>
            ))}
          </ul>
          {found.length === 0 && <p className="palette-none">{t('palette.nothing')}</p>}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
