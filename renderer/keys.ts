/** A shortcut as this system writes it: `Ctrl+K`, on a Mac `⌘K`. */
export function shortcut(key: string): string {
  return window.mailroom.platform === 'darwin' ? `⌘${key}` : `Ctrl+${key}`;
}
