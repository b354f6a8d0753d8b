import type { CommandOptions } from '../arguments.ts';
import type { Folder } from '../../../shared/domain/message.ts';
import { accountCommands } from './account.ts';
import { check } from './check.ts';
import type { Command, FileCommand } from './command.ts';
import { contactCommands } from './contact.ts';
import { backup, verify } from './data-file.ts';
import { deliveryReports } from './delivery-reports.ts';
import type { directoryCommands } from './directory-entry.ts';
import { groupCommands } from './group.ts';
import { mailCommands } from './mail.ts';
import { hookCommands } from './hook.ts';
import { messageCommands, rederive } from './messages.ts';
import { outboxCommands } from './outbox.ts';
import { poll } from './poll.ts';
import { rehearse } from './rehearse.ts';
import { route, routeGrid } from './route.ts';
import { ruleCommands } from './rule.ts';
import { run } from './run.ts';
import { reindex, search } from './search.ts';
import { send } from './send.ts';
import { settingsCommands } from './settings.ts';
import { certificate, folders } from './server-look.ts';
import { decisionOf, putBack, setAsideCommands } from './set-aside.ts';
import { templateCommands } from './template.ts';
import { ticketTypeCommands } from './ticket-type.ts';
import { ticketCommands } from './ticket.ts';
import { notifyPasswordChange, userCommands } from './user.ts';

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
  ...folder('deleted'),
  'mail create-ticket': {
    perform: mailCommands['create-ticket'],
    operands: some('ID'),
    options: ['title', 'type', 'group', 'owner', 'priority', 'create-contact'],
  },
  'mail assign': {
    perform: mailCommands.assign,
    operands: some('ID'),
    options: ['ticket'],
    conflict: (_operands, { ticket }) => (ticket === undefined ? 'name the ticket with --ticket' : undefined),
  },
  'mail unassign': { perform: mailCommands.unassign, operands: some('ID'), options: ['remove-ticket'] },
  'mail archive': { perform: mailCommands.archive, operands: some('ID'), options: [] },
  'mail unarchive': { perform: mailCommands.unarchive, operands: some('ID'), options: [] },
  'mail remove': { perform: mailCommands.remove, operands: some('ID'), options: [] },
  'mail restore': { perform: mailCommands.restore, operands: some('ID'), options: [] },
  'mail purge': { perform: mailCommands.purge, operands: some('ID'), options: [] },
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
  search: { perform: search, operands: some('QUERY'), options: ['limit', 'after'] },
  reindex: { perform: reindex, operands: none, options: [] },
  send: {
    perform: send,
    operands: none,
    options: [
      ...([
        'to',
        'cc',
        'bcc',
        'subject',
        'text',
        'html',
        'attach',
        'account',
        'ticket',
        'group',
        'type',
      ] as const),
      ...(['language', 'no-signature', 'reply-to-message', 'wait'] as const),
    ],
  },
  'outbox list': {
    perform: outboxCommands.list,
    operands: none,
    options: ['filter', 'account', 'limit', 'after'],
  },
  'outbox show': { perform: outboxCommands.show, operands: one('ID'), options: ['part'] },
  'outbox retry': {
    perform: outboxCommands.retry,
    operands: any('ID'),
    options: ['all', 'account'],
    conflict: ({ length }, { all, account }) =>
      length > 0 === (all === true)
        ? 'name messages by their ids, or give --all'
        : length > 0 && account !== undefined
          ? '--account goes with --all only'
          : undefined,
  },
  'outbox cancel': { perform: outboxCommands.cancel, operands: one('ID'), options: [] },
  'outbox readdress': {
    perform: outboxCommands.readdress,
    operands: one('ID'),
    options: ['to', 'cc', 'bcc'],
    conflict: (_operands, { to, cc, bcc }) =>
      to === undefined && cc === undefined && bcc === undefined
        ? 'name recipients with --to, --cc or --bcc'
        : undefined,
  },
  'outbox send-through': {
    perform: outboxCommands['send-through'],
    operands: one('ID'),
    options: ['account'],
    conflict: (_operands, { account }) =>
      account === undefined ? 'name the account with --account' : undefined,
  },
  'outbox confirm': { perform: outboxCommands.confirm, operands: one('ID'), options: [] },
  'outbox reports': { perform: deliveryReports, operands: one('ID'), options: [] },
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
  'hook list': { perform: hookCommands.list, operands: none, options: [] },
  'hook add': { perform: hookCommands.add, operands: none, options: ['file'] },
  'hook update': { perform: hookCommands.update, operands: one('REF'), options: ['file'] },
  'hook remove': { perform: hookCommands.remove, operands: one('REF'), options: [] },
  'hook test': { perform: hookCommands.test, operands: one('REF'), options: [] },
  'hook deliveries': { perform: hookCommands.deliveries, operands: one('REF'), options: ['limit', 'after'] },
  'hook retry': { perform: hookCommands.retry, operands: one('ID'), options: [] },
  'hook flush': { perform: hookCommands.flush, operands: none, options: [] },
  'settings show': { perform: settingsCommands.show, operands: none, options: [] },
  'settings update': { perform: settingsCommands.update, operands: none, options: ['file'] },
  verify: { on: 'files', perform: verify, operands: none, options: [] },
  backup: { on: 'files', perform: backup, operands: none, options: ['out'] },
  'ticket list': {
    perform: ticketCommands.list,
    operands: none,
    options: ['status', 'type', 'group', 'owner', 'unread', 'find', 'limit', 'after'],
  },
  'ticket show': { perform: ticketCommands.show, operands: one('NUMBER'), options: [] },
  'ticket create': {
    perform: ticketCommands.create,
    operands: none,
    options: ['title', 'type', 'group', 'owner', 'priority'],
  },
  'ticket set': {
    perform: ticketCommands.set,
    operands: one('NUMBER'),
    options: ['title', 'status', 'type', 'group', 'owner', 'priority'],
  },
  'ticket note': { perform: ticketCommands.note, operands: one('NUMBER'), options: ['text'] },
  'ticket read': { perform: ticketCommands.read, operands: one('NUMBER'), options: [] },
  'ticket reply': {
    perform: ticketCommands.reply,
    operands: one('NUMBER'),
    options: ['text', 'html', 'cc', 'account', 'wait'],
  },
  ...directory('group', groupCommands),
  ...directory('type', ticketTypeCommands),
  ...directory('user', userCommands),
  ...directory('template', templateCommands),
  route: { perform: route, operands: none, options: ['group', 'type', 'ticket', 'account'] },
  'route grid': { perform: routeGrid, operands: none, options: [] },
  'notify password-change': {
    perform: notifyPasswordChange,
    operands: none,
    options: ['user', 'wait'],
    conflict: (_operands, { user }) => (user === undefined ? 'name the user with --user' : undefined),
  },
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

function directory(
  name: string,
  entries: ReturnType<typeof directoryCommands>,
): Record<string, CommandSpecification> {
  return {
    [`${name} list`]: { perform: entries.list, operands: none, options: [] },
    [`${name} show`]: { perform: entries.show, operands: one('REF'), options: [] },
    [`${name} add`]: { perform: entries.add, operands: none, options: ['file'] },
    [`${name} update`]: { perform: entries.update, operands: one('REF'), options: ['file'] },
    [`${name} remove`]: { perform: entries.remove, operands: one('REF'), options: [] },
  };
}

function folder(name: Folder): Record<string, CommandSpecification> {
  const { list, show, export: exportMessages } = messageCommands(name);
  return {
    [`${name} list`]: { perform: list, operands: none, options: ['account', 'since', 'limit', 'after'] },
    [`${name} show`]: { perform: show, operands: one('ID'), options: ['part'] },
    ...(name === 'deleted'
      ? {}
      : { [`${name} put-back`]: { perform: putBack(name), operands: some('ID'), options: [] } }),
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
