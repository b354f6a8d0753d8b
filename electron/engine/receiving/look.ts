import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { MailSource } from './source.ts';

/** What is in a mailbox. Sizes in bytes. */
export interface MailboxLook {
  readonly found: number;
  readonly bytes: number;
  /** Over the account's limit. */
  readonly oversize: number;
}

/** Looks into a mailbox and changes nothing. @throws MailroomError */
export async function lookInto(account: IncomingAccount, source: MailSource): Promise<MailboxLook> {
  try {
    await source.open();
    const listed = await source.list();
    await source.finish();
    const limit = account.maxSizeBytes;
    return {
      found: listed.length,
      bytes: listed.reduce((sum, message) => sum + message.sizeBytes, 0),
      oversize: limit === 0 ? 0 : listed.filter((message) => message.sizeBytes > limit).length,
    };
  } finally {
    source.abort();
  }
}
