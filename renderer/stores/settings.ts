import { create } from 'zustand';
import { defaultSettings, type Settings, type SettingsOverview } from '../../shared/domain/settings.ts';
import { invoke } from '../bridge.ts';
import { resolveLanguage, startI18n } from '../i18n.ts';

interface SettingsStore {
  readonly settings: SettingsOverview;
  load(): Promise<void>;
  change(change: Partial<Settings>): Promise<void>;
  /** Keeps the proxy's password; undefined forgets it. */
  setProxyPassword(password: string | undefined): Promise<void>;
}

const initial: SettingsOverview = { ...defaultSettings, hasProxyPassword: false };

export const useSettings = create<SettingsStore>((set, get) => ({
  settings: initial,
  load: async () => {
    const settings = await invoke('settings.get', {}).catch(() => initial);
    set({ settings });
    await show(settings);
  },
  change: async (change) => {
    const before = get().settings;
    const wanted = { ...before, ...change };
    set({ settings: wanted });
    await show(wanted);
    try {
      set({ settings: await invoke('settings.set', change) });
    } catch (error) {
      set({ settings: before });
      await show(before);
      throw error;
    }
  },
  setProxyPassword: async (password) => {
    set({
      settings: await invoke('settings.setProxyPassword', {
        ...(password === undefined ? {} : { password }),
      }),
    });
  },
}));

async function show(settings: Settings): Promise<void> {
  const language = resolveLanguage(settings.language, window.mailroom.locale);
  await startI18n(language);
  document.documentElement.lang = language;
  document.documentElement.dataset['theme'] = settings.theme;
}
