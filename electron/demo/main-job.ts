import { createHash } from 'node:crypto';
import { incomingAccountInputSchema } from '../../shared/domain/incoming-account.ts';
import type { MessageListItem } from '../../shared/domain/message.ts';
import { outgoingAccountInputSchema } from '../../shared/domain/outgoing-account.ts';
import type { OutboxEntry } from '../../shared/domain/outbound.ts';
import type { PollRun } from '../../shared/domain/poll.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import type { Engine } from '../engine/engine.ts';
import { subjectToken } from '../engine/tickets/references.ts';
import type { DemoServers } from './servers.ts';

/** The demo's limit, so that one message stays on the server: 2 MB. */
export const DEMO_MAX_SIZE_BYTES = 2_000_000;

/** Everything the demo did, for its report and its checks. */
export interface MainJob {
  readonly runs: readonly PollRun[];
  readonly inbox: readonly MessageListItem[];
  readonly archive: readonly MessageListItem[];
  readonly tickets: readonly Ticket[];
  readonly reply: OutboxEntry;
  /** Samples whose bytes are in the store exactly once. */
  readonly importedOnce: number;
  /** Samples under the limit. */
  readonly expected: number;
}

/** The main job on the demo servers: accounts, a rule, a poll, a reply. */
export async function performMainJob(engine: Engine, servers: DemoServers): Promise<MainJob> {
  const { handlers } = engine;
  await createAccounts(engine, servers);
  const runs = await handlers['incoming.poll']({});
  await engine.drain();
  const inbox = (await handlers['messages.list']({ folder: 'inbox', limit: 1000 })).items;
  const archive = (await handlers['messages.list']({ folder: 'archive', limit: 1000 })).items;
  const reply = await sendReply(engine, archive);
  const samples = [...servers.messages.support, ...servers.messages.sales].filter(
    (sample) => sample.oversize !== true,
  );
  const stored = [...inbox, ...archive].flatMap((item) => {
    const source = engine.readSource(item.id);
    return source === undefined ? [] : [digest(source)];
  });
  return {
    runs,
    inbox,
    archive,
    tickets: (await handlers['tickets.list']({ limit: 1000 })).items,
    reply,
    importedOnce: samples.filter(
      (sample) => stored.filter((found) => found === digest(sample.source)).length === 1,
    ).length,
    expected: samples.length,
  };
}

async function createAccounts({ handlers }: Engine, servers: DemoServers): Promise<void> {
  const support = await handlers['incoming.create']({
    account: incomingAccountInputSchema.parse({
      serverType: 'imap4',
      name: 'Support',
      description: 'support@lindenhof.example (IMAP4)',
      host: servers.imap.host,
      port: servers.imap.port,
      user: servers.imap.user,
      maxSizeBytes: DEMO_MAX_SIZE_BYTES,
      unknownSenders: 'create',
      caFile: servers.caFile,
    }),
    secret: servers.imap.password,
  });
  await handlers['incoming.create']({
    account: incomingAccountInputSchema.parse({
      serverType: 'pop3',
      name: 'Vertrieb',
      description: 'sales@lindenhof.example (POP3)',
      host: servers.pop3.host,
      port: servers.pop3.port,
      user: servers.pop3.user,
      maxSizeBytes: DEMO_MAX_SIZE_BYTES,
      unknownSenders: 'create',
      caFile: servers.caFile,
    }),
    secret: servers.pop3.password,
  });
  await handlers['outgoing.create']({
    account: outgoingAccountInputSchema.parse({
      name: 'Helpdesk',
      description: 'All mail of the help desk',
      host: servers.smtp.host,
      port: servers.smtp.port,
      encryption: 'starttls',
      senderAddress: 'support@lindenhof.example',
      senderName: 'Lindenhof Helpdesk',
      user: servers.smtp.user,
      caFile: servers.caFile,
    }),
    secret: servers.smtp.password,
  });
  await handlers['rules.create']({
    accountId: support.account.id,
    title: 'Druckerstörungen werden Tickets',
    rank: 10,
    active: true,
    conditions: [{ field: 'subject', operator: 'contains', value: 'Drucker' }],
    actions: [{ kind: 'createTicket' }],
  });
}

async function sendReply(engine: Engine, archive: readonly MessageListItem[]): Promise<OutboxEntry> {
  const request =
    archive.find((item) => item.ticket !== undefined && item.subject.startsWith('Drucker')) ?? archive[0];
  if (request === undefined) throw new Error('the rule created no ticket');
  const queued = await engine.handlers['outbox.send']({
    to: [request.from.address],
    cc: [],
    bcc: [],
    signature: true,
    subject: `Re: ${subjectToken(request.ticket ?? '')} ${request.subject}`,
    text: 'Guten Tag,\n\nvielen Dank für Ihre Meldung. Ein Techniker kommt heute zwischen 14 und 15 Uhr.\n\nFreundliche Grüße\nLindenhof Helpdesk\n',
    attachments: [],
    inReplyTo: request.id,
  });
  await engine.flushOutbox();
  return engine.handlers['outbox.get']({ id: queued.id });
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
