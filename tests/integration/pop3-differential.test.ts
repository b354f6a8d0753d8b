import Pop3Command from 'node-pop3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Pop3Client } from '../../electron/engine/receiving/sources/pop3/client.ts';
import { createPop3Source } from '../../electron/engine/receiving/sources/pop3/source.ts';
import {
  defaultTimeouts,
  type ConnectionSettings,
  type FetchOutcome,
  type ListedMessage,
  type MailSource,
} from '../../electron/engine/receiving/source.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';

/**
 * Our POP3 client and node-pop3 against a real Dovecot. Where node-pop3 is right they must agree; where it is
 * wrong its faults are written down, so that a version without them is noticed.
 */

const line = (text: string): Buffer => Buffer.from(`${text}\r\n`, 'latin1');

/** As a server stores and sends them: every line end CRLF. */
const messages = {
  plain: Buffer.concat([line('Subject: plain'), line(''), line('hello')]),
  dots: Buffer.concat([
    line('Subject: dots'),
    line(''),
    ...['.', '..', '...', '.hidden', 'The price is 5', '.50 EUR', '.', ''].map(line),
  ]),
  latin1: Buffer.concat([
    line('Subject: Gr\xfc\xdfe'),
    line(''),
    line('\xe4\xf6\xfc \xa4 \xff\xfe'),
    line(''),
  ]),
  emptyBody: Buffer.concat([line('Subject: nothing'), line('')]),
  eightBit5MB: Buffer.concat([
    line('Subject: large'),
    line(''),
    ...Array.from({ length: 70_000 }, (_, row) =>
      line(`${row % 9 === 0 ? '.' : ''}${String.fromCharCode(160 + (row % 90)).repeat(68)}${row}`),
    ),
  ]),
};
const sources = Object.values(messages);

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot();
  dovecot.fill(
    'u1',
    sources.map((bytes) => ({ bytes })),
  );
}, 60_000);

afterAll(() => dovecot?.stop());

function settings(user: string, encryption: ConnectionSettings['encryption'] = 'tls'): ConnectionSettings {
  return {
    host: 'localhost',
    port: encryption === 'tls' ? dovecot.ports.pop3s : dovecot.ports.pop3,
    encryption,
    user,
    auth: { kind: 'password', secret: 'pw' },
    trust: { ca: dovecot.authority.certificate },
    timeouts: defaultTimeouts,
  };
}

function nodePop3(user: string): Pop3Command {
  return new Pop3Command({
    user,
    password: 'pw',
    host: 'localhost',
    port: dovecot.ports.pop3s,
    tls: true,
    tlsOptions: { ca: dovecot.authority.certificate },
  });
}

async function withClient<T>(user: string, use: (client: Pop3Client) => Promise<T>): Promise<T> {
  const client = new Pop3Client(settings(user));
  try {
    await client.connect();
    await client.login();
    const result = await use(client);
    await client.quit();
    return result;
  } finally {
    client.destroy();
  }
}

async function withNodePop3<T>(user: string, use: (client: Pop3Command) => Promise<T>): Promise<T> {
  const client = nodePop3(user);
  const result = await use(client);
  await client.QUIT();
  return result;
}

async function sourcesFrom(outcomes: AsyncIterable<FetchOutcome>): Promise<Buffer[]> {
  const fetched: Buffer[] = [];
  for await (const outcome of outcomes) {
    if (!('source' in outcome)) throw new Error(`message ${outcome.message.ref} was not fetched`);
    fetched.push(outcome.source);
  }
  return fetched;
}

function pick(listed: readonly ListedMessage[], ref: number): ListedMessage {
  const found = listed.find((message) => message.ref === ref);
  if (found === undefined) throw new Error(`message ${ref} is not listed`);
  return found;
}

/** Compared by content, but without printing megabytes when they differ. */
function expectSame(actual: readonly Buffer[], expected: readonly Buffer[]): void {
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  expect(actual.map((bytes, index) => expected[index]?.equals(bytes))).toEqual(expected.map(() => true));
}

describe('where node-pop3 is right, both agree', () => {
  test.each(['u1', 'u2'])('on STAT, LIST and UIDL of %s', async (user) => {
    const ours = await withClient(user, async (client) => ({
      stat: await client.stat(),
      sizes: await client.list(),
      ids: await client.uidl(),
    }));
    const theirs = await withNodePop3(user, async (client) => ({
      stat: await client.STAT(),
      sizes: await client.LIST(),
      ids: await client.UIDL(),
    }));
    expect(`${ours.stat.count} ${ours.stat.sizeBytes}`).toBe(theirs.stat);
    expect([...ours.sizes].map(([number, size]) => [`${number}`, `${size}`])).toEqual(theirs.sizes);
    expect([...(ours.ids ?? [])].map(([number, id]) => [`${number}`, id])).toEqual(theirs.ids);
  });

  test('on a plain message, but for its last line end', async () => {
    const theirs = await withNodePop3('u1', (client) => client.RETR(1));
    expect(`${theirs}\r\n`).toBe(messages.plain.toString());
  });
});

describe('what node-pop3 0.11 still does wrong (when one of these fails, look at the new version)', () => {
  const retrieve = (number: number): Promise<string> => withNodePop3('u1', (client) => client.RETR(number));

  test('the last line end is lost', async () => {
    expect(Buffer.from(await retrieve(1))).toHaveLength(messages.plain.length - 2);
  });

  test('dot-stuffing is not undone', async () => {
    expect(await retrieve(2)).toContain('\r\n..hidden\r\n');
  });

  test('8-bit bytes become replacement characters', async () => {
    expect(await retrieve(3)).toContain('Gr\ufffd\ufffde');
  });

  test('5 MB of 8-bit text do not come back as 5 MB', async () => {
    const text = await retrieve(5);
    expect(Buffer.byteLength(text)).toBeGreaterThan(messages.eightBit5MB.length * 1.5);
  }, 60_000);
});

describe('our source, from a real server', () => {
  test.each(['tls', 'starttls', 'none'] as const)(
    'gives every message byte for byte (%s)',
    async (encryption) => {
      const source = createPop3Source(settings('u1', encryption));
      expect(await source.open()).toMatchObject({ messageCount: sources.length });
      const listed = await source.list();
      expect(listed.map(({ sizeBytes }) => sizeBytes)).toEqual(sources.map(({ length }) => length));
      expectSame(await sourcesFrom(source.fetch(listed)), sources);
      await source.finish();
    },
  );

  test('gives the header section alone', async () => {
    await withSource('u1', async (source) => {
      const large = pick(await source.list(), 5);
      const header = (await source.fetchHeaders([large])).get(large.ref);
      expect(header?.toString()).toBe('Subject: large\r\n\r\n');
    });
  });

  test('gives a large mailbox in order, pipelined', async () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      Buffer.concat([
        line(`Subject: ${index}`),
        line(''),
        line('.'.repeat(index % 7)),
        line('x'.repeat(index * 13)),
      ]),
    );
    dovecot.fill(
      'u3',
      many.map((bytes) => ({ bytes })),
    );
    await withClient('u3', async (client) => expect(client.capabilities?.has('PIPELINING')).toBe(true));
    await withSource('u3', async (source) => {
      expectSame(await sourcesFrom(source.fetch(await source.list())), many);
    });
  });

  test('removes exactly what it was asked to, at the end of the session', async () => {
    dovecot.fill('u4', [{ bytes: messages.plain }, { bytes: messages.dots }, { bytes: messages.latin1 }]);
    const source = createPop3Source(settings('u4'));
    await source.open();
    const listed = await source.list();
    const [first, second, third] = [pick(listed, 1), pick(listed, 2), pick(listed, 3)];
    expect(await source.remove([first, third])).toEqual({ removed: [], left: [] });
    // Already marked: refused, and the others stay marked.
    expect(await source.remove([first])).toMatchObject({ left: [{ error: { code: 'remove.refused' } }] });
    expect(dovecot.count('u4')).toBe(3);
    expect(await source.finish()).toEqual({ removed: [first, third], left: [] });
    expectSame(dovecot.messages('u4'), [messages.dots]);
    await withSource('u4', async (again) => {
      expect(await again.list()).toEqual([{ ...second, ref: 1 }]);
    });
  });

  test('leaves everything when aborted after removals were asked for', async () => {
    dovecot.fill('u5', [{ bytes: messages.plain }, { bytes: messages.dots }]);
    const source = createPop3Source(settings('u5'));
    await source.open();
    const before = await source.list();
    await source.remove(before);
    source.abort();
    await withSource('u5', async (again) => expect(await again.list()).toEqual(before));
    expect(dovecot.count('u5')).toBe(2);
  });

  test('sees a message that arrives during a session in the next one', async () => {
    dovecot.fill('u6', [{ bytes: messages.plain }]);
    await withSource('u6', async (source) => {
      dovecot.fill('u6', [{ bytes: messages.dots }]);
      expect(await source.list()).toHaveLength(1);
    });
    await withSource('u6', async (source) => expect(await source.list()).toHaveLength(2));
  });

  test('reports a message number the server does not have', async () => {
    await withSource('u1', async (source) => {
      const stranger = { ref: 99, serverKey: undefined, sizeBytes: 1 };
      const known = pick(await source.list(), 1);
      const outcomes: FetchOutcome[] = [];
      for await (const outcome of source.fetch([stranger, known])) outcomes.push(outcome);
      expect(outcomes).toMatchObject([{ error: { code: 'fetch.refused' } }, { source: messages.plain }]);
    });
  });

  test('tells a refused login from an unknown authority', async () => {
    await expect(
      createPop3Source({ ...settings('u1'), auth: { kind: 'password', secret: 'wrong' } }).open(),
    ).rejects.toMatchObject({
      code: 'login.refused',
      stage: 'login',
    });
    const distrusting = createPop3Source({ ...settings('u1'), trust: {} });
    await expect(distrusting.open()).rejects.toMatchObject({ code: 'tls.unknownIssuer' });
  });
});

async function withSource(user: string, use: (source: MailSource) => Promise<void>): Promise<void> {
  const source = createPop3Source(settings(user));
  try {
    await source.open();
    await use(source);
    await source.finish();
  } finally {
    source.abort();
  }
}
