import { createMemorySecrets } from '../../../electron/engine/secrets/memory.ts';
import { secretKey } from '../../../electron/engine/secrets/keys.ts';
import { createDeliverer, type Deliverer } from '../../../electron/engine/sending/deliver.ts';
import type { OutgoingMessage } from '../../../electron/engine/sending/transport.ts';
import type { Database } from '../../../electron/engine/store/database.ts';
import {
  findOutboxEntry,
  insertOutboxEntry,
  outboxHistory,
  type NewOutboxEntry,
} from '../../../electron/engine/store/outbox.ts';
import { saveOutgoingAccount } from '../../../electron/engine/store/outgoing-accounts.ts';
import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { scriptedTransport, type TransportScript } from '../../support/scripted-transport.ts';
import { outgoingAccount, silentLogger, temporaryDatabase } from '../../support/store.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export interface DeliveryBench {
  readonly database: Database;
  readonly clock: FakeClock;
  /** What the servers were given, in order: the account and the recipients. */
  readonly sent: string[];
  /** `open`, `quit` and `close`, with the account. */
  readonly connections: string[];
  /** The script of an account's server; may be exchanged while it runs. */
  readonly scripts: Map<string, TransportScript>;
  readonly secrets: ReturnType<typeof createMemorySecrets>;
  account(changes?: Partial<OutgoingAccount>): Promise<void>;
  queue(id: string, changes?: Partial<NewOutboxEntry>): void;
  entry(id: string): OutboxEntry | undefined;
  states(...ids: readonly string[]): (string | undefined)[];
  history(id: string): ReturnType<typeof outboxHistory>;
  start(): Deliverer;
}

/** An outbox and deliverers on it whose servers do what the scripts say. There is one account, `out-1`. */
export async function deliveryBench(script: TransportScript = {}): Promise<DeliveryBench> {
  const database = temporaryDatabase();
  const clock = createFakeClock();
  const secrets = createMemorySecrets();
  const sent: string[] = [];
  const connections: string[] = [];
  const scripts = new Map([['smtp.example.com', script]]);
  let messages = 0;

  async function account(changes: Partial<OutgoingAccount> = {}): Promise<void> {
    const full = outgoingAccount(changes);
    saveOutgoingAccount(database, full);
    await secrets.set(secretKey('outgoing', full.id), 'pw');
  }
  await account();

  return {
    database,
    clock,
    sent,
    connections,
    scripts,
    secrets,
    account,
    queue(id, changes = {}) {
      insertOutboxEntry(database, {
        id,
        state: 'queued',
        accountId: 'out-1',
        accountName: 'Sending',
        why: 'default',
        steps: [],
        automatic: false,
        sentCopy: false,
        sender: 'support@example.com',
        recipients: [{ address: `${id}@example.com`, kind: 'to' }],
        subject: 'Hello',
        messageId: `<${++messages}@example.com>`,
        source: Buffer.from(`source of ${id}`),
        charsetFallback: false,
        createdAt: clock.now(),
        ...changes,
      });
    },
    entry: (id) => findOutboxEntry(database, id),
    states: (...ids) => ids.map((id) => findOutboxEntry(database, id)?.state),
    history: (id) => outboxHistory(database, id),
    start: () =>
      createDeliverer({
        database,
        secrets,
        clock,
        logger: silentLogger,
        onChange() {},
        createTransport({ host }) {
          const current = scripts.get(host) ?? {};
          return scriptedTransport({
            ...current,
            async onOpen() {
              connections.push(`open ${host}`);
              await current.onOpen?.();
            },
            async onSend(message: OutgoingMessage) {
              sent.push(message.recipients.join(' '));
              await current.onSend?.(message);
            },
            onQuit: () => void connections.push(`quit ${host}`),
          });
        },
      }),
  };
}
