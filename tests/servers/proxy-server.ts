import { once } from 'node:events';
import net from 'node:net';

/** Proxies as they stand in companies: they let a client through to a server whose name only they know. */

export interface ProxyOptions {
  readonly kind: 'socks5' | 'http';
  /** Without these it asks nobody who he is. */
  readonly user?: string;
  readonly password?: string;
  /** Addresses of the names it knows; others are refused. An IP address leads to itself. */
  readonly names?: Readonly<Record<string, string>>;
  /** Says nothing at all. */
  readonly silent?: boolean;
}

export interface ProxyServer extends AsyncDisposable {
  readonly kind: 'socks5' | 'http';
  readonly host: string;
  readonly port: number;
  /** What clients asked for, `host:port`, the oldest first. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** What a client asked for, and how it is told what became of it. */
interface Request {
  readonly host: string;
  readonly port: number;
  answer(outcome: 'connected' | 'unknown' | 'refused'): void;
}

/** Starts a SOCKS5 (RFC 1928, 1929) or CONNECT (RFC 9110) proxy on 127.0.0.1. */
export async function startProxy(options: ProxyOptions): Promise<ProxyServer> {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const keep = (socket: net.Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  const server = net.createServer({ noDelay: true }, (client) => {
    keep(client);
    if (options.silent !== true) void serve(client).catch(() => client.destroy());
  });

  async function serve(client: net.Socket): Promise<void> {
    const request = await (options.kind === 'socks5' ? socks5 : connectMethod)(client, options);
    if (request === undefined) return;
    const { host, port, answer } = request;
    asked.push(`${host}:${port}`);
    const address = options.names?.[host] ?? (net.isIP(host) === 0 ? undefined : host);
    if (address === undefined) {
      answer('unknown');
      client.end();
      return;
    }
    const upstream = net.connect({ host: address, port, noDelay: true });
    keep(upstream);
    upstream.once('error', () => {
      answer('refused');
      client.end();
    });
    await once(upstream, 'connect');
    answer('connected');
    client.pipe(upstream).pipe(client);
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  const { port } = server.address() as net.AddressInfo;
  return { kind: options.kind, host: '127.0.0.1', port, asked, stop, [Symbol.asyncDispose]: stop };
}

async function socks5(client: net.Socket, options: ProxyOptions): Promise<Request | undefined> {
  const take = taker(client);
  const [, count = 0] = await take(2);
  const methods = [...(await take(count))];
  const wanted = options.user === undefined ? 0 : 2;
  if (!methods.includes(wanted)) {
    client.end(Buffer.from([5, 0xff]));
    return undefined;
  }
  client.write(Buffer.from([5, wanted]));
  if (wanted === 2) {
    const user = String(await take((await take(2))[1] ?? 0));
    const password = String(await take((await take(1))[0] ?? 0));
    const right = user === options.user && password === options.password;
    client.write(Buffer.from([1, right ? 0 : 1]));
    if (!right) return undefined;
  }
  const [, , , type] = await take(4);
  const address = await take(type === 1 ? 4 : type === 4 ? 16 : ((await take(1))[0] ?? 0));
  const port = (await take(2)).readUInt16BE();
  const groups = address.toString('hex').match(/.{4}/g)?.join(':') ?? '';
  const host =
    type === 1
      ? address.join('.')
      : type === 4
        ? new URL(`http://[${groups}]`).hostname.slice(1, -1)
        : String(address);
  const replies = { connected: 0, unknown: 4, refused: 5 };
  // The address it uses as a name, which clients have to skip as well.
  const answer: Request['answer'] = (outcome) =>
    void client.write(Buffer.from([5, replies[outcome], 0, 3, 2, 0x61, 0x62, 0, 0]));
  return { host, port, answer };
}

async function connectMethod(client: net.Socket, options: ProxyOptions): Promise<Request | undefined> {
  const take = taker(client);
  let head = '';
  while (!head.endsWith('\r\n\r\n')) head += String(await take(1));
  const [, host = '', port = ''] = /^CONNECT \[?([^\s\]]+?)\]?:(\d+) HTTP\/1\.1\r\n/.exec(head) ?? [];
  const credentials = Buffer.from(`${options.user}:${options.password}`).toString('base64');
  if (options.user !== undefined && !head.includes(`\r\nProxy-Authorization: Basic ${credentials}\r\n`)) {
    client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n');
    return undefined;
  }
  const statuses = {
    connected: '200 Connection established\r\nVia: test',
    unknown: '403 Forbidden',
    refused: '502 Bad Gateway',
  };
  return {
    host,
    port: Number(port),
    answer: (outcome) => void client.write(`HTTP/1.1 ${statuses[outcome]}\r\n\r\n`),
  };
}

/** Reads exactly as many bytes as asked for. */
function taker(socket: net.Socket): (length: number) => Promise<Buffer> {
  return async (length) => {
    for (;;) {
      if (length === 0) return Buffer.alloc(0);
      const read: Buffer | null = socket.read(length);
      if (read !== null) return read;
      if (socket.destroyed || socket.readableEnded) throw new Error('the client went away');
      await Promise.race([once(socket, 'readable'), once(socket, 'close'), once(socket, 'end')]);
    }
  };
}
