import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** PEM texts. Only the authority's certificate leaves this module: its key is forgotten once it has signed. */
export interface DemoCertificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const day = 24 * 60 * 60 * 1000;

/**
 * Makes a throw-away certificate authority and, signed by it, a server certificate for localhost, 127.0.0.1
 * and ::1, valid for 30 days. Node's crypto signs but does not write X.509, and the demo must not need an
 * openssl program, so the few DER structures are written here.
 */
export function createDemoCertificates(now: number): DemoCertificates {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const common = { issuer: 'Mailroom demo authority', issuerKey: authority, now };
  const ca = certificate({
    ...common,
    subject: common.issuer,
    publicKey: authority.publicKey,
    extensions: [
      extension('2.5.29.19', true, sequence(boolean(true), integer(Buffer.of(0)))), // basicConstraints: a CA
      extension('2.5.29.15', true, der(0x03, Buffer.of(1, 0b0000_0110))), // keyUsage: sign certificates, CRLs
    ],
  });
  const cert = certificate({
    ...common,
    subject: 'localhost',
    publicKey: server.publicKey,
    extensions: [
      extension('2.5.29.19', true, sequence()),
      extension('2.5.29.15', true, der(0x03, Buffer.of(7, 0b1000_0000))), // keyUsage: digital signature
      extension('2.5.29.37', false, sequence(objectId('1.3.6.1.5.5.7.3.1'))), // extKeyUsage: TLS server
      extension(
        '2.5.29.17',
        false,
        sequence(dnsName('localhost'), ipName(127, 0, 0, 1), ipName(...loopback6)),
      ),
    ],
  });
  return { ca, cert, key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

const loopback6 = [...Array.from({ length: 15 }, () => 0), 1];

interface CertificateFields {
  readonly issuer: string;
  readonly issuerKey: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly now: number;
  readonly extensions: readonly Buffer[];
}

function certificate(fields: CertificateFields): string {
  const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));
  const identifiers = [
    extension('2.5.29.14', false, der(0x04, keyIdentifier(fields.publicKey))),
    extension('2.5.29.35', false, sequence(der(0x80, keyIdentifier(fields.issuerKey.publicKey)))),
  ];
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.of(2))), // version 3
    integer(Buffer.concat([Buffer.of(1), randomBytes(15)])), // never equal: clients cache by issuer and serial
    ecdsaWithSha256,
    commonName(fields.issuer),
    // An hour back, for clocks that are a little slow.
    sequence(time(fields.now - day / 24), time(fields.now + 30 * day)),
    commonName(fields.subject),
    fields.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...fields.extensions, ...identifiers)),
  );
  const signature = sign('sha256', toBeSigned, fields.issuerKey.privateKey);
  const whole = sequence(toBeSigned, ecdsaWithSha256, der(0x03, Buffer.of(0), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** RFC 5280, 4.2.1.2 (1): SHA-1 of the key's bits, which for P-256 are the last 65 bytes of its SPKI. */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }).subarray(-65))
    .digest();
}

function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const size = body.length;
  const head = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.of(tag, ...head), body]);
}

function sequence(...content: readonly Buffer[]): Buffer {
  return der(0x30, ...content);
}

function boolean(value: boolean): Buffer {
  return der(0x01, Buffer.of(value ? 0xff : 0));
}

/** Takes the big-endian bytes of a number whose top bit is clear (else it would read as negative). */
function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes);
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = rest.flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return der(0x06, Buffer.of(first * 40 + second, ...bytes));
}

function commonName(name: string): Buffer {
  return sequence(der(0x31, sequence(objectId('2.5.4.3'), der(0x0c, Buffer.from(name)))));
}

/** UTCTime up to 2049, GeneralizedTime after: DER allows no choice. */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  const late = digits >= '2050';
  return der(late ? 0x18 : 0x17, Buffer.from(late ? digits : digits.slice(2)));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectId(id), ...(critical ? [boolean(true)] : []), der(0x04, value));
}

function dnsName(name: string): Buffer {
  return der(0x82, Buffer.from(name));
}

function ipName(...bytes: readonly number[]): Buffer {
  return der(0x87, Buffer.from(bytes));
}
