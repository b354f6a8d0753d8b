import { z } from 'zod';

export const languages = ['system', 'en', 'de'] as const;
export const themes = ['system', 'light', 'dark'] as const;

/**
 * A message that was sent to several of our accounts: `keep` lets each account handle its own, `archive` lets the
 * first one handle it and puts the others into the archive.
 */
export const sameMailChoices = ['keep', 'archive'] as const;

/** What a person can choose about the program itself. */
export const settingsSchema = z.strictObject({
  language: z.enum(languages),
  theme: z.enum(themes),
  sameMailInSeveralAccounts: z.enum(sameMailChoices),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  language: 'system',
  theme: 'system',
  sameMailInSeveralAccounts: 'keep',
};
