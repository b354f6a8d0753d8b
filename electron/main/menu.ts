import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { createInstance } from 'i18next';
import type { EventPayload } from '../../shared/ipc/events.ts';
import english from '../../shared/i18n/menu.en.json' with { type: 'json' };
import german from '../../shared/i18n/menu.de.json' with { type: 'json' };
import { broadcast } from './events.ts';

type Command = EventPayload<'command'>['name'];

/** The application menu in the person's language. Commands go to the window, which knows its state. */
export function installMenu(language: 'system' | 'en' | 'de'): void {
  const texts = createInstance();
  void texts.init({
    lng: language === 'system' ? app.getLocale() : language,
    fallbackLng: 'en',
    resources: { en: { translation: english }, de: { translation: german } },
    initAsync: false,
  });
  const t = texts.t;
  const item = (name: Command, accelerator: string): MenuItemConstructorOptions => ({
    label: t(name),
    accelerator,
    // The page listens to these keys itself; registering them twice would run a command twice.
    registerAccelerator: false,
    click: () => broadcast('command', { name }),
  });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
      {
        label: t('file'),
        submenu: [
          item('newAccount', 'CmdOrCtrl+N'),
          item('pollNow', 'F5'),
          { type: 'separator' },
          { role: 'quit', label: t('quit') },
        ],
      },
      {
        label: t('edit'),
        submenu: [
          { role: 'undo', label: t('undo') },
          { role: 'redo', label: t('redo') },
          { type: 'separator' },
          { role: 'cut', label: t('cut') },
          { role: 'copy', label: t('copy') },
          { role: 'paste', label: t('paste') },
          { role: 'selectAll', label: t('selectAll') },
          { type: 'separator' },
          item('search', '/'),
        ],
      },
      {
        label: t('view'),
        submenu: [
          item('palette', 'CmdOrCtrl+K'),
          { type: 'separator' },
          { role: 'resetZoom', label: t('resetZoom') },
          { role: 'zoomIn', label: t('zoomIn') },
          { role: 'zoomOut', label: t('zoomOut') },
          { role: 'togglefullscreen', label: t('fullScreen') },
        ],
      },
      { label: t('help'), submenu: [item('shortcuts', '?')] },
    ]),
  );
}
