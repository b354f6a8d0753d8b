import type { RequestInput } from '../../../shared/ipc/contract.ts';
import type { Template } from '../../../shared/domain/template.ts';
import { call } from '../call.ts';
import { directoryCommands, without, type Directory } from './directory-entry.ts';

// The contract checks what was written, like everything that is asked of the engine.
export const templates: Directory<Template> = {
  empty: 'No texts.',
  nameOf: ({ name }) => name,
  list: (engine) => call(engine, 'templates.list', {}),
  fieldsOf: (template) => without(template, 'id', 'builtIn'),
  complete: async (_engine, fields) => fields,
  create: (engine, fields) =>
    call(engine, 'templates.create', {
      kind: 'reply',
      subjectEn: '',
      textEn: '',
      subjectDe: '',
      textDe: '',
      ...fields,
    } as unknown as RequestInput<'templates.create'>),
  update: (engine, id, fields) =>
    call(engine, 'templates.update', { id, template: fields as unknown as RequestInput<'templates.create'> }),
  remove: (engine, id) => call(engine, 'templates.remove', { id }),
  ruleWithoutIt: 'confirms with the built-in text from now on',
  row: ({ name, kind, builtIn }) => [name, kind, builtIn ? 'built in' : 'own'],
};

/** `mailroom template ...` */
export const templateCommands = directoryCommands(templates);
