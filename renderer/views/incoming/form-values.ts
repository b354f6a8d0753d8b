import {
  DEFAULT_MAILBOX,
  DEFAULT_POLL_INTERVAL_SECONDS,
  incomingAccountInputSchema,
  sameMailbox,
  type FirstContact,
  type IncomingAccount,
  type IncomingAccountInput,
  type ServerType,
} from '../../../shared/domain/incoming-account.ts';
import { secretField, type Encryption } from '../../../shared/domain/fields.ts';
import { bytesToMegabytes, megabytesToBytes, parseDecimal } from '../../format.ts';
import { domainResolver, type Extra } from '../account-form/resolver.ts';
import { dayOfChoice, sinceDay } from './first-contact-day.ts';

/** What the form holds while it is filled in: text where the domain holds numbers. */
export interface IncomingFormValues {
  name: string;
  description: string;
  host: string;
  user: string;
  secret: string;
  encryption: Encryption;
  serverType: ServerType;
  mailbox: string;
  /** Megabytes. */
  maxSizeBytes: string;
  imagesAsAttachments: boolean;
  /** Empty: the usual port. */
  port: string;
  /** In `intervalUnit`. */
  pollIntervalSeconds: string;
  intervalUnit: 'minutes' | 'seconds';
  afterRetrieval: 'remove' | 'keep' | 'move';
  moveTo: string;
  firstContact: 'ask' | 'all' | 'none' | 'newer';
  /** For `newer`, as `2026-01-31`. */
  firstContactDay: string;
  unknownSenders: IncomingAccountInput['unknownSenders'];
  threadByReferences: boolean;
  completedTickets: IncomingAccountInput['completedTickets'];
  caFile: string;
  pinnedFingerprint: string;
  pinnedCertificate: string;
  waiveNameCheck: boolean;
}

export const incomingFields = [
  'name',
  'description',
  'host',
  'user',
  'secret',
  'encryption',
  'serverType',
  'mailbox',
  'maxSizeBytes',
  'imagesAsAttachments',
  'port',
  'pollIntervalSeconds',
  'afterRetrieval',
  'moveTo',
  'firstContact',
  'unknownSenders',
  'threadByReferences',
  'completedTickets',
  'caFile',
  'pinnedFingerprint',
  'pinnedCertificate',
  'waiveNameCheck',
] as const;

export const incomingAdvanced = [
  'encryption',
  'port',
  'pollIntervalSeconds',
  'caFile',
  'pinnedFingerprint',
  'waiveNameCheck',
] as const;

export const newIncoming: IncomingFormValues = {
  name: '',
  description: '',
  host: '',
  user: '',
  secret: '',
  encryption: 'tls',
  serverType: 'imap4',
  mailbox: DEFAULT_MAILBOX,
  maxSizeBytes: '0',
  imagesAsAttachments: false,
  port: '',
  pollIntervalSeconds: String(DEFAULT_POLL_INTERVAL_SECONDS / 60),
  intervalUnit: 'minutes',
  afterRetrieval: 'remove',
  moveTo: '',
  firstContact: 'ask',
  firstContactDay: '',
  unknownSenders: 'hold',
  threadByReferences: true,
  completedTickets: 'flag',
  caFile: '',
  pinnedFingerprint: '',
  pinnedCertificate: '',
  waiveNameCheck: false,
};

export function incomingValues(account: IncomingAccount): IncomingFormValues {
  const wholeMinutes = account.pollIntervalSeconds % 60 === 0;
  return {
    name: account.name,
    description: account.description,
    host: account.host,
    user: account.user,
    secret: '',
    encryption: account.encryption,
    serverType: account.serverType,
    mailbox: account.mailbox,
    maxSizeBytes: bytesToMegabytes(account.maxSizeBytes),
    imagesAsAttachments: account.imagesAsAttachments,
    port: String(account.port),
    pollIntervalSeconds: String(
      wholeMinutes ? account.pollIntervalSeconds / 60 : account.pollIntervalSeconds,
    ),
    intervalUnit: wholeMinutes ? 'minutes' : 'seconds',
    afterRetrieval: account.afterRetrieval,
    moveTo: account.moveTo ?? '',
    // What was decided belongs to the mailbox as it is: another one is asked about anew.
    ...(account.firstContactAt === undefined ? contactValues(account.firstContact) : contactValues('ask')),
    unknownSenders: account.unknownSenders,
    threadByReferences: account.threadByReferences,
    completedTickets: account.completedTickets,
    caFile: account.caFile ?? '',
    pinnedFingerprint: account.pinnedFingerprint ?? '',
    pinnedCertificate: account.pinnedCertificate ?? '',
    waiveNameCheck: account.waiveNameCheck,
  };
}

function contactValues(choice: FirstContact): Pick<IncomingFormValues, 'firstContact' | 'firstContactDay'> {
  const day = dayOfChoice(choice);
  return {
    firstContact: choice === 'ask' || choice === 'all' || choice === 'none' ? choice : 'newer',
    firstContactDay: day,
  };
}

type Place = Pick<IncomingFormValues, 'serverType' | 'host' | 'user' | 'mailbox'>;

/** Whether the values name a mailbox that was never read: what lies there already has to be decided on. */
export function isFirstContact(values: Place, stored: IncomingAccount | undefined): boolean {
  if (stored?.firstContactAt === undefined) return true;
  const name = values.mailbox.trim() === '' ? DEFAULT_MAILBOX : values.mailbox.trim();
  return (
    values.serverType !== stored.serverType ||
    values.host.trim().toLowerCase() !== stored.host.toLowerCase() ||
    values.user.trim() !== stored.user ||
    (values.serverType === 'imap4' && !sameMailbox(name, stored.mailbox))
  );
}

function chosenContact(values: IncomingFormValues): FirstContact {
  return values.firstContact === 'newer' ? sinceDay(values.firstContactDay) : values.firstContact;
}

/** The account the values describe, before it is checked. */
export function incomingInput(
  values: IncomingFormValues,
  active: boolean,
  stored?: IncomingAccount,
): IncomingAccountInput {
  const interval = parseDecimal(values.pollIntervalSeconds) * (values.intervalUnit === 'minutes' ? 60 : 1);
  return {
    serverType: values.serverType,
    name: values.name,
    description: values.description,
    active,
    host: values.host,
    encryption: values.encryption,
    user: values.user,
    mailbox: values.serverType === 'pop3' ? DEFAULT_MAILBOX : values.mailbox,
    maxSizeBytes: megabytesToBytes(values.maxSizeBytes),
    imagesAsAttachments: values.imagesAsAttachments,
    pollIntervalSeconds: Math.round(interval),
    afterRetrieval: values.afterRetrieval,
    ...(values.port.trim() === '' ? {} : { port: parseDecimal(values.port) }),
    firstContact:
      stored === undefined || isFirstContact(values, stored) ? chosenContact(values) : stored.firstContact,
    unknownSenders: values.unknownSenders,
    threadByReferences: values.threadByReferences,
    completedTickets: values.completedTickets,
    waiveNameCheck: values.waiveNameCheck,
    ...(values.afterRetrieval === 'move' ? { moveTo: values.moveTo } : {}),
    ...(values.caFile.trim() === '' ? {} : { caFile: values.caFile }),
    ...(values.pinnedFingerprint === ''
      ? {}
      : { pinnedFingerprint: values.pinnedFingerprint, pinnedCertificate: values.pinnedCertificate }),
  };
}

/** An empty password field means "unchanged" where one is stored, and is missing where none is. */
export function secretProblem(secret: string, needed: boolean): string | undefined {
  if (secret === '') return needed ? 'required' : undefined;
  return secretField.safeParse(secret).error?.issues[0]?.message;
}

export function incomingResolver(hasSecret: boolean, stored?: IncomingAccount) {
  return domainResolver<IncomingFormValues>(
    incomingAccountInputSchema,
    (values) => incomingInput(values, true, stored),
    (values): Extra => ({
      firstContact:
        values.firstContact === 'newer' && sinceDay(values.firstContactDay) === '' ? 'required' : undefined,
      secret: secretProblem(values.secret, !hasSecret),
      maxSizeBytes: values.maxSizeBytes.trim() === '' ? 'required' : undefined,
    }),
  );
}
