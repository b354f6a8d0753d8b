import type { MailLanguage } from '../../../shared/domain/directory.ts';
import { sendRequestSchema, type OutboxEntry } from '../../../shared/domain/outbound.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { findOutgoingAccount } from '../store/outgoing-accounts.ts';
import { readSettings } from '../store/settings.ts';
import type { SystemKind } from './built-in-texts.ts';
import { routeDirectory } from './mail-context.ts';
import { mailLanguage } from './mail-language.ts';
import { queueMessage } from './queue.ts';
import { resolveRoute } from './resolve-account.ts';
import type { TemplateValues } from './template-text.ts';
import { systemText, write } from './texts.ts';

/** A message that the program writes by itself, about something other than a message it got. */
export interface SystemMail {
  readonly kind: Exclude<SystemKind, 'oversizeNotice'>;
  readonly to: readonly string[];
  /** Left out: the language of the program. */
  readonly language?: MailLanguage | undefined;
  /** By the names of `templateVariables`; `sender.name` and `sender.address` are those of the account. */
  readonly variables: TemplateValues;
  /** Left out: the default account, because such mail belongs to no ticket (S53). */
  readonly accountId?: string | undefined;
  /** Runs in the transaction that queues; what it throws keeps the message out of the outbox. */
  readonly within?: (() => void) | undefined;
}

/**
 * Queues a message that the program writes by itself, from the text of its kind. It is marked `Auto-Submitted:
 * auto-generated` (RFC 3834 section 5.1), has no signature and belongs to no ticket. The caller tells the window
 * (`outbox.changed`) and lets the deliverer know.
 *
 * @throws MailroomError `send.noAccount` when there is no default account, `input.notFound` and `input.invalid` (field
 *   `accountId`) when the account asked for is deleted or paused
 */
export async function queueSystemMail(
  database: Database,
  clock: Clock,
  mail: SystemMail,
): Promise<OutboxEntry> {
  const language = mail.language ?? mailLanguage(readSettings(database).language);
  const route = resolveRoute(routeDirectory(database), { accountId: mail.accountId });
  const account = findOutgoingAccount(database, route.accountId);
  if (account === undefined) throw new MailroomError('send.noAccount', 'submit');
  const written = write(systemText(database, mail.kind), language, {
    ...mail.variables,
    'sender.name': account.senderName,
    'sender.address': account.senderAddress,
  });
  const request = sendRequestSchema.parse({
    to: mail.to,
    ...written,
    language,
    signature: false,
    ...(mail.accountId === undefined ? {} : { accountId: mail.accountId }),
  });
  return queueMessage(database, clock, request, {
    automatic: 'auto-generated',
    ...(mail.within === undefined ? {} : { within: mail.within }),
  });
}
