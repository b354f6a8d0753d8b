import type { OutboxEntry, SendRequest } from '../../../shared/domain/outbound.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { automaticField } from '../mime/automatic.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import type { StoredMessage } from '../store/messages.ts';
import { oversizeOf } from '../store/oversize.ts';
import { recordNotice } from '../store/sender-notices.ts';
import { addTrail } from '../store/trail.ts';
import { countedSince, MAX_PER_DAY, refusalToWrite } from './automatic-mail-guard.ts';
import { oversizeNotice } from './oversize-notice.ts';
import { queueMessage } from './queue.ts';
import { systemText } from './texts.ts';

/**
 * Queues a mail to the sender of a message over the limit: once per message, and so guarded that it can't begin or keep
 * up a loop. For mail whose header is not known it is not sent either.
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
  if (message.state !== 'oversize')
    throw new MailroomError('input.invalid', 'input', { detail: `message ${id} is not over the limit` });
  const at = clock.now();
  requireMayWrite(database, message, at);
  return queueMessage(database, clock, request(database, message), {
    automatic: 'auto-replied',
    within() {
      // Another one may have come in between.
      requireMayWrite(database, message, at);
      recordNotice(database, id, address, at, countedSince(at));
      addTrail(database, id, at, 'senderNotified', { to: address });
    },
  });
}

/** @throws MailroomError `notify.*` */
function requireMayWrite(database: Database, message: StoredMessage, now: number): void {
  const { address } = message.from;
  const { header, senderNotifiedAt } = oversizeOf(database, message.id) ?? {};
  if (senderNotifiedAt !== undefined) throw new MailroomError('notify.already', 'input');
  const refusal =
    header === undefined ? 'automatic' : refusalToWrite(database, 'answer', address, header, now);
  switch (refusal) {
    case undefined:
      return;
    case 'automatic': {
      const field = (header && automaticField(header)) ?? '?';
      throw new MailroomError('notify.automatic', 'input', { params: { field } });
    }
    case 'tooMany': {
      const params = { address, times: MAX_PER_DAY.answer };
      throw new MailroomError('notify.tooMany', 'input', { params, transient: true });
    }
    case 'noAddress':
    case 'ownAddress':
      throw noSender(address);
  }
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
