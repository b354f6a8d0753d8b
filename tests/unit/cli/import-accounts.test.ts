import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAccountFile } from '../../../electron/cli/commands/account-file.ts';
import { checkImport } from '../../../electron/cli/commands/import-accounts.ts';
import type { AnyAccount } from '../../../electron/cli/commands/reference.ts';

const incoming = {
  direction: 'incoming',
  serverType: 'imap4',
  name: 'Support',
  host: 'imap.example.com',
  user: 'u',
  maxSizeBytes: 0,
};
const outgoing = {
  direction: 'outgoing',
  name: 'Support',
  host: 'smtp.example.com',
  senderAddress: 'support@example.com',
  senderName: 'Support',
  user: 'u',
};
/** As much of a stored account as the check looks at. */
const stored = (direction: AnyAccount['direction'], name: string): AnyAccount =>
  ({ direction, overview: { account: { name } } }) as AnyAccount;

const refused = (values: unknown[], present: AnyAccount[] = []): unknown => {
  try {
    checkImport(values, present);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('an import', () => {
  it('takes accounts of both directions that have the same name', () => {
    const files = checkImport([incoming, { ...outgoing, secret: 's' }], [stored('incoming', 'Other')]);
    expect(files.map(({ direction, secret }) => [direction, secret])).toEqual([
      ['incoming', undefined],
      ['outgoing', 's'],
    ]);
  });

  it('is refused as a whole for one account, and says which', () => {
    expect(refused([incoming, { ...incoming, name: 'B', host: 'https://x' }])).toMatchObject({
      code: 'input.invalid',
      field: 'host',
      problems: [{ field: 'host', problem: 'hostHasScheme' }],
      detail: 'accounts[1]',
    });
    expect(refused([incoming, null])).toMatchObject({ detail: expect.stringMatching(/^accounts\[1\]: /) });
    expect(refused([{ ...outgoing, port: 25 }])).toMatchObject({ code: 'input.port25' });
    expect(refused([{ ...incoming, host: 'outlook.office365.com' }])).toMatchObject({
      code: 'input.exchangeOnlineNeeded',
    });
    expect(refused([{ ...incoming, active: false, host: 'outlook.office365.com' }])).toBeUndefined();
    expect(refused([{ ...incoming, caFile: '/nowhere.pem' }])).toMatchObject({
      code: 'input.unreadable',
      field: 'caFile',
    });
  });

  it('keeps names apart, letter case aside', () => {
    const taken = { code: 'input.nameTaken', field: 'name', params: { name: 'SUPPORT' } };
    expect(refused([incoming, { ...incoming, name: 'SUPPORT' }])).toMatchObject(taken);
    expect(refused([{ ...incoming, name: 'SUPPORT' }], [stored('incoming', 'support')])).toMatchObject(taken);
    expect(refused([{ ...incoming, name: 'SUPPORT' }], [stored('outgoing', 'support')])).toBeUndefined();
  });

  it('leaves an active default', () => {
    const paused = { ...outgoing, active: false };
    expect(refused([paused])).toMatchObject({ code: 'input.lastDefault', field: 'active' });
    expect(refused([outgoing, { ...paused, name: 'B' }])).toBeUndefined();
    expect(refused([outgoing, { ...paused, name: 'B', isDefault: true }])).toMatchObject({
      code: 'input.lastDefault',
    });
    expect(refused([paused], [stored('outgoing', 'First')])).toBeUndefined();
  });
});

describe('the file of an authority', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mailroom-ca-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is looked for from the current directory', () => {
    const file = path.join(folder, 'ca.pem');
    writeFileSync(file, '');
    const caFile = path.relative(process.cwd(), file);
    for (const account of [incoming, outgoing]) {
      expect(parseAccountFile({ ...account, caFile }).account.caFile).toBe(file);
      expect(parseAccountFile({ ...account, caFile: file }).account.caFile).toBe(file);
      expect(parseAccountFile({ ...account, caFile: '' }).account.caFile).toBe('');
      expect(parseAccountFile(account).account.caFile).toBeUndefined();
    }
  });
});
