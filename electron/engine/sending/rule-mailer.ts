import { setImmediate as nextTurn } from 'node:timers/promises';
import { ZodError } from 'zod';
import type { SkipReason } from '../../../shared/domain/message.ts';
import { MAX_ATTACHED_BYTES } from '../../../shared/domain/outbound.ts';
import { unexpected } from '../failures.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { findMessage, readSource } from '../store/messages.ts';
import { deleteRuleMail, nextRuleMail, type StoredRuleMail } from '../store/rule-mails.ts';
import { countNotice, type NoticeKind } from '../store/sender-notices.ts';
import { findConfirmation } from '../store/templates.ts';
import { inTransaction } from '../store/transaction.ts';
import { addTrail } from '../store/trail.ts';
import { countedSince, refusalToWrite } from './automatic-mail-guard.ts';
import { confirmationText } from './confirmation.ts';
import { queueMessage } from './queue.ts';
import { ruleMailRequest } from './rule-mail-text.ts';

export interface RuleMailerDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onQueued: (outboxId: string) => void;
}

/** Puts the mail that rules want sent into the outbox. */
export interface RuleMailer {
  /** Resolves when nothing waits that can be queued now. Calls join the work under way. Never rejects. */
  drain(): Promise<void>;
}

/** Somebody else has dealt with it meanwhile. */
class AlreadyQueued extends Error {}

/**
 * What a rule wants sent is written down with the rest of what the rule does, and is crossed out in the transaction that
 * puts it into the outbox: a crash neither loses it nor sends it twice. Without an account that can send it waits for one:
 * whoever saves an account calls `drain`.
 */
export function createRuleMailer(dependencies: RuleMailerDependencies): RuleMailer {
  const { database, clock, logger } = dependencies;
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    let last = 0;
    for (let mail = nextRuleMail(database, last); mail !== undefined; mail = nextRuleMail(database, last)) {
      last = mail.id;
      // There may be thousands: others want the thread in between.
      await nextTurn();
      try {
        await deal(mail);
      } catch (error) {
        if (error instanceof AlreadyQueued) continue;
        const { code } = unexpected(error);
        logger.warn('mail of a rule waits', { message: mail.messageId, reason: code });
        // There is no account at all: none of the others could be sent either.
        if (code === 'send.noAccount') return;
      }
    }
  }

  async function deal(mail: StoredRuleMail): Promise<void> {
    const { messageId, recipient, rule } = mail;
    const message = findMessage(database, messageId);
    const source = readSource(database, messageId);
    if (message === undefined || source === undefined) return skip(mail, 'noAddress');
    const now = clock.now();
    const kind: NoticeKind = mail.kind === 'confirm' ? 'answer' : mail.kind;
    const refusal = refusalToWrite(database, kind, recipient, source, now);
    if (refusal !== undefined) return skip(mail, refusal);
    if (mail.kind === 'forward' && source.length > MAX_ATTACHED_BYTES) return skip(mail, 'tooLarge');
    const { templateId } = mail;
    const template = templateId === undefined ? undefined : findConfirmation(database, templateId);
    const chosen = template === undefined ? undefined : confirmationText(database, template, message);
    const request = requestFor(mail, () => ruleMailRequest(mail, message, source, chosen));
    if (request === undefined) return;
    const { id } = await queueMessage(database, clock, request, {
      automatic: mail.kind === 'confirm' ? 'auto-replied' : 'auto-generated',
      within() {
        if (!deleteRuleMail(database, mail.id)) throw new AlreadyQueued();
        countNotice(database, recipient, now, countedSince(now), kind);
        if (rule === undefined) addTrail(database, messageId, now, 'ownerTold', { to: recipient });
        else addTrail(database, messageId, now, 'mailQueued', { to: recipient, rule });
        if (rule !== undefined && templateId !== undefined && template === undefined)
          addTrail(database, messageId, now, 'textMissing', { rule });
      },
    });
    dependencies.onQueued(id);
  }

  function requestFor<T>(mail: StoredRuleMail, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      skip(mail, 'noAddress');
      return undefined;
    }
  }

  function skip(mail: StoredRuleMail, why: SkipReason): void {
    inTransaction(database, () => {
      if (!deleteRuleMail(database, mail.id)) return;
      const { recipient: to, rule } = mail;
      if (rule === undefined) addTrail(database, mail.messageId, clock.now(), 'ownerNotTold', { to, why });
      else addTrail(database, mail.messageId, clock.now(), 'mailSkipped', { to, rule, why });
    });
  }

  return {
    drain() {
      // One more look after the work under way: it may have passed what is asked for now.
      working = (working ?? Promise.resolve()).then(work).catch((error: unknown) => {
        logger.error('mail of rules stopped', { reason: unexpected(error).code });
      });
      return working;
    },
  };
}
