import { z } from 'zod';
import { idField, nameField } from './fields.ts';

/**
 * Texts with variables. `reply` ones are chosen by a person who writes, `confirmation` ones by a rule that confirms; the
 * others are what the program writes by itself, one of each kind, with the built-in text as long as nobody wrote another.
 */
export const templateKinds = [
  'reply',
  'confirmation',
  'passwordChange',
  'oversizeNotice',
  'accountFailing',
  'accountQuiet',
  'accountRecovered',
] as const;
export type TemplateKind = (typeof templateKinds)[number];

/** Kinds of which there is any number, each text under a name of its own. */
export const chosenKinds = ['reply', 'confirmation'] as const satisfies readonly TemplateKind[];
export type ChosenKind = (typeof chosenKinds)[number];

export function isChosenKind(kind: TemplateKind): kind is ChosenKind {
  return chosenKinds.some((chosen) => chosen === kind);
}

/** What may stand between `{{` and `}}`, by kind. An unknown one is refused when the text is saved. */
export const templateVariables: Readonly<Record<TemplateKind | 'signature', readonly string[]>> = {
  reply: [
    'ticket.number',
    'ticket.title',
    'group.name',
    'type.name',
    'sender.name',
    'sender.address',
    'date',
  ],
  confirmation: [
    'ticket.number',
    'ticket.title',
    'message.subject',
    'message.date',
    'group.name',
    'type.name',
    'sender.name',
    'sender.address',
    'contact.name',
  ],
  signature: ['ticket.number', 'group.name', 'sender.name', 'sender.address', 'date'],
  passwordChange: ['user.name', 'user.login', 'date', 'time', 'sender.name', 'sender.address'],
  oversizeNotice: ['message.subject', 'message.date', 'message.size', 'limit'],
  accountFailing: ['account.name', 'since', 'reason', 'remedy', 'server'],
  accountQuiet: ['account.name', 'since'],
  accountRecovered: ['account.name', 'since', 'date', 'time'],
};

const subjectText = z
  .string()
  .trim()
  .max(500, 'tooLong')
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'controlCharacters');
const bodyText = z.string().max(100_000, 'tooLong');

const fields = {
  name: nameField,
  kind: z.enum(templateKinds),
  subjectEn: subjectText,
  textEn: bodyText,
  subjectDe: subjectText,
  textDe: bodyText,
};

export const templateInputSchema = z.strictObject(fields).superRefine((template, context) => {
  const known = templateVariables[template.kind];
  for (const field of ['subjectEn', 'textEn', 'subjectDe', 'textDe'] as const) {
    if (unknownVariable(template[field], known) !== undefined)
      context.addIssue({ code: 'custom', path: [field], message: 'unknownVariable' });
  }
  if (template.textEn.trim() === '' && template.textDe.trim() === '')
    context.addIssue({ code: 'custom', path: ['textEn'], message: 'required' });
});
export type TemplateInput = z.infer<typeof templateInputSchema>;

export const templateSchema = z.strictObject({
  ...fields,
  id: idField,
  /** The program's own text, which nobody has changed. */
  builtIn: z.boolean(),
});
export type Template = z.infer<typeof templateSchema>;

/** The first variable of a text that is not among the known ones. */
export function unknownVariable(text: string, known: readonly string[]): string | undefined {
  for (const [, name = ''] of text.matchAll(/\{\{([^{}]*)\}\}/g)) {
    if (!known.includes(name.trim())) return name.trim();
  }
  return undefined;
}
