import type { ContactInput } from '../../../shared/domain/contact.ts';
import { chosenKinds } from '../../../shared/domain/template.ts';
import type { Engine } from '../../engine/engine.ts';
import { unexpected } from '../../engine/failures.ts';
import { nameKey } from '../../engine/store/name-key.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { usage } from '../arguments.ts';
import { call } from '../call.ts';
import { contactImport, exportContacts, parseContact } from './contact-file.ts';
import { without, type Directory, type Fields } from './directory-entry.ts';
import { groups } from './group.ts';
import { ruleImport, type ChangedRule } from './rule-import.ts';
import { actionNames, actionWithNames, nameOf } from './rule-references.ts';
import { templates } from './template.ts';
import { types } from './ticket-type.ts';
import { users } from './user.ts';

/**
 * What belongs to accounts in a file of them: ticket types, groups, users, texts, rules and contacts. They name each
 * other, and accounts, by their names, so that the file fits another data directory.
 */

/** One entry of a file, and what became of it. */
export interface ImportedEntry {
  readonly section: Section;
  readonly name: string;
}

export interface SetupReport {
  readonly created: readonly ImportedEntry[];
  /** There was one of that name already (a contact: with its addresses), which stays as it is. */
  readonly skipped: readonly ImportedEntry[];
  /** Those of the rules created that are not as the file has them. */
  readonly changedRules: readonly ChangedRule[];
}

/** Takes one step of an import back. */
export type Undo = () => Promise<unknown>;

/** In the order in which they need each other. */
const NAMED_SECTIONS = ['types', 'groups', 'users', 'templates'] as const;
type NamedSection = (typeof NAMED_SECTIONS)[number];
type Section = NamedSection | 'rules' | 'contacts';

/** Everything but the accounts. Texts that nobody has changed are left out. */
export async function exportSetup(engine: Engine): Promise<Readonly<Record<Section, readonly Fields[]>>> {
  const names = await actionNames(engine);
  const accounts = (await call(engine, 'incoming.list', {})).map(({ account }) => account);
  const senders = (await call(engine, 'outgoing.list', {})).map(({ account }) => account);
  const portable = <T extends { readonly id: string }>(directory: Directory<T>, entry: T): Fields => {
    const { outgoingAccountId, groupIds, ...fields } = directory.fieldsOf(entry);
    const account = nameOf(senders, outgoingAccountId);
    return {
      ...fields,
      ...(account === undefined ? {} : { account }),
      ...(Array.isArray(groupIds)
        ? { groups: groupIds.flatMap((id) => nameOf(names.groups, id) ?? []) }
        : {}),
    };
  };
  const all = async <T extends { readonly id: string }>(directory: Directory<T>): Promise<Fields[]> =>
    (await directory.list(engine)).map((entry) => portable(directory, entry));
  const texts = (await templates.list(engine)).filter(({ builtIn }) => !builtIn);
  return {
    types: await all(types),
    groups: await all(groups),
    users: await all(users),
    templates: texts.map((text) => templates.fieldsOf(text)),
    rules: (await call(engine, 'rules.list', {})).map(({ accountId, actions, ...rule }) => ({
      account: nameOf(accounts, accountId),
      ...without(rule, 'id'),
      actions: actions.map((action) => actionWithNames(names, action)),
    })),
    contacts: await exportContacts(engine),
  };
}

/**
 * Creates what is not there yet; the accounts must be. Says how to take each step back, for the case that a later one
 * fails.
 *
 * @throws MailroomError what creating an entry throws; `detail` says which one it is
 */
export async function importSetup(engine: Engine, document: Fields, undo: Undo[]): Promise<SetupReport> {
  const created: ImportedEntry[] = [];
  const skipped: ImportedEntry[] = [];
  const note = (entry: ImportedEntry, step: Undo | undefined): void => {
    if (step !== undefined) undo.push(step);
    (step === undefined ? skipped : created).push(entry);
  };
  for (const section of NAMED_SECTIONS) {
    for (const [index, entry] of entriesOf(document, section).entries()) {
      const name = textOf(entry[section === 'users' ? 'login' : 'name']);
      const step = await at(section, index, () => importOne(engine, section, entry, name));
      note({ section, name }, step);
    }
  }
  const changedRules = await importRules(engine, document, note);
  // Last, and all of them checked before: mail that waits for a contact goes through the rules as soon as it is there.
  const section = 'contacts';
  const contacts: ContactInput[] = [];
  for (const [index, entry] of entriesOf(document, section).entries())
    contacts.push(await at(section, index, async () => parseContact(entry)));
  const into = await contactImport(engine);
  for (const [index, contact] of contacts.entries())
    note({ section, name: contact.name }, await at(section, index, () => into.add(contact)));
  // The command is done when the mail that waited for them is.
  if (contacts.length > 0) await engine.drain();
  return { created, skipped, changedRules };
}

async function importRules(
  engine: Engine,
  document: Fields,
  note: (entry: ImportedEntry, step: Undo | undefined) => void,
): Promise<ChangedRule[]> {
  const section = 'rules';
  const changedRules: ChangedRule[] = [];
  const into = await ruleImport(engine);
  for (const [index, entry] of entriesOf(document, section).entries()) {
    const added = await at(section, index, () => into.add(entry));
    const step = added && (() => call(engine, 'rules.remove', { id: added.id }));
    note({ section, name: textOf(entry['title']) }, step);
    if (added?.changed !== undefined) changedRules.push(added.changed);
  }
  return changedRules;
}

/** @throws MailroomError what `work` throws, with the place in its detail */
async function at<T>(section: Section, index: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withPlace(unexpected(error), `${section}[${index}]`);
  }
}

/** What is no text names nothing; the contract says what is wrong with it. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** @throws MailroomError `input.invalid` for a section that is no list of objects */
function entriesOf(document: Fields, section: Section): readonly Fields[] {
  const entries = document[section] ?? [];
  const isObject = (value: unknown): value is Fields =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!Array.isArray(entries) || !entries.every(isObject))
    throw usage(`"${section}" must be a list of objects`, section);
  return entries;
}

/** Returns how to take it back; undefined when one of that name is there. */
async function importOne(
  engine: Engine,
  section: NamedSection,
  entry: Fields,
  name: string,
): Promise<Undo | undefined> {
  switch (section) {
    case 'types':
      return createIn(engine, types, entry, name);
    case 'groups':
      return createIn(engine, groups, entry, name);
    case 'users':
      return createIn(engine, users, entry, name);
    case 'templates':
      return entry['kind'] === undefined || chosenKinds.some((kind) => kind === entry['kind'])
        ? createIn(engine, templates, entry, name)
        : replaceBuiltIn(engine, entry);
  }
}

async function createIn<T extends { readonly id: string }>(
  engine: Engine,
  directory: Directory<T>,
  entry: Fields,
  name: string,
): Promise<Undo | undefined> {
  const present = await directory.list(engine);
  if (present.some((other) => nameKey(directory.nameOf(other)) === nameKey(name))) return undefined;
  const { id } = await directory.create(engine, await directory.complete(engine, entry));
  return () => directory.remove(engine, id);
}

/** A text that the program sends by itself, of which there is one: it counts as there when somebody has written it. */
async function replaceBuiltIn(engine: Engine, entry: Fields): Promise<Undo | undefined> {
  const text = (await templates.list(engine)).find(({ kind }) => kind === entry['kind']);
  if (text?.builtIn === false) return undefined;
  const { id } = await templates.update(engine, text?.id ?? '', entry);
  return () => templates.remove(engine, id);
}

function withPlace(failure: MailroomError, place: string): MailroomError {
  const { code, stage, field, params, transient, problems } = failure;
  const detail = [place, ...(failure.detail === undefined ? [] : [failure.detail])].join(': ');
  return new MailroomError(code, stage, { field, params, transient, problems, detail, cause: failure });
}
