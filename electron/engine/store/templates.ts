import type { Database } from 'better-sqlite3';
import {
  templateSchema,
  type ChosenKind,
  type Template,
  type TemplateKind,
} from '../../../shared/domain/template.ts';
import { nameKey } from './name-key.ts';
import { all, one, run } from './statement.ts';

/** Texts that people wrote. The built-in ones are not here; see `sending/built-in-texts.ts`. */

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly subject_en: string;
  readonly text_en: string;
  readonly subject_de: string;
  readonly text_de: string;
}

function fromRow(row: Row): Template {
  return templateSchema.parse({
    id: row.id,
    kind: row.kind,
    name: row.name,
    subjectEn: row.subject_en,
    textEn: row.text_en,
    subjectDe: row.subject_de,
    textDe: row.text_de,
    builtIn: false,
  });
}

/** By name. */
export function listStoredTemplates(database: Database): Template[] {
  return all<Row>(database, 'SELECT * FROM templates ORDER BY name_key').map(fromRow);
}

export function findStoredTemplate(database: Database, id: string): Template | undefined {
  const row = one<Row>(database, 'SELECT * FROM templates WHERE id = ?', id);
  return row === undefined ? undefined : fromRow(row);
}

/** A text that a rule can confirm with. */
export function findConfirmation(database: Database, id: string): Template | undefined {
  const found = findStoredTemplate(database, id);
  return found?.kind === 'confirmation' ? found : undefined;
}

/** The text somebody wrote for a kind of which there is one. */
export function findStoredText(
  database: Database,
  kind: Exclude<TemplateKind, ChosenKind>,
): Template | undefined {
  const row = one<Row>(database, 'SELECT * FROM templates WHERE kind = ?', kind);
  return row === undefined ? undefined : fromRow(row);
}

/** Inserts or replaces a text. That its name is free is the caller's to check: built-in texts have names too. */
export function saveTemplate(database: Database, template: Template): void {
  run(
    database,
    `INSERT INTO templates (id, kind, name, name_key, subject_en, text_en, subject_de, text_de)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,
       subject_en = excluded.subject_en, text_en = excluded.text_en, subject_de = excluded.subject_de,
       text_de = excluded.text_de`,
    template.id,
    template.kind,
    template.name,
    nameKey(template.name),
    template.subjectEn,
    template.textEn,
    template.subjectDe,
    template.textDe,
  );
}

export function deleteTemplate(database: Database, id: string): boolean {
  return run(database, 'DELETE FROM templates WHERE id = ?', id) === 1;
}
