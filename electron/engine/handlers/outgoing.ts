import { randomUUID } from 'node:crypto';
import type { OutgoingAccount, OutgoingAccountInput } from '../../../shared/domain/outgoing-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { OutgoingOverview } from '../../../shared/ipc/contract.ts';
import { checkOutgoing } from '../diagnosis/check.ts';
import { secretKey } from '../secrets/keys.ts';
import { queueMessage } from '../sending/queue.ts';
import { findIncomingAccount } from '../store/incoming-accounts.ts';
import { findOutboxEntry, waitingThrough } from '../store/outbox.ts';
import {
  deleteOutgoingAccount,
  findOutgoingAccount,
  listOutgoingAccounts,
  saveOutgoingAccount,
} from '../store/outgoing-accounts.ts';
import { doubtAccountError, lastDelivery } from '../store/outgoing-states.ts';
import { inTransaction } from '../store/transaction.ts';
import { readCaFile } from '../tls-trust.ts';
import { copyName } from './copy-name.ts';
import { stepTeller } from './step-teller.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type OutgoingChannel = Exclude<Extract<EngineChannel, `outgoing.${string}`>, 'outgoing.certificate'>;

/** Outgoing accounts: list, edit, default, test (S50 to S62). */
export function outgoingHandlers(parts: Parts): HandlersOf<OutgoingChannel> {
  const { database, accountSecrets, events, clock, deliverer, ruleMailer } = parts;

  function required(id: string): OutgoingAccount {
    const account = findOutgoingAccount(database, id);
    if (account === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return account;
  }

  async function overview(id: string): Promise<OutgoingOverview> {
    const account = required(id);
    const last = lastDelivery(database, id);
    return {
      account,
      hasSecret: await accountSecrets.has(secretKey('outgoing', id)),
      waiting: waitingThrough(database, id),
      ...(last.error === undefined ? {} : { lastError: last.error }),
      ...(last.sentAt === undefined ? {} : { lastSentAt: last.sentAt }),
    };
  }

  async function save(account: OutgoingAccount, secret: string | undefined): Promise<OutgoingOverview> {
    readCaFile(account.caFile);
    await accountSecrets.storeWith(secretKey('outgoing', account.id), secret, () => {
      inTransaction(database, () => {
        saveOutgoingAccount(database, account);
        doubtAccountError(database, account.id);
      });
    });
    deliverer.accountChanged(account.id);
    // There may have been no account to write it with.
    void ruleMailer.drain();
    events.emit('accounts.changed', { id: account.id });
    return overview(account.id);
  }

  function requireSentCopyAccount({ sentCopyAccountId: id }: OutgoingAccountInput): void {
    if (id === undefined) return;
    const field = 'sentCopyAccountId';
    const account = findIncomingAccount(database, id);
    if (account === undefined)
      throw new MailroomError('input.notFound', 'input', { field, params: { name: id } });
    if (account.serverType === 'imap4') return;
    const problems = [{ field, problem: 'notImap' }];
    throw new MailroomError('input.invalid', 'input', { field, problems });
  }

  return {
    'outgoing.list': async () =>
      Promise.all(listOutgoingAccounts(database).map((account) => overview(account.id))),

    async 'outgoing.create'({ account, secret }) {
      requireSentCopyAccount(account);
      const now = clock.now();
      return save({ ...account, id: randomUUID(), createdAt: now, updatedAt: now }, secret);
    },

    async 'outgoing.update'({ id, account, secret }) {
      const before = required(id);
      requireSentCopyAccount(account);
      return save({ ...account, id, createdAt: before.createdAt, updatedAt: clock.now() }, secret);
    },

    async 'outgoing.duplicate'({ id }) {
      const original = required(id);
      const names = listOutgoingAccounts(database).map((account) => account.name);
      const now = clock.now();
      const copy = { ...original, id: randomUUID(), name: copyName(original.name, names), isDefault: false };
      return save({ ...copy, active: false, createdAt: now, updatedAt: now }, undefined);
    },

    async 'outgoing.setActive'({ id, active }) {
      return save({ ...required(id), active, updatedAt: clock.now() }, undefined);
    },

    async 'outgoing.setDefault'({ id }) {
      // A paused account becomes active with it: a default that does not send is none.
      return save({ ...required(id), isDefault: true, active: true, updatedAt: clock.now() }, undefined);
    },

    async 'outgoing.remove'({ id }) {
      required(id);
      deleteOutgoingAccount(database, id);
      deliverer.accountChanged(id);
      events.emit('accounts.changed', {});
      // Groups and ticket types that named it name none now.
      events.emit('directory.changed', {});
      await accountSecrets.delete(secretKey('outgoing', id));
      return {};
    },

    async 'outgoing.check'({ id, account, secret, token }) {
      const stored = id === undefined ? undefined : await accountSecrets.get(secretKey('outgoing', id));
      return checkOutgoing(account, secret ?? stored, parts, stepTeller(events, token));
    },

    async 'outgoing.sendTest'({ id, to }) {
      const account = required(id);
      const queued = await queueMessage(database, clock, {
        to: [to],
        cc: [],
        bcc: [],
        signature: false,
        // In both languages: who reads it need not be who sent it.
        subject: `Mailroom: test message / Testnachricht (${account.name})`,
        text:
          `This is a test message. Mailroom sent it through the outgoing account "${account.name}".\n` +
          'If you can read it, the account works.\n\n' +
          `Dies ist eine Testnachricht. Mailroom hat sie über das Absenderkonto "${account.name}" gesendet.\n` +
          'Wenn Sie sie lesen können, funktioniert das Konto. Umlaute und andere Zeichen: äöüß éàç.\n',
        attachments: [],
        accountId: id,
      });
      events.emit('outbox.changed', { id: queued.id });
      await deliverer.flush(id);
      return findOutboxEntry(database, queued.id) ?? queued;
    },
  };
}
