import {
  DEFAULT_SUBMISSION_PORT,
  outgoingAccountInputSchema,
  type Authentication,
  type BodyCharset,
  type OutgoingAccount,
  type OutgoingAccountInput,
  type TransferEncoding,
} from '../../../shared/domain/outgoing-account.ts';
import type { Encryption } from '../../../shared/domain/fields.ts';
import { bytesToMegabytes, megabytesToBytes, parseDecimal } from '../../format.ts';
import { domainResolver, type Extra } from '../account-form/resolver.ts';
import { secretProblem } from '../incoming/form-values.ts';

/** What the form holds while it is filled in: text where the domain holds numbers. */
export interface OutgoingFormValues {
  name: string;
  description: string;
  isDefault: boolean;
  /** Megabytes. */
  maxSizeBytes: string;
  transport: 'smtp';
  host: string;
  port: string;
  encryption: Encryption;
  senderAddress: string;
  senderName: string;
  bodyCharset: BodyCharset;
  transferEncoding: TransferEncoding;
  authentication: Authentication;
  user: string;
  secret: string;
  allowClearPassword: boolean;
  maxConnections: string;
  maxPerMinute: string;
  /** Empty: no copies. */
  sentCopyAccountId: string;
  sentCopyMailbox: string;
  caFile: string;
  pinnedFingerprint: string;
  pinnedCertificate: string;
  waiveNameCheck: boolean;
}

export const outgoingFields = [
  'name',
  'description',
  'isDefault',
  'maxSizeBytes',
  'transport',
  'host',
  'port',
  'encryption',
  'senderAddress',
  'senderName',
  'bodyCharset',
  'authentication',
  'user',
  'secret',
  'transferEncoding',
  'allowClearPassword',
  'maxConnections',
  'maxPerMinute',
  'sentCopyAccountId',
  'sentCopyMailbox',
  'caFile',
  'pinnedFingerprint',
  'waiveNameCheck',
] as const;

export const outgoingAdvanced = [
  'encryption',
  'transferEncoding',
  'allowClearPassword',
  'maxConnections',
  'maxPerMinute',
  'sentCopyAccountId',
  'sentCopyMailbox',
  'caFile',
  'pinnedFingerprint',
  'waiveNameCheck',
] as const;

export const newOutgoing: OutgoingFormValues = {
  name: '',
  description: '',
  isDefault: false,
  maxSizeBytes: '0',
  transport: 'smtp',
  host: '',
  port: String(DEFAULT_SUBMISSION_PORT),
  encryption: 'starttls',
  senderAddress: '',
  senderName: '',
  bodyCharset: 'utf-8',
  transferEncoding: 'auto',
  authentication: 'automatic',
  user: '',
  secret: '',
  allowClearPassword: false,
  maxConnections: '5',
  maxPerMinute: '0',
  sentCopyAccountId: '',
  sentCopyMailbox: '',
  caFile: '',
  pinnedFingerprint: '',
  pinnedCertificate: '',
  waiveNameCheck: false,
};

export function outgoingValues(account: OutgoingAccount): OutgoingFormValues {
  return {
    name: account.name,
    description: account.description,
    isDefault: account.isDefault,
    maxSizeBytes: bytesToMegabytes(account.maxSizeBytes),
    transport: account.transport,
    host: account.host,
    port: String(account.port),
    encryption: account.encryption,
    senderAddress: account.senderAddress,
    senderName: account.senderName,
    bodyCharset: account.bodyCharset,
    transferEncoding: account.transferEncoding,
    authentication: account.authentication,
    user: account.user,
    secret: '',
    allowClearPassword: account.allowClearPassword,
    maxConnections: String(account.maxConnections),
    maxPerMinute: String(account.maxPerMinute),
    sentCopyAccountId: account.sentCopyAccountId ?? '',
    sentCopyMailbox: account.sentCopyMailbox,
    caFile: account.caFile ?? '',
    pinnedFingerprint: account.pinnedFingerprint ?? '',
    pinnedCertificate: account.pinnedCertificate ?? '',
    waiveNameCheck: account.waiveNameCheck,
  };
}

/** Whether the password would be readable for everybody on the way: CRAM-MD5 does not show it. */
export function sendsReadable({
  encryption,
  authentication,
}: Pick<OutgoingFormValues, 'encryption' | 'authentication'>): boolean {
  return encryption === 'none' && authentication !== 'none' && authentication !== 'cramMd5';
}

/** The account the values describe, before it is checked. */
export function outgoingInput(values: OutgoingFormValues, active: boolean): OutgoingAccountInput {
  return {
    name: values.name,
    description: values.description,
    active,
    isDefault: values.isDefault,
    transport: values.transport,
    host: values.host,
    port: parseDecimal(values.port),
    encryption: values.encryption,
    senderAddress: values.senderAddress,
    senderName: values.senderName,
    bodyCharset: values.bodyCharset,
    transferEncoding: values.transferEncoding,
    authentication: values.authentication,
    user: values.authentication === 'none' ? '' : values.user,
    maxSizeBytes: values.maxSizeBytes.trim() === '' ? 0 : megabytesToBytes(values.maxSizeBytes),
    // The consent is for this one way of connecting, not for whatever comes later.
    allowClearPassword: values.allowClearPassword && sendsReadable(values),
    maxConnections: parseDecimal(values.maxConnections),
    maxPerMinute: parseDecimal(values.maxPerMinute),
    sentCopyMailbox: values.sentCopyAccountId === '' ? '' : values.sentCopyMailbox,
    waiveNameCheck: values.waiveNameCheck,
    ...(values.sentCopyAccountId === '' ? {} : { sentCopyAccountId: values.sentCopyAccountId }),
    ...(values.caFile.trim() === '' ? {} : { caFile: values.caFile }),
    ...(values.pinnedFingerprint === ''
      ? {}
      : { pinnedFingerprint: values.pinnedFingerprint, pinnedCertificate: values.pinnedCertificate }),
  };
}

export function outgoingResolver(hasSecret: boolean) {
  return domainResolver<OutgoingFormValues>(
    outgoingAccountInputSchema,
    (values) => outgoingInput(values, true),
    (values): Extra => {
      const signsIn = values.authentication !== 'none';
      return {
        port: values.port.trim() === '' ? 'required' : undefined,
        // The schema only gets as far as this when everything else is right; people want to see it at once.
        user: signsIn && values.user.trim() === '' ? 'required' : undefined,
        sentCopyMailbox:
          values.sentCopyAccountId !== '' && values.sentCopyMailbox.trim() === '' ? 'required' : undefined,
        secret: signsIn ? secretProblem(values.secret, !hasSecret) : undefined,
      };
    },
  );
}
