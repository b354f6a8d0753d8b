import { describe, expect, it } from 'vitest';
import type { Proxy } from '../../../electron/engine/connection/endpoint.ts';
import { instantCertificate } from '../../servers/instant-certificate.ts';
import type { ProxyServer } from '../../servers/proxy-server.ts';
import { encryptions, heard, pinOf, protocols, proxyFor, serve, serveWith, signIn } from './support.ts';

const certificate = instantCertificate();
/** Only the proxies of this file know it. */
const HOST = 'mail.internal.example';
const names = { [HOST]: '127.0.0.1' };
const credentials = { user: 'office', password: 'proxy-canary:%20"' };
const kinds = ['socks5', 'http'] as const;

const through =
  (proxy: ProxyServer, changes: Partial<Proxy> = {}) =>
  async (): Promise<Proxy> => ({
    kind: proxy.kind,
    host: proxy.host,
    port: proxy.port,
    ...changes,
  });

describe.each(kinds)('through a proxy of the kind %s', (kind) => {
  it.each(
    protocols.flatMap((protocol) =>
      [...encryptions, 'none' as const].map((encryption) => [protocol, encryption] as const),
    ),
  )('%s with %s reaches a server that only the proxy can find', async (protocol, encryption) => {
    const server = await serveWith(protocol, encryption, certificate);
    const proxy = await proxyFor({ kind, names });
    const client = { protocol, encryption, host: HOST, port: server.port, trust: pinOf(certificate) };
    await signIn({ ...client, proxy: through(proxy) });
    expect(proxy.asked).toEqual([`${HOST}:${server.port}`]);
    await expect(signIn(client)).rejects.toMatchObject({ stage: 'dns' });
  });

  it('signs in to the proxy', async () => {
    const server = await serveWith('pop3', 'none', certificate);
    const proxy = await proxyFor({ kind, names, ...credentials });
    const client = { protocol: 'pop3', encryption: 'none', host: HOST, port: server.port } as const;
    await signIn({ ...client, proxy: through(proxy, credentials) });
    for (const wrong of [{}, { ...credentials, password: 'no' }]) {
      const failure = signIn({ ...client, proxy: through(proxy, wrong) });
      await expect(failure).rejects.toMatchObject({
        code: 'proxy.refused',
        stage: 'connect',
        params: { host: HOST, port: server.port, proxy: `127.0.0.1:${proxy.port}` },
      });
    }
    expect(proxy.asked).toHaveLength(1);
  });

  it.each(['127.0.0.1', '::1'])('asks for the address %s as it is', async (host) => {
    const server = await serveWith('imap4', 'none', certificate, { host });
    const proxy = await proxyFor({ kind });
    await signIn({ protocol: 'imap4', encryption: 'none', host, port: server.port, proxy: through(proxy) });
    expect(proxy.asked).toEqual([`${host}:${server.port}`]);
  });

  it('asks for an international name in ASCII', async () => {
    const server = await serveWith('smtp', 'none', certificate);
    const proxy = await proxyFor({ kind, names: { 'xn--bro-hoa.example': '127.0.0.1' } });
    await signIn({
      protocol: 'smtp',
      encryption: 'none',
      host: 'büro.example',
      port: server.port,
      proxy: through(proxy),
    });
    expect(proxy.asked).toEqual([`xn--bro-hoa.example:${server.port}`]);
  });

  it('names the proxy that can not be reached', async () => {
    const proxy = await proxyFor({ kind });
    await proxy.stop();
    const failure = signIn({
      protocol: 'imap4',
      encryption: 'tls',
      host: HOST,
      port: 993,
      proxy: through(proxy),
    });
    await expect(failure).rejects.toMatchObject({
      code: 'proxy.unreachable',
      transient: true,
      params: { proxy: `127.0.0.1:${proxy.port}`, host: HOST },
      detail: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('names the proxy whose own name is unknown', async () => {
    const proxy = async (): Promise<Proxy> => ({ kind, host: 'no-such-proxy.invalid', port: 1080 });
    const failure = signIn({ protocol: 'pop3', encryption: 'tls', host: HOST, port: 995, proxy });
    await expect(failure).rejects.toMatchObject({
      code: 'proxy.unreachable',
      params: { proxy: 'no-such-proxy.invalid:1080' },
    });
  });

  it('does not wait for ever for a proxy that says nothing', async () => {
    const proxy = await proxyFor({ kind, silent: true });
    const timeouts = { connectMs: 200 };
    const failure = signIn({
      protocol: 'smtp',
      encryption: 'tls',
      host: HOST,
      port: 465,
      proxy: through(proxy),
      timeouts,
    });
    await expect(failure).rejects.toMatchObject({ code: 'proxy.unreachable', detail: 'no answer in time' });
  });

  it('takes another service for no proxy', async () => {
    const server = await serve(async (connection) => {
      await connection.send('220 mail.example ESMTP\r\n');
      await connection.stall();
    });
    const proxy = async (): Promise<Proxy> => ({ kind, host: server.host, port: server.port });
    const failure = signIn({ protocol: 'smtp', encryption: 'none', host: HOST, port: 587, proxy });
    await expect(failure).rejects.toMatchObject({
      code: 'proxy.refused',
      detail: expect.stringContaining('not a'),
    });
    expect(heard(server)).not.toContain('EHLO');
  });

  it('is asked anew at every connection', async () => {
    const server = await serveWith('imap4', 'none', certificate);
    const proxy = await proxyFor({ kind, names: { localhost: '127.0.0.1' } });
    let current: Proxy | undefined = await through(proxy)();
    const client = {
      protocol: 'imap4',
      encryption: 'none',
      port: server.port,
      proxy: async () => current,
    } as const;
    await signIn(client);
    current = undefined;
    await signIn(client);
    expect(proxy.asked).toHaveLength(1);
    expect(server.connections).toHaveLength(2);
  });
});

it('SOCKS5 tells a server that refuses from a proxy that does', async () => {
  const server = await serveWith('imap4', 'none', certificate);
  const proxy = await proxyFor({ kind: 'socks5', names });
  await server.stop();
  const client = { protocol: 'imap4', encryption: 'none', port: server.port, proxy: through(proxy) } as const;
  await expect(signIn({ ...client, host: HOST })).rejects.toMatchObject({
    code: 'connect.refused',
    params: { host: HOST },
  });
  await expect(signIn({ ...client, host: 'elsewhere.example' })).rejects.toMatchObject({
    code: 'connect.unreachable',
  });
});

it('HTTP shows the words of the proxy', async () => {
  const proxy = await proxyFor({ kind: 'http' });
  const failure = signIn({
    protocol: 'imap4',
    encryption: 'none',
    host: HOST,
    port: 143,
    proxy: through(proxy),
  });
  await expect(failure).rejects.toMatchObject({ code: 'proxy.refused', detail: 'HTTP/1.1 403 Forbidden' });
});
