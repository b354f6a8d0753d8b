import type { RuleAction } from '../../../shared/domain/rule.ts';
import { automaticField } from '../mime/automatic.ts';
import type { Database } from '../store/database.ts';
import { addressesOfGroup, addressOfOwner, addressOfUser, type RuleMail } from '../store/rule-mails.ts';
import { noteTold, wasTold } from '../store/told-users.ts';
import type { DecidedMessage, Decision } from './decide.ts';

/** The mail that rules want sent about a message which has its ticket by now. */
export function mailsOf(database: Database, message: DecidedMessage, { effects }: Decision): RuleMail[] {
  return effects.flatMap(({ rule: { title: rule }, action }): RuleMail[] => {
    switch (action.kind) {
      case 'forward':
        return action.to.map((recipient) => ({ kind: action.kind, recipient, rule }));
      case 'confirm':
        return [
          {
            kind: action.kind,
            recipient: message.envelope.from.address,
            rule,
            templateId: action.templateId,
          },
        ];
      case 'notify':
        return told(database, message, action).map((recipient) => ({ kind: action.kind, recipient, rule }));
      case 'createTicket':
      case 'assignTicket':
      case 'setFields':
      case 'leave':
      case 'archive':
      case 'markSpam':
        return [];
    }
  });
}

/** Word to the owner of the message's ticket, whatever the rules say. A rule that tells the owner too comes first. */
export function mailsToOwner(database: Database, { id }: DecidedMessage): RuleMail[] {
  return addressOfOwner(database, id).map((recipient) => ({ kind: 'notify', recipient, rule: undefined }));
}

/**
 * Without the word to users who have heard of the ticket: each hears of it once until all of its mail is read (S35).
 * Automatic mail will be told to nobody, and so does not count.
 */
export function newsOf(
  database: Database,
  ticketId: number,
  { header }: DecidedMessage,
  mails: readonly RuleMail[],
): RuleMail[] {
  const isAutomatic = automaticField(Buffer.from(header, 'latin1')) !== undefined;
  return mails.filter(({ kind, recipient }) => {
    if (kind !== 'notify') return true;
    if (wasTold(database, ticketId, recipient)) return false;
    if (!isAutomatic) noteTold(database, ticketId, recipient);
    return true;
  });
}

function told(
  database: Database,
  { id }: DecidedMessage,
  { userId, groupId }: Extract<RuleAction, { kind: 'notify' }>,
): string[] {
  if (userId !== undefined) return addressOfUser(database, userId);
  return groupId === undefined ? addressOfOwner(database, id) : addressesOfGroup(database, groupId);
}
