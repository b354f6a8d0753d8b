import type { Group, TicketType, User } from '../../shared/domain/directory.ts';
import type { Contact } from '../../shared/domain/contact.ts';
import type { Template } from '../../shared/domain/template.ts';

/** Groups, ticket types, users and texts of the same small office as in `sample-data.ts`. */

export function sampleGroups(): Group[] {
  return [
    {
      id: 'group-support',
      name: 'Support',
      active: true,
      signatureEn: 'Kind regards\n{{sender.name}}\n{{group.name}}',
      signatureDe: 'Mit freundlichen Grüßen\n{{sender.name}}\n{{group.name}}',
    },
    {
      id: 'group-billing',
      name: 'Buchhaltung',
      active: true,
      outgoingAccountId: 'out-billing',
      signatureEn: '',
      signatureDe: '',
    },
    {
      id: 'group-facility',
      name: 'Haustechnik',
      active: true,
      outgoingAccountId: 'out-old',
      signatureEn: '',
      signatureDe: '',
    },
    { id: 'group-night', name: 'Nachtschicht', active: false, signatureEn: '', signatureDe: '' },
  ];
}

export function sampleTypes(): TicketType[] {
  return [
    { id: 'type-fault', name: 'Störung', active: true },
    { id: 'type-invoice', name: 'Rechnungsfrage', active: true, outgoingAccountId: 'out-billing' },
    { id: 'type-order', name: 'Bestellung', active: true, outgoingAccountId: 'out-old' },
  ];
}

export function sampleUsers(now: number): User[] {
  return [
    {
      id: 'user-maria',
      login: 'mschmidt',
      name: 'Maria Schmidt',
      email: 'maria.schmidt@weber-logistik.example',
      language: 'de',
      active: true,
      groupIds: ['group-support', 'group-billing'],
      passwordNoticeAt: now - 12 * 24 * 3_600_000,
    },
    {
      id: 'user-tom',
      login: 'tbaker',
      name: 'Tom Baker',
      email: 'tom.baker@weber-logistik.example',
      language: 'en',
      active: true,
      groupIds: ['group-facility'],
    },
  ];
}

export function sampleTemplates(): Template[] {
  const builtIn = (id: string, kind: Template['kind'], subject: string, text: string): Template => ({
    id,
    kind,
    name: kind,
    subjectEn: subject,
    textEn: text,
    subjectDe: subject,
    textDe: text,
    builtIn: true,
  });
  return [
    {
      id: 'template-received',
      kind: 'reply',
      name: 'Eingang bestätigen',
      subjectEn: 'Your request {{ticket.number}}',
      textEn: 'Hello,\n\nwe have received your request “{{ticket.title}}”.\n\n{{group.name}}',
      subjectDe: 'Ihre Anfrage {{ticket.number}}',
      textDe: 'Guten Tag,\n\nIhre Anfrage „{{ticket.title}}“ ist bei uns eingegangen.\n\n{{group.name}}',
      builtIn: false,
    },
    {
      id: 'template-fault',
      kind: 'confirmation',
      name: 'Störung gemeldet',
      subjectEn: 'Fault reported',
      textEn: 'Dear {{contact.name}},\n\nwe are looking into {{ticket.number}}.',
      subjectDe: 'Störung gemeldet',
      textDe: 'Guten Tag {{contact.name}},\n\nwir kümmern uns um {{ticket.number}}.',
      builtIn: false,
    },
    builtIn(
      'passwordChange',
      'passwordChange',
      'Your password was changed',
      'Hello {{user.name}},\n\nthe password of {{user.login}} was changed on {{date}} at {{time}}.',
    ),
    builtIn('oversizeNotice', 'oversizeNotice', 'Not accepted', '{{message.subject}} is over {{limit}}.'),
    builtIn('accountFailing', 'accountFailing', '{{account.name}} does not work', '{{reason}} {{remedy}}'),
    builtIn('accountQuiet', 'accountQuiet', '{{account.name}} is silent', 'No mail since {{since}}.'),
    builtIn('accountRecovered', 'accountRecovered', '{{account.name}} works again', 'Since {{date}}.'),
  ];
}

export function sampleContacts(): Contact[] {
  return [
    {
      id: 'contact-anna',
      name: 'Anna Weber',
      organisation: 'Weber & Söhne',
      addresses: ['anna.weber@kunde.example', 'a.weber@privat.example'],
      blocked: false,
    },
    {
      id: 'contact-offers',
      name: 'Sonderangebote',
      organisation: '',
      addresses: ['offers@shop.example'],
      blocked: true,
    },
  ];
}
