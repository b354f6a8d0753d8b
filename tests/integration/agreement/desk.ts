// A desk with four mailboxes, people, contacts, tickets and rules; twice, with the same mail to come.
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createEngine, type Engine } from '../../../electron/engine/engine.ts';
import { systemClock } from '../../../electron/engine/ports.ts';
import { secretKey } from '../../../electron/engine/secrets/keys.ts';
import { createMemorySecrets } from '../../../electron/engine/secrets/memory.ts';
import { contactInputSchema } from '../../../shared/domain/contact.ts';
import {
  groupInputSchema,
  ticketTypeInputSchema,
  userInputSchema,
} from '../../../shared/domain/directory.ts';
import { incomingAccountInputSchema } from '../../../shared/domain/incoming-account.ts';
import { sendRequestSchema } from '../../../shared/domain/outbound.ts';
import { outgoingAccountInputSchema } from '../../../shared/domain/outgoing-account.ts';
import type { Dovecot } from '../../servers/dovecot.ts';
import { createCli, type Cli } from '../../support/cli.ts';
import { silentLogger } from '../../support/store.ts';
import type { OurMail } from './mail.ts';
import type { ModelAccount, ModelContact, ModelTicket, ModelUser, World } from './model.ts';
import { rulesOf, type Directory } from './rules.ts';

const SENDER = 'support@our.example';
const SECRET = 'pw';

/** What the accounts have that differs; the mailbox of the n-th is that of the n-th user. */
const ACCOUNTS = [
  {
    choices: {
      name: 'Agentur',
      unknownSenders: 'create',
      completedTickets: 'reopen',
      threadByReferences: true,
    },
    probes: 'first',
  },
  {
    choices: {
      name: 'Buchhaltung',
      unknownSenders: 'hold',
      completedTickets: 'flag',
      threadByReferences: true,
    },
    probes: 'last',
  },
  {
    choices: {
      name: 'Chefbüro',
      unknownSenders: 'create',
      completedTickets: 'flag',
      threadByReferences: false,
    },
    probes: 'first',
  },
  {
    choices: {
      name: 'Empfang',
      unknownSenders: 'create',
      completedTickets: 'reopen',
      threadByReferences: false,
    },
    probes: 'none',
  },
] as const;
export const MAILBOXES = ACCOUNTS.map((_, index) => `desk${index + 1}`);

export interface Desk {
  readonly accounts: readonly ModelAccount[];
  /** Polled by the built command line: what counts. */
  readonly live: Cli;
  /** Data directory of the other one, in which each message is rehearsed before the rules get it. */
  readonly twin: string;
  readonly our: OurMail;
  readonly directory: Directory;
  readonly world: World;
}

/** An engine on a data directory in this process; it can sign in at the mailboxes. */
export async function openDesk(dataDirectory: string, accountIds: readonly string[]): Promise<Engine> {
  const secrets = createMemorySecrets();
  for (const id of accountIds) await secrets.set(secretKey('incoming', id), SECRET);
  return createEngine({
    dataDirectory,
    secrets,
    clock: systemClock,
    logger: silentLogger,
    mimeWorker: new URL('../../../electron/engine/mime/worker.ts', import.meta.url),
    version: 'test',
  });
}

/** Mail stays on the server, so that both get it. */
export async function setUpDesk(dovecot: Dovecot): Promise<Desk> {
  const live = createCli();
  mkdirSync(live.dataDirectory, { recursive: true });
  const engine = await openDesk(live.dataDirectory, []);
  const { handlers } = engine;
  await handlers['settings.set']({ sameMailInSeveralAccounts: 'archive' });
  await handlers['outgoing.create']({
    account: outgoingAccountInputSchema.parse({
      name: 'Sending',
      host: 'localhost',
      port: 1024,
      encryption: 'starttls',
      senderAddress: SENDER,
      senderName: 'Support',
      user: 'support',
    }),
    secret: SECRET,
  });
  const group = async (name: string): Promise<string> =>
    (await handlers['groups.create'](groupInputSchema.parse({ name }))).id;
  const groupId = await group('Desk');
  const otherGroupId = await group('Nobody');
  const { id: typeId } = await handlers['types.create'](ticketTypeInputSchema.parse({ name: 'Fault' }));
  const users = new Map<string, ModelUser>();
  const user = async (login: string, active: boolean, groupIds: string[]): Promise<string> => {
    const input = userInputSchema.parse({
      login,
      name: login,
      email: `${login}@our.example`,
      active,
      groupIds,
    });
    const { id } = await handlers['users.create'](input);
    users.set(id, input);
    return id;
  };
  const ownerId = await user('anna', true, [groupId]);
  const otherUserId = await user('bert', true, [groupId]);
  const absentUserId = await user('carl', false, [groupId, otherGroupId]);

  const contacts = new Map<string, ModelContact>();
  for (let person = 0; person < 400; person += 3) {
    const blocked = person % 30 === 3;
    const addresses = [`user${person}@example.org`, `user${person}@kunde.example`];
    await handlers['contacts.create'](
      contactInputSchema.parse({ name: `Person ${person}`, addresses, blocked }),
    );
    for (const address of addresses) contacts.set(address, { blocked, address: addresses[0] ?? '' });
  }
  for (const address of ['ann@customer.example', 'erika@customer.example', 'j@xn--bcher-kva.example']) {
    await handlers['contacts.create'](contactInputSchema.parse({ name: address, addresses: [address] }));
    contacts.set(address, { blocked: false, address });
  }
  const tickets = new Map<string, ModelTicket>();
  for (const [title, place] of [
    ['First', { ownerId }],
    ['Second', { groupId, priority: 'low' }],
    ['Third', {}],
  ] as const) {
    const { number } = await handlers['tickets.create']({ title, ...place });
    tickets.set(number, {
      number,
      title,
      status: 'new',
      priority: 'normal',
      ...place,
      unread: false,
      messages: 0,
    });
  }
  await handlers['tickets.update']({ number: 'T-000003', change: { status: 'completed' } });
  tickets.set('T-000003', { ...tickets.get('T-000003'), status: 'completed' } as ModelTicket);

  const sent = new Map<string, string | undefined>();
  for (const ticket of ['T-000001', 'T-000003', undefined]) {
    const { messageId } = await handlers['outbox.send'](
      sendRequestSchema.parse({ to: ['ann@customer.example'], subject: 'Hello', text: 'Hello', ticket }),
    );
    sent.set(messageId, ticket);
  }

  const directory = { typeId, groupId, otherGroupId, ownerId, otherUserId, absentUserId };
  const accounts: ModelAccount[] = [];
  for (const [index, { choices, probes }] of ACCOUNTS.entries()) {
    const { account } = await handlers['incoming.create']({
      account: incomingAccountInputSchema.parse({
        serverType: 'imap4',
        host: dovecot.host,
        port: dovecot.ports.imap,
        encryption: 'none',
        user: MAILBOXES[index],
        maxSizeBytes: 0,
        afterRetrieval: 'keep',
        ...choices,
      }),
      secret: SECRET,
    });
    const rules = rulesOf(account.id, probes, directory);
    for (const rule of rules) await handlers['rules.create'](rule);
    accounts.push({ ...choices, id: account.id, rules });
  }
  await engine.stop();
  const twin = path.join(live.folder, 'twin');
  cpSync(live.dataDirectory, twin, { recursive: true });
  for (const { name } of accounts) await live.json(['account', 'set-secret', name], { input: SECRET });
  return {
    accounts,
    live,
    twin,
    directory,
    our: { sender: SENDER, messageIds: [...sent.keys()] },
    world: { accounts, users, contacts, tickets, sent, sender: SENDER },
  };
}
