import { parseArgs, type ParseArgsConfig } from 'node:util';
import { MailroomError } from '../../shared/errors.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly dataDirectory: string | undefined;
  readonly json: boolean;
  readonly secrets: 'keychain' | 'vault' | 'memory' | undefined;
  readonly verbose: boolean;
  readonly help: boolean;
}

export interface Invocation {
  readonly global: GlobalOptions;
  /** Command words and operands, in order. */
  readonly words: readonly string[];
  readonly options: CommandOptions;
}

const commandOptions = {
  file: { type: 'string' },
  out: { type: 'string' },
  format: { type: 'string' },
  part: { type: 'string' },
  account: { type: 'string' },
  since: { type: 'string' },
  limit: { type: 'string' },
  after: { type: 'string' },
  all: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  'import-only': { type: 'boolean' },
  to: { type: 'string', multiple: true },
  cc: { type: 'string', multiple: true },
  bcc: { type: 'string', multiple: true },
  ticket: { type: 'string' },
  group: { type: 'string' },
  type: { type: 'string' },
  language: { type: 'string' },
  'no-signature': { type: 'boolean' },
  filter: { type: 'string' },
  subject: { type: 'string' },
  text: { type: 'string' },
  html: { type: 'string' },
  attach: { type: 'string', multiple: true },
  'reply-to-message': { type: 'string' },
  wait: { type: 'boolean' },
  fetch: { type: 'boolean' },
  delete: { type: 'boolean' },
  leave: { type: 'boolean' },
  title: { type: 'string' },
  status: { type: 'string' },
  user: { type: 'string' },
  first: { type: 'boolean' },
  last: { type: 'string' },
  eml: { type: 'string' },
  explain: { type: 'boolean' },
  owner: { type: 'string' },
  priority: { type: 'string' },
  unread: { type: 'boolean' },
  find: { type: 'string' },
  'create-contact': { type: 'boolean' },
  'remove-ticket': { type: 'boolean' },
} as const satisfies NonNullable<ParseArgsConfig['options']>;

const globalOptions = {
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
  secrets: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies NonNullable<ParseArgsConfig['options']>;

/** What commands may be given; `commands/table.ts` says which command takes what. */
export type CommandOptions = {
  readonly [K in keyof typeof commandOptions]?: (typeof commandOptions)[K] extends { multiple: true }
    ? string[]
    : (typeof commandOptions)[K] extends { type: 'boolean' }
      ? boolean
      : string;
};

const secretBackends = ['keychain', 'vault', 'memory'] as const;

/** @throws MailroomError `input.invalid` naming the option that is wrong or unknown */
export function parseInvocation(argv: readonly string[]): Invocation {
  const { values, positionals } = parse(argv);
  const { data, json, secrets, verbose, help, ...options } = values;
  const backend = secretBackends.find((name) => name === secrets);
  if (secrets !== undefined && backend === undefined) {
    throw usage(`--secrets takes ${secretBackends.join(', ')}; got "${secrets}"`, 'secrets');
  }
  return {
    global: { dataDirectory: data, json, secrets: backend, verbose, help },
    words: positionals,
    options,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { ...globalOptions, ...commandOptions },
      allowPositionals: true,
    });
  } catch (error) {
    // Node's first sentence says what is wrong; the rest is advice for programmers.
    throw usage((error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '');
  }
}

/** A mistake in how the command was called. */
export function usage(detail: string, field?: string): MailroomError {
  return new MailroomError('input.invalid', 'input', { detail, field });
}

/** A whole number of 0 or more from an option. Other limits are the contract's. @throws MailroomError `input.invalid` */
export function integerOption(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value)) throw usage(`--${name} takes a whole number; got "${text}"`, name);
  return value;
}
