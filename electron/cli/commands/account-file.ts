import path from 'node:path';
import { z } from 'zod';
import { secretField } from '../../../shared/domain/fields.ts';
import {
  incomingAccountInputSchema,
  type IncomingAccountInput,
} from '../../../shared/domain/incoming-account.ts';
import {
  outgoingAccountInputSchema,
  type OutgoingAccountInput,
} from '../../../shared/domain/outgoing-account.ts';
import { parseInput } from '../../engine/parse-input.ts';
import { usage } from '../arguments.ts';
import type { AnyAccount } from './reference.ts';

/** An account as the command line reads and writes it: JSON with a direction and, on input only, a secret. */
export type AccountFile =
  | {
      readonly direction: 'incoming';
      readonly account: IncomingAccountInput;
      readonly secret: string | undefined;
    }
  | {
      readonly direction: 'outgoing';
      readonly account: OutgoingAccountInput;
      readonly secret: string | undefined;
    };

/** @throws MailroomError `input.invalid`, `input.port25` with the fields that are wrong */
export function parseAccountFile(value: unknown): AccountFile {
  const { direction, secret, ...fields } = asObject(value);
  const parsedSecret =
    secret === undefined ? undefined : parseInput(z.object({ secret: secretField }), { secret }).secret;
  if (direction === 'incoming') {
    const account = withAbsoluteCaFile(parseInput(incomingAccountInputSchema, fields));
    return { direction, account, secret: parsedSecret };
  }
  if (direction === 'outgoing') {
    const account = withAbsoluteCaFile(parseInput(outgoingAccountInputSchema, fields));
    return { direction, account, secret: parsedSecret };
  }
  throw usage('"direction" must be "incoming" or "outgoing"', 'direction');
}

/** A relative path means the current directory of this command; whoever uses the account later has another. */
function withAbsoluteCaFile<T extends { readonly caFile?: string | undefined }>(account: T): T {
  const { caFile } = account;
  return caFile === undefined || caFile === '' ? account : { ...account, caFile: path.resolve(caFile) };
}

/** A stored account with some fields exchanged. @throws as `parseAccountFile` */
export function applyChanges(stored: AnyAccount, changes: unknown): AccountFile {
  const { direction, ...fields } = asObject(changes);
  if (direction !== undefined && direction !== stored.direction) {
    throw usage("the direction of an account can't be changed", 'direction');
  }
  return parseAccountFile({ ...exportAccount(stored), ...fields });
}

/** The account as input JSON, without id, times and secret. */
export function exportAccount({ direction, overview }: AnyAccount): Record<string, unknown> {
  const ours = new Set(['id', 'createdAt', 'updatedAt', 'firstContactAt']);
  const fields = Object.entries(overview.account).filter(([name]) => !ours.has(name));
  return { direction, ...Object.fromEntries(fields) };
}

/** The account as the command line prints it. */
export function describeAccount({ direction, overview }: AnyAccount): Record<string, unknown> {
  const status = direction === 'incoming' ? { status: overview.status, waiting: overview.waiting } : {};
  return { direction, ...overview.account, hasSecret: overview.hasSecret, ...status };
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw usage('expected one JSON object that describes an account');
  }
  return { ...value };
}
