import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';

/** What is known about an outgoing account as a messenger. */
export interface Messenger {
  readonly account: OutgoingAccount;
  readonly failing: boolean;
}

/** The account that is in trouble: what carries the word must not depend on it. */
export interface Troubled {
  readonly id: string;
  readonly host: string;
}

/**
 * The outgoing account that carries the alarm: never the troubled one, never one that fails itself or is paused; one
 * on another server before one on the same; the default before others.
 */
export function messengerFor(
  troubled: Troubled,
  messengers: readonly Messenger[],
): OutgoingAccount | undefined {
  const domain = registeredPart(troubled.host);
  const rank = (account: OutgoingAccount): number =>
    (registeredPart(account.host) === domain ? 2 : 0) + (account.isDefault ? 0 : 1);
  return messengers
    .filter(({ account, failing }) => account.active && !failing && account.id !== troubled.id)
    .map(({ account }) => account)
    .toSorted((a, b) => rank(a) - rank(b))[0];
}

/** `imap.example.com` and `smtp.example.com` are taken for the same operator. */
function registeredPart(host: string): string {
  return host.toLowerCase().replace(/\.$/, '').split('.').slice(-2).join('.');
}
