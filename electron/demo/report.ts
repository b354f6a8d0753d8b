import type { MainJob } from './main-job.ts';
import type { DemoServers } from './servers.ts';

/** One thing the demo promises, and whether it came true. */
export interface DemoCheck {
  readonly text: string;
  readonly ok: boolean;
}

/** Looks at both ends: what is stored here, and what the servers still have or received. */
export function checkDemo(job: MainJob, servers: DemoServers): DemoCheck[] {
  const oversize = job.runs.reduce((sum, run) => sum + run.oversize, 0);
  const remaining = servers.imap.remaining() + servers.pop3.remaining();
  const delivered = servers.smtp.delivered();
  return [
    {
      text: `${job.importedOnce} of ${job.expected} sample messages are here, byte for byte, exactly once`,
      ok: job.importedOnce === job.expected,
    },
    {
      text: `${remaining} message left on the mail servers: the one over the limit (${oversize} listed as too large)`,
      ok: remaining === 1 && oversize === 1,
    },
    {
      text: `${job.tickets.length} ticket made by the rule, ${job.archive.length} messages moved to the archive`,
      ok: job.tickets.length === 1 && job.archive.length >= 2,
    },
    {
      text: `the reply was taken by the SMTP server: ${job.reply.lastReply ?? job.reply.state}`,
      ok: job.reply.state === 'sent' && delivered.length === 1,
    },
  ];
}

/** What happened, for a person at a terminal. */
export function describeDemo(job: MainJob, servers: DemoServers): string[] {
  return [
    'Receiving',
    ...job.runs.map(
      (run) =>
        `  ${run.account}: ${run.found} found, ${run.imported} imported, ${run.removed} removed from the server, ` +
        `${run.oversize} too large, ${run.failed} failed (${run.ms} ms)`,
    ),
    '',
    'Messages (what is special: where it is now)',
    ...listSamples(job, servers),
    '',
    'Tickets',
    ...job.tickets.map((ticket) => `  ${ticket.number} "${ticket.title}", ${ticket.messages} messages`),
    '',
    'Sending',
    `  "${job.reply.subject}" to ${job.reply.to.join(', ')} through "${job.reply.account}" (${job.reply.why}): ${job.reply.state}`,
    ...servers.smtp
      .delivered()
      .map(
        (message) =>
          `  the SMTP server received ${message.source.length} bytes from ${message.envelope.from}`,
      ),
  ];
}

function listSamples(job: MainJob, servers: DemoServers): string[] {
  const stored = [...job.inbox, ...job.archive];
  return [...servers.messages.support, ...servers.messages.sales].map((sample) => {
    const found = stored.filter((item) => sizeMatches(item, sample.source.length));
    const [first] = found;
    const place =
      first === undefined
        ? 'MISSING'
        : first.state === 'oversize'
          ? 'listed in the inbox, left on the server'
          : first.state === 'archived'
            ? `archive${first.ticket === undefined ? '' : `, ${first.ticket}`}`
            : 'inbox';
    return `  ${sample.title}: ${place}`;
  });
}

/** Sizes of the samples are all different. */
function sizeMatches(item: MainJob['inbox'][number], size: number): boolean {
  return item.sizeBytes === size;
}
