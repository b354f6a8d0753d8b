import type { MailAddress } from '../../../shared/domain/message.ts';

const MAX_CHARACTERS = 500;

/** What a ticket made of a message is called: as its subject says, or after its sender where there is none. Never empty. */
export function titleOf({ subject, from }: { readonly subject: string; readonly from: MailAddress }): string {
  const title = [subject, from.address, from.name].map((text) => text.trim()).find((text) => text !== '');
  return (title ?? '?').slice(0, MAX_CHARACTERS);
}
