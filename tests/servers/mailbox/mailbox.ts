/** A message as a server in memory holds it. */
export interface HeldMail {
  uid: number;
  readonly bytes: Buffer;
  /** `\Deleted`, and by whom does not matter to a server. */
  deleted: boolean;
  /** POP3's unique id. */
  uidl: string;
  /** What is served while it is set, in place of the message; the announced size stays that of the message. */
  standIn?: Buffer | undefined;
  /** Refuses to be fetched. */
  refused?: boolean | undefined;
}

/** How a server in memory differs from the best there is. */
export interface Habits {
  /** UID EXPUNGE (RFC 4315). */
  uidPlus: boolean;
  /** EXPUNGE is answered OK and does nothing. */
  idleExpunge: boolean;
  /** Commands may be sent ahead (RFC 2449). */
  pipelining: boolean;
  /** `none`: UIDL is unknown. `same`: every message has the same one. */
  uidls: 'unique' | 'same' | 'none';
  /** What becomes of a QUIT: answered, carried out without an answer, or never seen. */
  quit: 'answered' | 'unanswered' | 'ignored';
}

/**
 * One mailbox in memory, for the servers that speak IMAP and POP3 to it. Unlike a real server it does what a test
 * says: gives numbers twice, changes them, and breaks off at any command.
 */
export class Mailbox {
  uidValidity = 1000;
  /** Seven digits, so that sessions are alike to the byte however many went before. */
  uidNext = 1_000_001;
  mail: HeldMail[] = [];
  readonly habits: Habits = {
    uidPlus: true,
    idleExpunge: false,
    pipelining: true,
    uidls: 'unique',
    quit: 'answered',
  };
  /** Called with each command before it is carried out; `drop` ends the connection before, `mute` after it. */
  onCommand: (line: string) => 'drop' | 'mute' | undefined = () => undefined;
  /** Called with the messages that are about to go for good, by a client's command. */
  onRemoval: (mail: readonly HeldMail[]) => void = () => {};

  deliver(...messages: readonly Buffer[]): HeldMail[] {
    const held = messages.map((bytes) => {
      const uid = this.uidNext++;
      return { uid, bytes, deleted: false, uidl: `${uid}.${this.uidValidity}` };
    });
    this.mail.push(...held);
    return held;
  }

  /** Takes messages out, as a client's command or as another program does. */
  remove(gone: ReadonlySet<HeldMail>, by: 'client' | 'other' = 'other'): void {
    const present = this.mail.filter((message) => gone.has(message));
    if (by === 'client' && present.length > 0) this.onRemoval(present);
    this.mail = this.mail.filter((message) => !gone.has(message));
  }

  /** All numbers change, as when the mailbox is restored from a backup (RFC 9051 2.3.1.1). */
  renumber(): void {
    this.uidValidity += 1;
    this.uidNext = 1_000_001;
    for (const message of this.mail) {
      message.uid = this.uidNext++;
      message.uidl = `${message.uid}.${this.uidValidity}`;
    }
  }
}
