import { isExchangeOnlineHost } from '../../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { exchangeOnlineNeeded } from '../../engine/diagnosis/check.ts';
import { unexpected } from '../../engine/failures.ts';
import { nameKey } from '../../engine/store/name-key.ts';
import { readCaFile } from '../../engine/tls-trust.ts';
import { parseAccountFile, type AccountFile } from './account-file.ts';
import type { AnyAccount } from './reference.ts';

/**
 * Checks all accounts of an import before the first is stored, so that a mistake in the last one does not
 * leave half of them behind: each by itself, and together with the others and those that are here.
 *
 * @param values the JSON of the accounts
 * @throws MailroomError what storing the account would throw; `detail` says which one it is
 */
export function checkImport(values: readonly unknown[], stored: readonly AnyAccount[]): AccountFile[] {
  const names = new Set(
    stored.map(({ direction, overview }) => uniqueName(direction, overview.account.name)),
  );
  let hasDefault = stored.some(({ direction }) => direction === 'outgoing');
  return values.map((value, index) => {
    try {
      const file = parseAccountFile(value);
      const { name, caFile } = file.account;
      const key = uniqueName(file.direction, name);
      if (names.has(key))
        throw new MailroomError('input.nameTaken', 'input', { field: 'name', params: { name } });
      names.add(key);
      readCaFile(caFile);
      if (file.direction === 'incoming') checkHost(file.account);
      else {
        checkDefault(file.account, hasDefault);
        hasDefault = true;
      }
      return file;
    } catch (error) {
      throw withPosition(unexpected(error), index);
    }
  });
}

function uniqueName(direction: AccountFile['direction'], name: string): string {
  return `${direction} ${nameKey(name)}`;
}

function checkHost({ active, host }: { readonly active: boolean; readonly host: string }): void {
  if (active && isExchangeOnlineHost(host)) throw exchangeOnlineNeeded(host);
}

/** The first outgoing account becomes the default by itself, and a default is active. */
function checkDefault(
  account: { readonly name: string; readonly active: boolean; readonly isDefault: boolean },
  hasDefault: boolean,
): void {
  if (account.active || (hasDefault && !account.isDefault)) return;
  const { name } = account;
  throw new MailroomError('input.lastDefault', 'input', { field: 'active', params: { name } });
}

function withPosition(failure: MailroomError, index: number): MailroomError {
  const { code, stage, field, params, transient, problems } = failure;
  const detail = [`accounts[${index}]`, ...(failure.detail === undefined ? [] : [failure.detail])].join(': ');
  return new MailroomError(code, stage, { field, params, transient, problems, detail, cause: failure });
}
