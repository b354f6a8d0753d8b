import type { OutboxEntry, SendRequest } from '../../../shared/domain/outbound.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { automaticField, isUnattended } from '../mime/automatic.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import type { StoredMessage } from '../store/messages.ts';
import { listOutgoingAccounts } from '../store/outgoing-accounts.ts';
import { oversizeOf } from '../store/oversize.ts';
import { countNotices, recordNotice } from '../store/sender-notices.ts';
import { addTrail } from '../store/trail.ts';
import { oversizeNotice } from './oversize-notice.ts';
import { queueMessage } from './queue.ts';
import { systemText } from './texts.ts';

const DAY_MS = 86_400_000;
const MAX_PER_DAY = 5;

/**
 * Queues a mail to the sender of a message over the limit: once per message, and so guarded that it can't begin or
 * keep up a loop (RFC 3834): never to machines, lists or ourselves, never for automatic mail or mail whose header is
 * not known, never more than five a day to one address.
 *
 * It goes out under the account's own address, not under the empty one that RFC 3834 section 3.3 would like:
 * submission servers refuse that.
 *
 * @throws MailroomError `input.invalid` for a message that is not over the limit, `notify.*`, `send.noAccount`
 */
export async function notifySender(
  database: Database,
  clock: Clock,
  message: StoredMessage,
): Promise<OutboxEntry> {
  const { id } = message;
  const { address } = message.from;
  const header = oversizeOf(database, id)?.header;
  if (message.state !== 'oversize')
    throw new MailroomError('input.invalid', 'input', { detail: `message ${id} is not over the limit` });
  const ours = listOutgoingAccounts(database).map((account) => account.senderAddress.toLowerCase());
  if (isUnattended(address) || ours.includes(address.toLowerCase())) throw noSender(address);
  const field = header === undefined ? '?' : automaticField(header);
  if (field !== undefined) throw new MailroomError('notify.automatic', 'input', { params: { field } });
  const at = clock.now();
  return queueMessage(database, clock, request(database, message), {
    automatic: 'auto-replied',
    within() {
      if (oversizeOf(database, id)?.senderNotifiedAt !== undefined)
        throw new MailroomError('notify.already', 'input');
      if (countNotices(database, address, at - DAY_MS) >= MAX_PER_DAY) {
        const params = { address, times: MAX_PER_DAY };
        throw new MailroomError('notify.tooMany', 'input', { params, transient: true });
      }
      recordNotice(database, id, address, at, at - DAY_MS);
      addTrail(database, id, at, 'senderNotified', { to: address });
    },
  });
}

function request(database: Database, message: StoredMessage): SendRequest {
  const { address } = message.from;
  try {
    return oversizeNotice(systemText(database, 'oversizeNotice'), {
      messageId: message.id,
      to: address,
      subject: message.subject,
      date: message.date,
      size: message.sizeBytes,
      limit: Number(message.reason?.params['limit'] ?? 0),
    });
  } catch {
    throw noSender(address);
  }
}

function noSender(address: string): MailroomError {
  return new MailroomError('notify.noSender', 'input', { params: { address } });
}
