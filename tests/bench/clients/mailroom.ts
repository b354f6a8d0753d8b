import { execFileSync } from 'node:child_process';
import type { Dovecot } from '../../servers/dovecot.ts';
import { receivingAccount } from '../../support/accounts.ts';
import { createCli, type Cli } from '../../support/cli.ts';
import { USER, type Access, type RetrievalClient } from '../client.ts';
import { hasUnprocessed, storedDigests } from '../stored-mail.ts';

export interface MailroomAccess extends Access {
  readonly protocol: 'imap4' | 'pop3';
}

export interface Work {
  /** Leave parsing and rules for later, where the command line offers that. */
  readonly importOnly: boolean;
  /** Each becomes the rule "subject contains". */
  readonly rules?: readonly string[];
}

/** The built command line: `mailroom poll` on an account that is there already. */
export function mailroom(dovecot: Dovecot, access: MailroomAccess, work: Work): RetrievalClient {
  return {
    name: access.tls ? 'mailroom TLS' : 'mailroom',
    async prepare(folder) {
      const cli = createCli({}, folder);
      await addAccount(cli, dovecot, access, work.rules ?? []);
      const skip = work.importOnly && offersImportOnly(cli) ? ['--import-only'] : [];
      return {
        command: cli.command(['poll', ...skip, '--json']),
        stored: () => storedDigests(cli.dataDirectory),
        undone: () =>
          skip.length === 0 && hasUnprocessed(cli.dataDirectory) ? 'not everything was parsed' : undefined,
      };
    },
  };
}

export async function addAccount(
  cli: Cli,
  dovecot: Dovecot,
  { protocol, tls, port }: MailroomAccess,
  rules: readonly string[] = [],
): Promise<void> {
  const account = receivingAccount(dovecot, {
    protocol,
    encryption: tls ? 'tls' : 'none',
    user: USER,
    caFile: dovecot.authority.certificateFile,
  });
  const { name } = await cli.add({ ...account, ...(port === undefined ? {} : { port }) });
  for (const [index, value] of rules.entries()) {
    const rule = {
      account: name,
      title: value,
      rank: index + 1,
      conditions: [{ field: 'subject', operator: 'contains', value }],
      actions: [{ kind: 'createTicket' }],
    };
    await cli.json(['rule', 'add', '--file', '-'], { input: JSON.stringify(rule) });
  }
}

function offersImportOnly(cli: Cli): boolean {
  const [file = '', ...args] = cli.command(['--help']).argv;
  return execFileSync(file, args, { encoding: 'utf8' }).includes('--import-only');
}
