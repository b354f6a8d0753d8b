import { onTestFinished } from 'vitest';
import { createEngine, type Engine, type EngineAdapters } from '../../../electron/engine/engine.ts';
import type { Logger, SecretStore } from '../../../electron/engine/ports.ts';
import { createMemorySecrets } from '../../../electron/engine/secrets/memory.ts';
import {
  incomingAccountInputSchema,
  type IncomingAccountInput,
} from '../../../shared/domain/incoming-account.ts';
import type { OutgoingAccountInput } from '../../../shared/domain/outgoing-account.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { createMailServer, type MailServerModel } from '../../support/mail-server-model.ts';
import { scriptedTransport } from '../../support/scripted-transport.ts';
import { outgoingAccount, silentLogger } from '../../support/store.ts';

export interface EngineBench {
  readonly engine: Engine;
  readonly clock: FakeClock;
  readonly dataDirectory: string;
  /** The mail server behind a host's name, in memory; made when first asked for. */
  server(host: string): MailServerModel;
  /** What the transport was given: the secret and the recipients, per message. */
  readonly sent: string[];
}

export interface BenchOptions {
  readonly secrets?: SecretStore;
  readonly logger?: Logger;
  /** In place of the servers in memory. */
  readonly adapters?: (bench: Pick<EngineBench, 'server'>) => EngineAdapters;
}

/** A whole engine whose mail servers are in memory, and whose clock stands still. */
export function engineBench(options: BenchOptions = {}): EngineBench {
  const dataDirectory = temporaryFolder();
  const clock = createFakeClock();
  const servers = new Map<string, MailServerModel>();
  const sent: string[] = [];
  const server = (host: string): MailServerModel => {
    const present = servers.get(host) ?? createMailServer();
    servers.set(host, present);
    return present;
  };
  const engine = createEngine(
    {
      dataDirectory,
      secrets: options.secrets ?? createMemorySecrets(),
      clock,
      logger: options.logger ?? silentLogger,
      mimeWorker: new URL('../../../electron/engine/mime/worker.ts', import.meta.url),
      archiveWorker: new URL('../../../electron/engine/store/archive-worker.ts', import.meta.url),
      importWorker: new URL('../../../electron/engine/receiving/importer-worker.ts', import.meta.url),
      version: 'test',
    },
    {
      createSource: (account) => server(account.host).session(),
      createTransport: (_account, secret) =>
        scriptedTransport({
          onSend: ({ recipients }) => void sent.push(`${String(secret)} ${recipients.join(' ')}`),
        }),
      ...options.adapters?.({ server }),
    },
  );
  onTestFinished(() => engine.stop());
  return { engine, clock, dataDirectory, server, sent };
}

export function incomingInput(changes: Partial<IncomingAccountInput> = {}): IncomingAccountInput {
  return incomingAccountInputSchema.parse({
    serverType: 'imap4',
    name: 'Support',
    host: 'imap.example.com',
    user: 'support',
    maxSizeBytes: 0,
    unknownSenders: 'create',
    ...changes,
  });
}

/** Not through the schema: a server on this machine speaks without encryption. */
export function outgoingInput(changes: Partial<OutgoingAccountInput> = {}): OutgoingAccountInput {
  const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...input } = outgoingAccount();
  return { ...input, ...changes };
}
