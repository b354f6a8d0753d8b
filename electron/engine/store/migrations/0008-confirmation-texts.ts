import type { Migration } from './migration.ts';

/**
 * Texts that rules confirm with: any number of them, like texts of answers. A confirmation that waits knows its text
 * without a reference, because it must be told that the text is gone.
 */
export const confirmationTexts: Migration = {
  version: 8,
  name: 'texts of confirmations',
  up: `
    DROP INDEX one_text_of_a_kind;
    CREATE UNIQUE INDEX one_text_of_a_kind ON templates (kind) WHERE kind NOT IN ('reply', 'confirmation');
    ALTER TABLE rule_mails ADD COLUMN template_id TEXT;
  `,
};
