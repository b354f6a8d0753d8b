import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Clock, SecretStore, Timer } from '../ports.ts';
import { secretKey } from '../secrets/keys.ts';
import type { MailTransport, OutgoingMessage, SubmissionResult, SubmissionSession } from './transport.ts';
import type { SmtpAccount, SmtpOptions } from './transports/smtp.ts';

/** Servers end a connection after so many messages themselves, and less politely. */
const MESSAGES_PER_CONNECTION = 100;
const IDLE_MS = 30_000;

export type TransportFactory = (
  account: SmtpAccount,
  secret: string | undefined,
  options?: SmtpOptions,
) => MailTransport;

/** A signed-in connection of an account. */
export interface Connection {
  readonly session: SubmissionSession;
  readonly transport: MailTransport;
  /** Messages that went over it. */
  used: number;
  readonly generation: number;
}

/** The connections of one account: opened when needed, used again, closed when nothing comes. */
export interface Connections {
  /**
   * The one that is at hand if it may be used further, else an idle one, else a new one.
   *
   * @throws MailroomError when the server can't be reached, refuses the login, or the secret is missing
   */
  take(present: Connection | undefined, account: OutgoingAccount): Promise<Connection>;
  send(
    connection: Connection,
    message: OutgoingMessage,
    beforeBody: () => Promise<void>,
  ): Promise<SubmissionResult>;
  /** Whether the account is signed in anywhere now. */
  readonly hasOpen: boolean;
  /** Nobody needs it now: it is kept for a while. */
  giveBack(connection: Connection): void;
  /** What is open is not used again, and what is being opened is given up: the account changed, or fails. */
  renew(): void;
  /** Counts how often that happened. */
  readonly generation: number;
  /** Says good-bye on those that nobody uses, and gives up those not yet open. */
  closeIdle(): void;
  /** Ends them all at once. */
  abort(): void;
}

export function createConnections(
  accountId: string,
  {
    secrets,
    clock,
    createTransport,
  }: {
    readonly secrets: SecretStore;
    readonly clock: Clock;
    readonly createTransport: TransportFactory;
  },
): Connections {
  const idle: Connection[] = [];
  const opening = new Set<MailTransport>();
  const open = new Set<MailTransport>();
  /** Those that say good-bye. */
  const leaving = new Set<MailTransport>();
  let generation = 0;
  let timer: Timer | undefined;

  async function openOne(account: OutgoingAccount): Promise<Connection> {
    const bornIn = generation;
    const needsSecret = account.authentication !== 'none';
    const secret = needsSecret ? await secrets.get(secretKey('outgoing', accountId)) : undefined;
    if (needsSecret && secret === undefined)
      throw new MailroomError('secret.missing', 'secrets', { field: 'secret' });
    // The account may have been edited meanwhile: nothing goes out by old settings.
    if (bornIn !== generation) throw new MailroomError('connect.closed', 'connect', { transient: true });
    const transport = createTransport(account, secret);
    opening.add(transport);
    try {
      const session = await transport.open();
      open.add(transport);
      return { session, transport, used: 0, generation: bornIn };
    } catch (error) {
      transport.close();
      throw error;
    } finally {
      opening.delete(transport);
    }
  }

  function isGood({ session, used, generation: bornIn }: Connection): boolean {
    return session.usable && used < MESSAGES_PER_CONNECTION && bornIn === generation;
  }

  function end({ session, transport }: Connection): void {
    open.delete(transport);
    leaving.add(transport);
    void session.quit().finally(() => {
      transport.close();
      leaving.delete(transport);
    });
  }

  function closeIdle(): void {
    timer?.cancel();
    for (const connection of idle.splice(0)) end(connection);
  }

  function giveUpOpening(): void {
    for (const transport of opening) transport.close();
  }

  return {
    async take(present, account) {
      const choice = present === undefined ? idle.pop() : present;
      if (choice !== undefined) {
        if (isGood(choice)) return choice;
        end(choice);
      }
      for (let next = idle.pop(); next !== undefined; next = idle.pop()) {
        if (isGood(next)) return next;
        end(next);
      }
      return openOne(account);
    },

    send(connection, message, beforeBody) {
      connection.used += 1;
      return connection.session.send(message, beforeBody);
    },

    get hasOpen() {
      return open.size > 0;
    },

    giveBack(connection) {
      if (!isGood(connection)) {
        end(connection);
        return;
      }
      idle.push(connection);
      timer?.cancel();
      timer = clock.setTimer(closeIdle, IDLE_MS);
    },

    renew() {
      generation += 1;
      closeIdle();
      giveUpOpening();
    },

    get generation() {
      return generation;
    },

    closeIdle() {
      closeIdle();
      giveUpOpening();
    },

    abort() {
      closeIdle();
      for (const transport of [...opening, ...open, ...leaving]) transport.close();
    },
  };
}
