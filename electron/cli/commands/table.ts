import type { CommandOptions } from '../arguments.ts';
import type { Folder } from '../../../shared/domain/message.ts';
import { accountCommands } from './account.ts';
import { check } from './check.ts';
import type { Command, FileCommand } from './command.ts';
import { contactCommands } from './contact.ts';
import { backup, verify } from './data-file.ts';
import { deliveryReports } from './delivery-reports.ts';
import { messageCommands, rederive } from './messages.ts';
import { outboxCommands } from './outbox.ts';
import { poll } from './poll.ts';
import { rehearse } from './rehearse.ts';
import { ruleCommands } from './rule.ts';
import { run } from './run.ts';
import { send } from './send.ts';
import { certificate, folders } from './server-look.ts';
import { decisionOf, putBack, setAsideCommands } from './set-aside.ts';
import { ticketMessages } from './ticket-messages.ts';
import { ticketCommands } from './ticket.ts';

/** A command with all that may be given to it; anything else is refused before the engine opens. */
export type CommandSpecification = Action & {
  readonly operands: Operands;
  readonly options: readonly (keyof CommandOptions)[];
  /** Says what is wrong with a combination of operands and options that are fine by themselves. */
  readonly conflict?: (operands: readonly string[], options: CommandOptions) => string | undefined;
};

/** What a command works on decides what is opened for it. */
export type Action =
  | { readonly on?: 'engine'; readonly perform: Command }
  | { readonly on: 'files'; readonly perform: FileCommand };

interface Operands {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

const none: Operands = { name: '', min: 0, max: 0 };
const one = (name: string): Operands => ({ name, min: 1, max: 1 });
const some = (name: string): Operands => ({ name, min: 1, max: Infinity });
const any = (name: string, max = Infinity): Operands => ({ name, min: 0, max });

/** Commands by the words that name them. */
export const commands: Readonly<Record<string, CommandSpecification>> = {
  'account list': { perform: accountCommands.list, operands: none, options: [] },
  'account show': { perform: accountCommands.show, operands: one('REF'), options: [] },
  'account add': { perform: accountCommands.add, operands: none, options: ['file'] },
  'account update': { perform: accountCommands.update, operands: one('REF'), options: ['file'] },
  'account remove': { perform: accountCommands.remove, operands: one('REF'), options: [] },
  'account enable': { perform: accountCommands.enable, operands: one('REF'), options: [] },
  'account disable': { perform: accountCommands.disable, operands: one('REF'), options: [] },
  'account default': { perform: accountCommands.default, operands: one('REF'), options: [] },
  'account set-secret': { perform: accountCommands['set-secret'], operands: one('REF'), options: [] },
  'account export': { perform: accountCommands.export, operands: none, options: ['out'] },
  'account import': { perform: accountCommands.import, operands: one('F'), options: [] },
  'account folders': examining(folders),
  'account certificate': examining(certificate),
  check: examining(check),
  poll: {
    perform: poll,
    operands: any('REF'),
    options: ['dry-run', 'import-only'],
    conflict: (_operands, options) =>
      options['dry-run'] === true && options['import-only'] === true
        ? '--dry-run and --import-only exclude each other'
        : undefined,
  },
  run: { perform: run, operands: none, options: [] },
  ...folder('inbox'),
  ...folder('archive'),
  'inbox decide': {
    perform: setAsideCommands.decide,
    operands: some('ID'),
    options: ['fetch', 'delete', 'leave'],
    conflict: (_operands, options) =>
      decisionOf(options) === undefined ? 'give one of --fetch, --delete and --leave' : undefined,
  },
  'inbox notify-sender': {
    perform: setAsideCommands['notify-sender'],
    operands: one('ID'),
    options: ['wait'],
  },
  'inbox retry': { perform: setAsideCommands.retry, operands: some('ID'), options: [] },
  'inbox release': { perform: setAsideCommands.release, operands: some('ID'), options: [] },
  'inbox rederive': {
    perform: rederive,
    operands: none,
    options: ['account'],
    conflict: (_operands, { account }) =>
      account === undefined ? 'name the account with --account' : undefined,
  },
  send: {
    perform: send,
    operands: none,
    options: ['to', 'cc', 'subject', 'text', 'html', 'attach', 'account', 'reply-to-message', 'wait'],
  },
  'outbox list': { perform: outboxCommands.list, operands: none, options: ['limit', 'after'] },
  'outbox reports': { perform: deliveryReports, operands: one('ID'), options: [] },
  'outbox retry': { perform: outboxCommands.retry, operands: one('ID'), options: [] },
  'outbox cancel': { perform: outboxCommands.cancel, operands: one('ID'), options: [] },
  'rule list': { perform: ruleCommands.list, operands: none, options: ['account'] },
  'rule add': { perform: ruleCommands.add, operands: none, options: ['file'] },
  'rule update': { perform: ruleCommands.update, operands: one('ID'), options: ['file'] },
  'rule remove': { perform: ruleCommands.remove, operands: one('ID'), options: [] },
  'rule move': {
    perform: ruleCommands.move,
    operands: one('ID'),
    options: ['after', 'first'],
    conflict: (_operands, { after, first }) =>
      (after === undefined) === (first !== true) ? 'give one of --after and --first' : undefined,
  },
  'rule copy': {
    perform: ruleCommands.copy,
    operands: some('ID'),
    options: ['account'],
    conflict: (_operands, { account }) =>
      account === undefined ? 'name the account with --account' : undefined,
  },
  'rule rehearse': {
    perform: rehearse,
    operands: any('ID'),
    options: ['account', 'file', 'last', 'eml', 'explain'],
    conflict: ({ length }, { account, last, eml }) =>
      account === undefined
        ? 'name the account with --account'
        : [length > 0, last !== undefined, eml !== undefined].filter(Boolean).length > 1
          ? 'ids, --last and --eml exclude each other'
          : undefined,
  },
  'contact list': { perform: contactCommands.list, operands: none, options: [] },
  'contact add': { perform: contactCommands.add, operands: none, options: ['file'] },
  'contact update': { perform: contactCommands.update, operands: one('REF'), options: ['file'] },
  'contact remove': { perform: contactCommands.remove, operands: one('REF'), options: [] },
  verify: { on: 'files', perform: verify, operands: none, options: [] },
  backup: { on: 'files', perform: backup, operands: none, options: ['out'] },
  'ticket list': { perform: ticketCommands.list, operands: none, options: [] },
  'ticket messages': { perform: ticketMessages, operands: one('NUMBER'), options: [] },
};

/** What looks at a stored account, or at one that nobody has saved. */
function examining(perform: Command): CommandSpecification {
  return {
    perform,
    operands: any('REF', 1),
    options: ['file'],
    conflict: ({ length }, { file }) =>
      length === 1 && file !== undefined
        ? 'a stored account and --file exclude each other'
        : length === 0 && file === undefined
          ? 'name a stored account, or give an unsaved one with --file'
          : undefined,
  };
}

function folder(name: Folder): Record<string, CommandSpecification> {
  const { list, show, export: exportMessages } = messageCommands(name);
  return {
    [`${name} list`]: { perform: list, operands: none, options: ['account', 'since', 'limit', 'after'] },
    [`${name} show`]: { perform: show, operands: one('ID'), options: ['part'] },
    [`${name} put-back`]: { perform: putBack(name), operands: some('ID'), options: [] },
    [`${name} export`]: {
      perform: exportMessages,
      operands: any('ID'),
      options: ['all', 'account', 'format', 'out'],
      conflict: ({ length }, { all, account }) =>
        length > 0 && all === true
          ? 'ids and --all exclude each other'
          : length === 0 && all !== true
            ? 'name messages by their ids, or give --all'
            : length > 0 && account !== undefined
              ? '--account goes with --all only'
              : undefined,
    },
  };
}
