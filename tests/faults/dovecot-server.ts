import { startDovecot } from '../servers/dovecot.ts';
import type { Protocol, SweptServer } from './cuts.ts';

/** A real server behind the same interface as the one in memory. */
export async function dovecotServer(protocol: Protocol): Promise<SweptServer> {
  const dovecot = await startDovecot();
  const user = 'u1';
  return {
    port: protocol === 'imap4' ? dovecot.ports.imap : dovecot.ports.pop3,
    user,
    fill: (messages) =>
      void dovecot.fill(
        user,
        messages.map((bytes) => ({ bytes })),
      ),
    left: () => dovecot.messages(user),
    idle: async () => {},
    stop: () => dovecot.stop(),
  };
}
