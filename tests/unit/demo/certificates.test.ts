import { X509Certificate } from 'node:crypto';
import { type AddressInfo, connect as connectPlain } from 'node:net';
import { connect, createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDemoCertificates } from '../../../electron/demo/certificates.ts';

const day = 24 * 60 * 60 * 1000;
const certificates = createDemoCertificates(Date.now());
let server: Server;

beforeAll(async () => {
  server = createServer({ cert: certificates.cert, key: certificates.key }, (socket) => socket.end('ready'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => server.close());

/** Connects with full verification; resolves with the code of the error, or undefined if all is well. */
function handshake(ca: string | undefined, servername: string): Promise<string | undefined> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    // `servername` may not be an address, and only `host` is checked then; the transport is the same anyhow.
    const socket = connect(
      { socket: connectPlain(port, '127.0.0.1'), host: servername, ...(ca === undefined ? {} : { ca }) },
      () => {
        expect(socket.authorized).toBe(true);
        socket.destroy();
        resolve(undefined);
      },
    );
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
}

describe('the demo certificates', () => {
  test.each(['localhost', '127.0.0.1', '::1'])('are accepted for %s with the authority', async (name) => {
    expect(await handshake(certificates.ca, name)).toBeUndefined();
  });

  test('are refused without the authority', async () => {
    expect(await handshake(undefined, 'localhost')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  test('are refused with the authority of another start', async () => {
    const other = createDemoCertificates(Date.now());
    // Same name, other key: the signature must be what decides.
    expect(await handshake(other.ca, 'localhost')).toMatch(
      /UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_SIGNATURE_FAILURE/,
    );
  });

  test('are refused for any other name', async () => {
    expect(await handshake(certificates.ca, 'mail.example.com')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await handshake(certificates.ca, '127.0.0.2')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('are issued as they claim, for 30 days', () => {
    const now = Date.UTC(2026, 2, 1, 12);
    const made = createDemoCertificates(now);
    const [ca, cert] = [new X509Certificate(made.ca), new X509Certificate(made.cert)];
    expect([ca.ca, cert.ca]).toEqual([true, false]);
    expect(cert.checkIssued(ca)).toBe(true);
    expect(cert.verify(ca.publicKey)).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(cert.validToDate.getTime()).toBe(now + 30 * day);
    expect(cert.validFromDate.getTime()).toBe(now - day / 24);
    expect(cert.subjectAltName).toContain('IP Address:127.0.0.1');
  });

  test('are dated right beyond 2050, where DER changes the form', () => {
    const now = Date.UTC(2049, 11, 20);
    const cert = new X509Certificate(createDemoCertificates(now).cert);
    expect(cert.validFromDate.getTime()).toBe(now - day / 24);
    expect(cert.validToDate.getTime()).toBe(now + 30 * day);
  });
});
