import type net from 'node:net';
import SMTPConnection, {
  type SMTPConnectionSendInfo,
  type SMTPEnvelope,
} from 'nodemailer/lib/smtp-connection';
import type { MailroomError } from '../../../../shared/errors.ts';
import type { Timeouts } from '../../connection/endpoint.ts';
import { smtpFailure, type SubmissionContext } from '../../failures.ts';
import { redact } from '../../redact.ts';
import { asciiHost } from '../../tls-trust.ts';
import type { SmtpCommand } from '../replies.ts';
import {
  LostReply,
  type OutgoingMessage,
  type RefusedRecipient,
  type SubmissionResult,
  type SubmissionSession,
} from '../transport.ts';
import { done } from './done.ts';
import { readOffer, type ServerOffer } from './ehlo.ts';
import { GatedBody } from './gated-body.ts';
import { ownCommands, sendCommand } from './smtp-command.ts';
import { wireMessage, type WireMessage } from './smtp-envelope.ts';
import { signIn, tokenLogin, type LoginAccount } from './smtp-login.ts';
import { wireSender } from './wire-address.ts';

/** What a session takes to know of its account. */
export type SessionAccount = LoginAccount & { readonly host: string; readonly port: number };

/** Says nothing about this computer (RFC 5321 4.1.3). */
const OWN_NAME = '[127.0.0.1]';
/** How long a server may take to say good-bye. */
const GOODBYE_MS = 3_000;

/** What nodemailer tells of a refused recipient. */
interface RecipientError {
  readonly recipient?: string | undefined;
  readonly response?: string | undefined;
}

/**
 * A session over nodemailer's connection class. That class, unlike its transport, lets us see whether the final dot
 * was handed over: from then on a lost connection means "unknown" and must not lead to a second attempt by itself.
 */
export class SmtpSession implements SubmissionSession {
  readonly #socket: net.Socket;
  readonly #connection: SMTPConnection;
  readonly #account: SessionAccount;
  readonly #secret: string | undefined;
  #offer: ServerOffer = readOffer('');
  #at: SmtpCommand = 'greeting';
  #ended = false;
  #hasTransaction = false;
  /** What ended the connection. */
  #cause: unknown;
  /** Tells that to what is under way. */
  #interrupt: (cause: unknown) => void = () => {};

  private constructor(
    socket: net.Socket,
    account: SessionAccount,
    secret: string | undefined,
    timeouts: Timeouts,
  ) {
    const { host, port, encryption } = account;
    this.#socket = socket;
    this.#account = account;
    this.#secret = secret;
    this.#connection = new SMTPConnection({
      host: asciiHost(host),
      port,
      name: OWN_NAME,
      connection: socket,
      // nodemailer gets the socket when it is encrypted and trusted, and so can send nothing before.
      secure: encryption !== 'none',
      secured: encryption !== 'none',
      ignoreTLS: true,
      connectionTimeout: timeouts.greetingMs,
      greetingTimeout: timeouts.greetingMs,
      socketTimeout: timeouts.idleMs,
      customAuth: { ...tokenLogin, ...ownCommands },
    });
    // Errors come at any time, and one that nobody listens to would end the process.
    this.#connection.on('error', (error) => this.#end(error));
    this.#connection.once('end', () => {
      this.#ended = true;
      // Later, because what the server said at the end arrives in this same turn.
      setImmediate(() => this.#end(Object.assign(new Error('connection closed'), { code: 'ECONNECTION' })));
    });
  }

  /**
   * Makes a connected, encrypted socket a session: greeting, EHLO, sign-in. An account without authentication does not
   * sign in; any other does, or fails.
   *
   * @throws MailroomError; the connection is closed then
   */
  static async open(
    socket: net.Socket,
    account: SessionAccount,
    secret: string | undefined,
    timeouts: Timeouts,
  ): Promise<SmtpSession> {
    const session = new SmtpSession(socket, account, secret, timeouts);
    try {
      await session.#begin();
      return session;
    } catch (error) {
      session.close();
      throw session.#failure(error);
    }
  }

  /** What the server says it can do. */
  get offer(): ServerOffer {
    return this.#offer;
  }

  get usable(): boolean {
    return !this.#ended && this.#socket.writable && !this.#socket.destroyed;
  }

  async send(message: OutgoingMessage, beforeBody: () => Promise<void>): Promise<SubmissionResult> {
    const wire = wireMessage(message, this.#offer);
    if (wire.recipients.size === 0) return { reply: '', accepted: [], refused: wire.refused };
    await this.#reset();
    const body = new GatedBody(wire.bytes, beforeBody);
    this.#hasTransaction = true;
    try {
      const result = await this.#submit(wire, body);
      return wire.bytes === message.source ? result : { ...result, sentSource: wire.bytes };
    } finally {
      // The server waits for the rest of the content, or did not wait for it: only the end of the connection keeps it
      // from taking what there is for the whole.
      if (body.begun && !body.handedOver) this.close();
    }
  }

  /** MAIL FROM, then RSET (RFC 5321 4.1.1.2, 4.1.1.5). */
  async trySender(address: string): Promise<void> {
    const from = wireSender(address, this.#offer.smtpUtf8);
    // RFC 6531 3.4.
    const parameter = /[^\u0000-\u007f]/.test(from) ? ' SMTPUTF8' : '';
    await this.#reset();
    this.#hasTransaction = true;
    await this.#during(sendCommand(this.#connection, `MAIL FROM:<${from}>${parameter}`)).catch(
      (error: unknown) => {
        throw this.#failure(error, { command: 'mail' });
      },
    );
    await this.#reset();
  }

  async quit(): Promise<void> {
    if (!this.usable) return this.close();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.close(), GOODBYE_MS);
      this.#connection.once('end', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#connection.quit();
    });
  }

  /** Ends the connection without a word. What is under way fails. */
  close(): void {
    this.#connection.close();
  }

  async #begin(): Promise<void> {
    await this.#during(done((callback) => this.#connection.connect(callback)));
    this.#offer = readOffer(this.#connection.lastServerResponse || '');
    this.#at = 'auth';
    if (this.#account.authentication !== 'none')
      await this.#during(signIn(this.#connection, this.#account, this.#secret, this.#offer));
    this.#at = 'mail';
  }

  /** MAIL, RCPT and DATA, which nodemailer sends together where the server allows it (RFC 2920), and the content. */
  async #submit(wire: WireMessage, body: GatedBody): Promise<SubmissionResult> {
    // nodemailer notes in it who was refused, which a failure later on does not tell.
    const envelope: SMTPEnvelope & { readonly rejectedErrors?: readonly RecipientError[] } = {
      from: wire.from,
      to: [...wire.recipients.keys()],
      // Lets the server refuse by size before the content (RFC 1870).
      size: wire.bytes.length,
      use8BitMime: wire.eightBit,
    };
    try {
      const info = await this.#during(
        done<SMTPConnectionSendInfo>((callback) => this.#connection.send(envelope, body.stream, callback)),
      );
      if (!body.handedOver)
        throw this.#failure(new Error('confirmed before the end of the content'), { bodyHandedOver: true });
      this.#hasTransaction = false;
      return {
        reply: this.#hide(info.response),
        accepted: info.accepted.flatMap((address) => wire.recipients.get(address) ?? []),
        refused: [...wire.refused, ...this.#refusals(info.rejectedErrors ?? [], wire)],
      };
    } catch (error) {
      await body.settled();
      if (body.stopped !== undefined) throw body.stopped.error;
      const { rejectedErrors } = error as { readonly rejectedErrors?: readonly RecipientError[] };
      if (rejectedErrors !== undefined) {
        const refused = [...wire.refused, ...this.#refusals(rejectedErrors, wire)];
        return { reply: this.#hide(rejectedErrors.at(-1)?.response ?? ''), accepted: [], refused };
      }
      const failure = this.#failure(error, {
        bodyHandedOver: body.handedOver,
        params: {
          size: wire.bytes.length,
          ...(this.#offer.size === undefined ? {} : { limit: this.#offer.size }),
        },
      });
      // Out of step: whatever is said next would be misunderstood.
      if (failure.code === 'server.protocol' || failure.code === 'send.unknown') this.close();
      if (failure.code !== 'send.unknown') throw failure;
      const refused = [...wire.refused, ...this.#refusals(envelope.rejectedErrors ?? [], wire)];
      throw new LostReply(refused, { detail: failure.detail, params: failure.params, cause: error });
    }
  }

  #refusals(errors: readonly RecipientError[], wire: WireMessage): RefusedRecipient[] {
    return errors.flatMap((error) =>
      (wire.recipients.get(error.recipient ?? '') ?? []).map((recipient) => ({
        recipient,
        reply: this.#hide(error.response ?? ''),
        error: this.#failure(error, { params: { recipients: recipient } }).toPlain(),
      })),
    );
  }

  /** A transaction that came to nothing ends before the next begins (RFC 5321 4.1.1.5). */
  async #reset(): Promise<void> {
    if (!this.#hasTransaction) return;
    try {
      await this.#during(done((callback) => this.#connection.reset(callback)));
      this.#hasTransaction = false;
    } catch (error) {
      this.close();
      throw this.#failure(error);
    }
  }

  /**
   * Settles with the first of the work's own end and the connection's. Not with `Promise.race`, which for every message
   * would leave something behind for as long as the session lasts.
   */
  #during<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#interrupt = reject;
      work.then(resolve, reject);
      if (this.#cause !== undefined) reject(this.#cause);
    });
  }

  #end(cause: unknown): void {
    this.#cause ??= cause;
    this.#interrupt(cause);
  }

  #failure(error: unknown, changes: Partial<SubmissionContext> = {}): MailroomError {
    const { host, port } = this.#account;
    const hide = (words: string): string => this.#hide(words);
    return smtpFailure(error, { host, port, hide, at: this.#at, bodyHandedOver: false, ...changes });
  }

  #hide(words: string): string {
    return redact(words, this.#secret ?? '', this.#account.user);
  }
}
