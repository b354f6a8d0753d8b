import i18next from 'i18next';

/** A shortcut as the keyboard has it: `Ctrl+K`, in German `Strg+K`, on a Mac `⌘K`. */
export function shortcut(key: string): string {
  return window.mailroom.platform === 'darwin' ? `⌘${key}` : `${i18next.t('shortcuts.ctrl')}+${key}`;
}
