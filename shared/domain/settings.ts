import { z } from 'zod';

export const languages = ['system', 'en', 'de'] as const;
export const themes = ['system', 'light', 'dark'] as const;

/** What a person can choose about the program itself. */
export const settingsSchema = z.strictObject({
  language: z.enum(languages),
  theme: z.enum(themes),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = { language: 'system', theme: 'system' };
