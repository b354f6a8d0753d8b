import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import tls from 'node:tls';
import { domainToASCII } from 'node:url';
import { MailroomError } from '../../shared/errors.ts';

/** What every TLS client here is given. Verification is never switched off. */
export interface TrustOptions {
  readonly ca?: string[];
  readonly servername?: string;
  readonly minVersion: 'TLSv1.2';
}

/**
 * Trust for a host: the public authorities, plus the company's own where one was named. The server name
 * for SNI is given for names only; an address there is not allowed (RFC 6066 section 3).
 */
export function trustOptions(host: string, ca: string | undefined): TrustOptions {
  return {
    ...(ca === undefined ? {} : { ca: [...tls.rootCertificates, ca] }),
    ...(isIP(host) === 0 ? { servername: asciiHost(host) } : {}),
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
