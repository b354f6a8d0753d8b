import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import tls from 'node:tls';
import { domainToASCII } from 'node:url';
import { MailroomError } from '../../shared/errors.ts';

const MAX_NAMES_LENGTH = 500;

/** Whom a connection trusts beyond the public authorities. */
export interface Trust {
  /** PEM text of the company's own authorities. */
  readonly ca?: string | undefined;
  /**
   * Exactly this certificate and no other. It stands for itself: who issued it, what name it bears and how
   * long it is valid do not matter, because a person has looked at it and said so.
   */
  readonly pin?: Pin | undefined;
  /** The certificate must be valid and known, but may be made out for another name. */
  readonly waiveName?: boolean | undefined;
}

export interface Pin {
  /** SHA-256, capitals with colons. */
  readonly fingerprint: string;
  /** PEM text. Only for saying what was there before, when the server shows another one. */
  readonly certificate?: string | undefined;
}

/** The fields of an account that say whom it trusts. */
export interface TrustFields {
  readonly caFile?: string | undefined;
  readonly pinnedFingerprint?: string | undefined;
  readonly pinnedCertificate?: string | undefined;
  readonly waiveNameCheck: boolean;
}

/** @throws MailroomError `input.unreadable` when the authority file can't be read */
export function trustOf(account: TrustFields): Trust {
  const { pinnedFingerprint: fingerprint, pinnedCertificate: certificate } = account;
  return {
    ca: readCaFile(account.caFile),
    ...(fingerprint === undefined ? {} : { pin: { fingerprint, certificate } }),
    waiveName: account.waiveNameCheck,
  };
}

/**
 * What Node checks of a certificate: the chain up to a public authority or the company's own, the dates and,
 * unless waived, the name. The name for SNI is given for names only; an address there is not allowed
 * (RFC 6066 section 3).
 */
export function verification(host: string, trust: Trust): tls.ConnectionOptions {
  return {
    ...(trust.ca === undefined ? {} : { ca: [...tls.rootCertificates, trust.ca] }),
    ...(isIP(host) === 0 ? { servername: asciiHost(host) } : {}),
    ...(trust.waiveName === true ? { checkServerIdentity: () => undefined } : {}),
    minVersion: 'TLSv1.2',
  };
}

/** The form of a host name that goes over the wire: international names in Punycode (RFC 5891). */
export function asciiHost(host: string): string {
  return isIP(host) === 0 ? domainToASCII(host) || host : host;
}

/**
 * Reads the PEM file with the company's certificate authority.
 *
 * @throws MailroomError `input.unreadable` (field `caFile`) when it can't be read or holds no certificate
 */
export function readCaFile(file: string | undefined): string | undefined {
  if (file === undefined || file === '') return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw unreadable(file, 'no certificate in PEM form');
  return text;
}

function unreadable(file: string, detail: string): MailroomError {
  return new MailroomError('input.unreadable', 'input', { field: 'caFile', params: { name: file }, detail });
}

/** What a certificate says. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Names and addresses it is made out for, comma-separated. */
  readonly names: string;
  /** ISO 8601, UTC. */
  readonly validFrom: string;
  readonly validTo: string;
  /** SHA-256 over the certificate, capitals with colons. */
  readonly fingerprint: string;
}

export function certificateFacts(certificate: X509Certificate): CertificateFacts {
  const { subject, issuer } = certificate.toLegacyObject();
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    names: alternativeNames(certificate.subjectAltName ?? ''),
    validFrom: isoTime(certificate.validFrom),
    validTo: isoTime(certificate.validTo),
    fingerprint: certificate.fingerprint256,
  };
}

/** The names in a `subjectAltName` as OpenSSL writes it, without their kinds. */
export function alternativeNames(text: string): string {
  return printable(text.replaceAll(/\b(DNS|IP Address):/g, ''));
}

function nameOf(name: tls.Certificate | undefined): string {
  const value = name?.CN ?? name?.O ?? '';
  return printable(Array.isArray(value) ? value.join(', ') : value);
}

/** The server's own words: no control characters, and not without end. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').slice(0, MAX_NAMES_LENGTH);
}

/** ISO 8601 for what OpenSSL writes as `Jan  2 03:04:05 2026 GMT`. */
export function isoTime(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString().replace('.000Z', 'Z');
}

/**
 * The server shows another certificate than the pinned one. Says what was trusted and what is there now,
 * each in one line.
 */
export function pinChanged(pin: Pin, shown: X509Certificate | undefined, host: string): MailroomError {
  return new MailroomError('tls.pinChanged', 'tls', {
    field: 'pinnedFingerprint',
    params: {
      host,
      before: pinInWords(pin),
      after: shown === undefined ? '' : inWords(certificateFacts(shown)),
    },
  });
}

function pinInWords(pin: Pin): string {
  try {
    return inWords(certificateFacts(new X509Certificate(pin.certificate ?? '')));
  } catch {
    // Pinned by its fingerprint alone.
    return `SHA-256 ${pin.fingerprint}`;
  }
}

function inWords({ subject, issuer, names, validFrom, validTo, fingerprint }: CertificateFacts): string {
  const day = (time: string): string => time.slice(0, 10);
  const from = issuer === subject ? '' : ` (${issuer})`;
  return `${subject}${from}, ${names}, ${day(validFrom)} – ${day(validTo)}, SHA-256 ${fingerprint}`;
}
