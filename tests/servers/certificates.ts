// Certificates for test servers, made by the openssl program (EC keys, P-256).
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DAY_MS = 24 * 3600_000;

/** A certificate with its private key, as PEM text and as files. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** A certificate authority: give `certificate` to clients that shall trust it. */
export interface Authority extends Certificate {
  readonly dir: string;
}

export interface CertificateOptions {
  /** DNS names; the first one (else the first address) becomes the common name. Default: localhost. */
  readonly names?: readonly string[];
  /** IP addresses. Default: 127.0.0.1, unless names are given. */
  readonly ips?: readonly string[];
  /** Default: a day ago. */
  readonly notBefore?: Date;
  /** Default: 30 days from now. A date in the past makes an expired certificate. */
  readonly notAfter?: Date;
}

/** Makes an authority in a new folder below `dir`. */
export async function createAuthority(dir: string, commonName = 'Mailroom Test CA'): Promise<Authority> {
  const folder = await newFolder(dir, 'authority-');
  const extensions = 'basicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n';
  return { ...(await sign(folder, commonName, extensions, {})), dir: folder };
}

/** A server certificate signed by `authority`, for localhost and 127.0.0.1 unless told otherwise. */
export function issueCertificate(
  authority: Authority,
  options: CertificateOptions = {},
): Promise<Certificate> {
  return serverCertificate(authority.dir, options, authority);
}

/** A server certificate that nobody vouches for, in a new folder below `dir`. */
export function selfSigned(dir: string, options: CertificateOptions = {}): Promise<Certificate> {
  return serverCertificate(dir, options);
}

async function serverCertificate(
  dir: string,
  options: CertificateOptions,
  issuer?: Authority,
): Promise<Certificate> {
  const names = options.names ?? (options.ips ? [] : ['localhost']);
  const ips = options.ips ?? (options.names ? [] : ['127.0.0.1']);
  const commonName = names[0] ?? ips[0] ?? 'nobody';
  const alternatives = [...names.map((name) => `DNS:${name}`), ...ips.map((ip) => `IP:${ip}`)].join(',');
  const extensions =
    'basicConstraints = critical,CA:FALSE\nextendedKeyUsage = serverAuth\n' +
    (alternatives ? `subjectAltName = ${alternatives}\n` : '');
  return sign(await newFolder(dir, 'server-'), commonName, extensions, options, issuer);
}

/** `openssl ca`, since `req` and `x509` of OpenSSL 3.0 cannot set both dates. Without an issuer it signs itself. */
async function sign(
  dir: string,
  commonName: string,
  extensions: string,
  options: CertificateOptions,
  issuer?: Authority,
): Promise<Certificate> {
  const file = (name: string): string => join(dir, name);
  const keyFile = file('key.pem');
  const certificateFile = file('certificate.pem');
  await writeFile(file('index.txt'), '');
  await writeFile(file('openssl.cnf'), configuration(dir, extensions));
  const request = [
    ['req', '-new', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
    ['-config', file('openssl.cnf'), '-subj', `/CN=${commonName}`],
    ['-keyout', keyFile, '-out', file('request.pem')],
  ];
  const signature = [
    ['ca', '-batch', '-notext', '-config', file('openssl.cnf'), '-extensions', 'wanted'],
    issuer
      ? ['-cert', issuer.certificateFile, '-keyfile', issuer.keyFile]
      : ['-selfsign', '-keyfile', keyFile],
    ['-startdate', asn1Time(options.notBefore ?? new Date(Date.now() - DAY_MS))],
    ['-enddate', asn1Time(options.notAfter ?? new Date(Date.now() + 30 * DAY_MS))],
    ['-in', file('request.pem'), '-out', certificateFile],
  ];
  await run('openssl', request.flat());
  await run('openssl', signature.flat());
  const [certificate, key] = await Promise.all([
    readFile(certificateFile, 'utf8'),
    readFile(keyFile, 'utf8'),
  ]);
  return { certificate, key, certificateFile, keyFile };
}

function configuration(dir: string, extensions: string): string {
  return `[req]
distinguished_name = name
[name]
[ca]
default_ca = this
[this]
new_certs_dir = ${dir}
database = ${join(dir, 'index.txt')}
default_md = sha256
policy = policy
rand_serial = yes
unique_subject = no
[policy]
commonName = supplied
[wanted]
subjectKeyIdentifier = hash
${extensions}`;
}

async function newFolder(dir: string, prefix: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  return mkdtemp(join(dir, prefix));
}

function asn1Time(date: Date): string {
  return `${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
}
