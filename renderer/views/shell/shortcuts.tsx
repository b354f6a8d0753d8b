import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/dialog.tsx';
import { shortcut } from '../../keys.ts';
import { useNavigation } from '../../stores/navigation.ts';

const shortcuts = () =>
  [
    ['j', 'k', 'move'],
    ['↓', '↑', 'move'],
    ['⇧↓', '⇧↑', 'extend'],
    [shortcut('A'), undefined, 'all'],
    ['Enter', undefined, 'open'],
    ['Esc', undefined, 'back'],
    ['e', undefined, 'archive'],
    [i18next.t('shortcuts.del'), undefined, 'delete'],
    ['t', undefined, 'createTicket'],
    ['n', undefined, 'note'],
    ['Alt ↓', 'Alt ↑', 'moveRule'],
    ['r', undefined, 'reply'],
    ['/', shortcut('F'), 'search'],
    [shortcut('K'), undefined, 'palette'],
    [shortcut('N'), undefined, 'newAccount'],
    [shortcut('Shift+M'), undefined, 'newMessage'],
    ['F5', undefined, 'poll'],
    [shortcut('Enter'), undefined, 'send'],
    ['?', undefined, 'shortcuts'],
  ] as const;

/** All keys on one page. */
export function Shortcuts() {
  const { t } = useTranslation();
  const { shortcuts: open, setShortcuts } = useNavigation();
  if (!open) return null;
  return (
    <Dialog title={t('shortcuts.title')} onClose={() => setShortcuts(false)}>
      <dl className="shortcut-list">
        {shortcuts().map(([first, second, name], index) => (
          <div key={index}>
            <dt>
              <kbd>{first}</kbd>
              {second !== undefined && (
                <>
                  {' '}
                  <kbd>{second}</kbd>
                </>
              )}
            </dt>
            <dd>{t(`shortcuts.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
