import type { ChosenKind, Template, TemplateKind } from '../../../shared/domain/template.ts';

/** Kinds of which there is one text each. */
export type SystemKind = Exclude<TemplateKind, ChosenKind>;

/** What the program writes by itself as long as nobody has written another text. The kind is the id. */
export const builtInTexts: Readonly<Record<SystemKind, Template>> = {
  passwordChange: {
    id: 'passwordChange',
    kind: 'passwordChange',
    name: 'Password changed',
    subjectEn: 'Your password was changed',
    textEn: `Hello {{user.name}},

the password of your login "{{user.login}}" was changed or reset on {{date}} at {{time}}.

If this was you, there is nothing to do. If you know nothing of it, please write to {{sender.address}} at once.

For your safety the password itself is never sent by e-mail.

This message was created automatically.`,
    subjectDe: 'Ihr Passwort wurde geändert',
    textDe: `Guten Tag {{user.name}},

das Passwort Ihrer Anmeldung „{{user.login}}“ wurde am {{date}} um {{time}} geändert oder zurückgesetzt.

Wenn Sie das selbst waren, müssen Sie nichts tun. Wenn Sie nichts davon wissen, schreiben Sie bitte sofort an
{{sender.address}}.

Zu Ihrer Sicherheit wird das Passwort selbst nie per E-Mail verschickt.

Diese Nachricht wurde automatisch erstellt.`,
    builtIn: true,
  },
  oversizeNotice: {
    id: 'oversizeNotice',
    kind: 'oversizeNotice',
    name: 'Message too large',
    // Both languages go out in one message, the German subject first: the subject of the mail itself is named once.
    subjectEn: 'Your e-mail was too large: {{message.subject}}',
    textEn: `Your e-mail was larger than we can accept. It was not read.
Please send it again in a smaller form, for example without attachments or in several parts.

Subject: {{message.subject}}
Date: {{message.date}}
Size: {{message.size}}
Limit: {{limit}}

This message was created automatically.`,
    subjectDe: 'Ihre E-Mail war zu groß',
    textDe: `Ihre E-Mail war größer, als wir annehmen können. Sie wurde nicht gelesen.
Bitte senden Sie sie kleiner noch einmal, zum Beispiel ohne Anhänge oder in mehreren Teilen.

Betreff: {{message.subject}}
Datum: {{message.date}}
Größe: {{message.size}}
Höchstens: {{limit}}

Diese Nachricht wurde automatisch erstellt.`,
    builtIn: true,
  },
  accountFailing: {
    id: 'accountFailing',
    kind: 'accountFailing',
    name: 'Account does not work',
    subjectEn: 'The e-mail account "{{account.name}}" does not work',
    textEn: `The e-mail account "{{account.name}}" has not worked since {{since}}.

What happened: {{reason}}
What to do: {{remedy}}
The server said: {{server}}

You will get another message as soon as it works again. Until then there is none.

This message was created automatically.`,
    subjectDe: 'Das E-Mail-Konto „{{account.name}}“ funktioniert nicht',
    textDe: `Das E-Mail-Konto „{{account.name}}“ funktioniert seit {{since}} nicht.

Was geschah: {{reason}}
Was zu tun ist: {{remedy}}
Der Server sagte: {{server}}

Sie erhalten wieder eine Nachricht, sobald es funktioniert. Bis dahin kommt keine weitere.

Diese Nachricht wurde automatisch erstellt.`,
    builtIn: true,
  },
  accountQuiet: {
    id: 'accountQuiet',
    kind: 'accountQuiet',
    name: 'Account is silent',
    subjectEn: 'No mail in the account "{{account.name}}" for unusually long',
    textEn: `The e-mail account "{{account.name}}" has received no mail since {{since}}. For this account that is unusually long.

Mailroom signs in without an error. Please send a test message to the account, and check whether a forwarding or a filter at the provider was changed.

This message was created automatically.`,
    subjectDe: 'Ungewöhnlich lange keine Post im Konto „{{account.name}}“',
    textDe: `Das E-Mail-Konto „{{account.name}}“ hat seit {{since}} keine Post erhalten. Für dieses Konto ist das ungewöhnlich lange.

Mailroom meldet sich ohne Fehler an. Bitte senden Sie eine Testnachricht an das Konto und prüfen Sie, ob beim Anbieter eine Weiterleitung oder ein Filter geändert wurde.

Diese Nachricht wurde automatisch erstellt.`,
    builtIn: true,
  },
  accountRecovered: {
    id: 'accountRecovered',
    kind: 'accountRecovered',
    name: 'Account works again',
    subjectEn: 'The e-mail account "{{account.name}}" works again',
    textEn: `The e-mail account "{{account.name}}" has been working again since {{date}}, {{time}}. The trouble began on {{since}}.

You need not do anything.

This message was created automatically.`,
    subjectDe: 'Das E-Mail-Konto „{{account.name}}“ funktioniert wieder',
    textDe: `Das E-Mail-Konto „{{account.name}}“ funktioniert seit {{date}}, {{time}} wieder. Die Störung begann am {{since}}.

Sie müssen nichts tun.

Diese Nachricht wurde automatisch erstellt.`,
    builtIn: true,
  },
};
