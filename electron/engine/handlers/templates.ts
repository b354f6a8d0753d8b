import { randomUUID } from 'node:crypto';
import { isChosenKind, type Template } from '../../../shared/domain/template.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Mailbox } from '../sending/header-field.ts';
import { contextValues, mailContext, sendingMailbox, type MailContext } from '../sending/mail-context.ts';
import { findText, listTexts, write } from '../sending/texts.ts';
import { nameKey } from '../store/name-key.ts';
import { dropEntry } from '../store/rules.ts';
import { deleteTemplate, saveTemplate } from '../store/templates.ts';
import { inTransaction } from '../store/transaction.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type TemplateChannel = Extract<EngineChannel, `templates.${string}`>;

/** Texts with variables: those for replies and confirmations, and those that the program sends by itself. */
export function templateHandlers({ database, events, clock }: Parts): HandlersOf<TemplateChannel> {
  function requireText(id: string): Template {
    const text = findText(database, id);
    if (text === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return text;
  }

  /** Undefined when nobody can send: the text is worth reading all the same. */
  function senderOf(context: MailContext): Mailbox | undefined {
    try {
      return sendingMailbox(database, context);
    } catch (error) {
      if (error instanceof MailroomError && error.code === 'send.noAccount') return undefined;
      throw error;
    }
  }

  function save(template: Template): Template {
    inTransaction(database, () => {
      const { id, name } = template;
      const isTaken = listTexts(database).some(
        (other) => other.id !== id && nameKey(other.name) === nameKey(name),
      );
      if (isTaken) throw new MailroomError('input.nameTaken', 'input', { field: 'name', params: { name } });
      saveTemplate(database, template);
    });
    events.emit('directory.changed', {});
    return template;
  }

  return {
    'templates.list': async () => listTexts(database),

    async 'templates.create'(input) {
      if (!isChosenKind(input.kind)) throw wrongKind(input.kind);
      return save({ ...input, id: randomUUID(), builtIn: false });
    },

    async 'templates.update'({ id, template }) {
      if (requireText(id).kind !== template.kind) throw wrongKind(template.kind);
      return save({ ...template, id, builtIn: false });
    },

    async 'templates.remove'({ id }) {
      requireText(id);
      const rules = inTransaction(database, () => {
        deleteTemplate(database, id);
        return dropEntry(database, { kind: 'text', id });
      });
      events.emit('directory.changed', {});
      return { rules: rules.map(({ title }) => title) };
    },

    async 'templates.render'({ id, language, route }) {
      const template = requireText(id);
      const context = mailContext(database, route);
      return write(template, language, contextValues(context, senderOf(context), clock.now(), language));
    },
  };
}

function wrongKind(kind: string): MailroomError {
  const field = 'kind';
  return new MailroomError('input.invalid', 'input', {
    field,
    params: { value: kind },
    problems: [{ field, problem: 'invalid' }],
  });
}
