import net from 'node:net';
import { MailroomError, type ErrorCode } from '../../../shared/errors.ts';
import { asciiHost } from '../tls-trust.ts';
import type { Proxy } from './endpoint.ts';
import { SocketReader } from './socket-reader.ts';

/** Where the tunnel leads. */
interface Destination {
  readonly host: string;
  readonly port: number;
}

const MAX_HEADER_LINE_BYTES = 8 * 1024;
const MAX_HEADER_LINES = 100;

/**
 * Asks the proxy at the other end of `socket` for a way to the destination. When this resolves, the socket
 * leads there, and everything that came behind the proxy's answer is still in it.
 *
 * @throws MailroomError `proxy.refused`, or `connect.*` when the proxy says that the destination is the trouble
 */
export async function tunnel(socket: net.Socket, proxy: Proxy, destination: Destination): Promise<void> {
  const reader = new SocketReader(socket);
  try {
    if (proxy.kind === 'socks5') await socks5(socket, reader, proxy, destination);
    else await httpConnect(socket, reader, proxy, destination);
  } finally {
    reader.release();
  }
}

/** `host:port`, an IPv6 address in brackets. */
export function authority(host: string, port: number): string {
  return net.isIPv6(host) ? `[${host}]:${port}` : `${asciiHost(host)}:${port}`;
}

/** The words of a failure on the way through a proxy. */
export function proxyFailure(
  code: ErrorCode,
  proxy: Proxy,
  { host, port }: Destination,
  detail: string,
  cause?: unknown,
): MailroomError {
  const transient = code !== 'proxy.refused';
  const params = { host, port, proxy: authority(proxy.host, proxy.port) };
  return new MailroomError(code, 'connect', { params, detail, transient, cause });
}

/** RFC 1928 section 6, and what it means when it is not about the proxy. */
const replies: Readonly<Record<number, readonly [string, ErrorCode]>> = {
  1: ['general failure', 'proxy.refused'],
  2: ['not allowed by ruleset', 'proxy.refused'],
  3: ['network unreachable', 'connect.unreachable'],
  4: ['host unreachable', 'connect.unreachable'],
  5: ['connection refused', 'connect.refused'],
  6: ['TTL expired', 'connect.unreachable'],
  7: ['command not supported', 'proxy.refused'],
  8: ['address type not supported', 'proxy.refused'],
};

const NO_AUTHENTICATION = 0;
const USER_AND_PASSWORD = 2;

/** RFC 1928; user and password: RFC 1929. */
async function socks5(
  socket: net.Socket,
  reader: SocketReader,
  proxy: Proxy,
  destination: Destination,
): Promise<void> {
  const refuse = (detail: string, code: ErrorCode = 'proxy.refused'): MailroomError =>
    proxyFailure(code, proxy, destination, `SOCKS5: ${detail}`);
  const methods = proxy.user === undefined ? [NO_AUTHENTICATION] : [NO_AUTHENTICATION, USER_AND_PASSWORD];
  socket.write(Buffer.from([5, methods.length, ...methods]));
  const [version, method] = await reader.bytes(2);
  if (version !== 5) throw refuse('not a SOCKS5 proxy');
  if (method === USER_AND_PASSWORD && proxy.user !== undefined) {
    const [user, password] = [Buffer.from(proxy.user), Buffer.from(proxy.password ?? '')];
    socket.write(
      Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]),
    );
    const [, status] = await reader.bytes(2);
    if (status !== 0) throw refuse('user name or password refused');
  } else if (method !== NO_AUTHENTICATION) {
    throw refuse('no acceptable authentication method');
  }
  const port = Buffer.alloc(2);
  port.writeUInt16BE(destination.port);
  socket.write(Buffer.concat([Buffer.from([5, 1, 0]), socksAddress(destination.host), port]));
  const [, reply = 1, , type] = await reader.bytes(4);
  const [words, code] = replies[reply] ?? [`reply ${reply}`, 'proxy.refused' as const];
  if (reply !== 0) throw refuse(words, code);
  // The address the proxy uses is of no interest, but it is in the way.
  const length = type === 1 ? 4 : type === 4 ? 16 : ((await reader.bytes(1))[0] ?? 0);
  await reader.bytes(length + 2);
}

function socksAddress(host: string): Buffer {
  if (net.isIPv4(host)) return Buffer.from([1, ...host.split('.').map(Number)]);
  if (net.isIPv6(host)) return Buffer.concat([Buffer.from([4]), ipv6Bytes(host)]);
  const name = Buffer.from(asciiHost(host));
  return Buffer.concat([Buffer.from([3, name.length]), name]);
}

function ipv6Bytes(address: string): Buffer {
  // A URL writes every IPv6 address the same way: groups in hexadecimal, one "::" at most.
  const written = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = written.split('::');
  const groups = (text = ''): string[] => (text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail)];
  const zeros = Array<string>(8 - first.length - last.length).fill('0');
  return Buffer.from([...first, ...zeros, ...last].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** RFC 9110 section 9.3.6; user and password: RFC 7617. */
async function httpConnect(
  socket: net.Socket,
  reader: SocketReader,
  proxy: Proxy,
  destination: Destination,
): Promise<void> {
  const target = authority(destination.host, destination.port);
  const credentials = Buffer.from(`${proxy.user ?? ''}:${proxy.password ?? ''}`).toString('base64');
  const authorization = proxy.user === undefined ? '' : `Proxy-Authorization: Basic ${credentials}\r\n`;
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`);
  const status = await reader.line(MAX_HEADER_LINE_BYTES);
  const refuse = (detail: string): MailroomError => proxyFailure('proxy.refused', proxy, destination, detail);
  if (!status.startsWith('HTTP/')) throw refuse('not an HTTP proxy');
  if (!/^HTTP\/\S+ 2\d\d/.test(status)) throw refuse(status);
  for (let count = 0; (await reader.line(MAX_HEADER_LINE_BYTES)) !== ''; count++) {
    if (count === MAX_HEADER_LINES) throw refuse('endless header');
  }
}
