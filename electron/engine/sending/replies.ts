import type { ErrorCode, Stage } from '../../../shared/errors.ts';
import { fieldFor } from '../error-fields.ts';

/**
 * What an SMTP reply answers. `data` is both the answer to DATA and the one to the end of the content: a server may
 * raise the same objections at either.
 */
export type SmtpCommand = 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data';

/** A refusal, in the program's own terms. */
export interface ReplyMeaning {
  readonly code: ErrorCode;
  readonly stage: Stage;
  /** Whether the same again, later, can succeed. */
  readonly transient: boolean;
  /** The field of the account form to look at. */
  readonly field?: string;
}

interface Reply {
  readonly code: number;
  /** Without its class, which says the same as the first digit of the code: `7.8` of `5.7.8`. Empty: none was given. */
  readonly enhanced: string;
  readonly text: string;
  readonly at: SmtpCommand;
}

/** One row of the table: which replies it is for, and what these mean. Retrying follows the code unless said. */
interface Rule {
  readonly when: (reply: Reply) => boolean;
  readonly code: ErrorCode;
  readonly transient?: boolean;
  readonly field?: string;
}

const stages: Readonly<Record<SmtpCommand, Stage>> = {
  greeting: 'greeting',
  ehlo: 'greeting',
  starttls: 'tls',
  auth: 'login',
  mail: 'submit',
  rcpt: 'submit',
  data: 'submit',
};

/*
 * Words are looked at only where codes say too little: many servers answer 550 or 554 5.7.1 to everything, and what a
 * person has to do depends on more than that.
 */
const words = {
  encryption: /starttls|encrypt|\btls\b|\bssl\b/i,
  limit: /too many|\blimit|\brate\b|throttl|concurrent/i,
  login:
    /authentication (is )?required|requires? authentication|must (be )?authenticat|not authenticated|auth(enticate)? (first|before)|not logged in/i,
  manyRecipients: /too many recipients|recipients? (limit|exceed)|maximum (number of )?recipients/i,
  policy:
    /spam|block|polic(y|ies)|black ?list|reputation|listed|virus|malware|phish|\bspf\b|\bdkim\b|\bdmarc\b/i,
  quota: /quota|(mail)?box (is )?full|out of (disk )?space|storage (limit|exceeded)/i,
  relay: /(?<!open )\brelay|rcpthosts|client host rejected: access denied/i,
  sender:
    /not owned by|sender (address )?(rejected|denied|not allowed|verif)|SendAsDenied|send as|from address|(not )?allowed to send/i,
  specialPassword: /application[- ]specific|app(lication)? password|via your web browser|web ?log ?in/i,
};

const temporary = ({ code }: Reply): boolean => code >= 400 && code < 500;
const permanent = ({ code }: Reply): boolean => code >= 500 && code < 600;
const isOneOf = (value: number, ...codes: readonly number[]): boolean => codes.includes(value);
const says = ({ text }: Reply, kind: keyof typeof words): boolean => words[kind].test(text);
const hasEnhanced = ({ enhanced }: Reply, ...codes: readonly string[]): boolean => codes.includes(enhanced);
/** Enhanced codes begin with a subject: 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy. */
const isAbout = ({ enhanced }: Reply, subject: number): boolean => enhanced.startsWith(`${subject}.`);

/** The first rule that fits decides. */
const rules: readonly Rule[] = [
  // Anywhere: the server closes the connection (RFC 5321 3.8), or takes no mail at all (RFC 7504).
  {
    when: (reply) => reply.code === 421 && (isAbout(reply, 7) || says(reply, 'limit')),
    code: 'server.limit',
  },
  { when: ({ code }) => code === 421, code: 'server.unavailable' },
  { when: ({ code }) => isOneOf(code, 521, 556), code: 'send.noMailHere' },

  // Before anybody signs in.
  { when: (reply) => isOpening(reply) && temporary(reply), code: 'server.unavailable' },
  { when: (reply) => isOpening(reply) && permanent(reply), code: 'greeting.refused' },
  { when: (reply) => reply.at === 'starttls' && temporary(reply), code: 'tls.startTlsUnavailable' },
  { when: (reply) => reply.at === 'starttls' && permanent(reply), code: 'tls.startTlsMissing' },

  // About signing in (RFC 4954 6), whichever command it answers.
  {
    when: (reply) => reply.code === 432 || (isRefusal(reply) && hasEnhanced(reply, '7.12')),
    code: 'login.passwordExpired',
    transient: false,
  },
  {
    when: (reply) => reply.code === 538 || (permanent(reply) && hasEnhanced(reply, '7.11')),
    code: 'login.encryptionRequired',
  },
  {
    when: (reply) => reply.code === 534 || (signsIn(reply) && hasEnhanced(reply, '7.9')),
    code: 'login.specialPassword',
  },
  {
    when: (reply) => signsIn(reply) && permanent(reply) && says(reply, 'specialPassword'),
    code: 'login.specialPassword',
  },
  { when: ({ code }) => code === 535, code: 'login.refused' },
  {
    when: (reply) => (reply.code === 530 || signsIn(reply)) && permanent(reply) && says(reply, 'encryption'),
    code: 'login.encryptionRequired',
  },
  { when: ({ code }) => code === 530, code: 'login.required', field: 'authentication' },
  { when: (reply) => signsIn(reply) && temporary(reply), code: 'login.temporary' },
  {
    when: (reply) => signsIn(reply) && isOneOf(reply.code, 500, 502, 503, 504),
    code: 'login.noMethod',
    field: 'authentication',
  },
  { when: (reply) => signsIn(reply) && permanent(reply), code: 'login.refused' },
  {
    when: (reply) => isOneOf(reply.code, 503, 550, 553, 554) && namesSomebody(reply) && says(reply, 'login'),
    code: 'login.required',
    field: 'authentication',
  },

  // About the dialogue. Out of step (503) is nobody's message's fault: a new connection begins anew.
  { when: ({ code }) => code === 503, code: 'server.protocol', transient: true },
  { when: ({ code }) => isOneOf(code, 455, 555), code: 'send.parameters', transient: false },
  { when: ({ code }) => isOneOf(code, 500, 502, 504), code: 'send.parameters' },
  { when: (reply) => reply.code === 501 && hasEnhanced(reply, '5.4'), code: 'send.parameters' },

  // About amounts. 552 for too many recipients is a mistake of RFC 821 and means 452 (RFC 5321 4.5.3.1.10).
  {
    when: (reply) => reply.at === 'rcpt' && isOneOf(reply.code, 452, 552) && isTooManyRecipients(reply),
    code: 'send.tooManyRecipients',
    transient: true,
  },
  { when: (reply) => isRefusal(reply) && isTooManyRecipients(reply), code: 'send.tooManyRecipients' },
  {
    // 4.5: the sending quota.
    when: (reply) => isRefusal(reply) && (hasEnhanced(reply, '2.2') || permanentQuota(reply)),
    code: 'send.mailboxFull',
  },
  { when: (reply) => isOneOf(reply.code, 452, 552) && isFull(reply), code: 'send.mailboxFull' },
  { when: (reply) => permanent(reply) && hasEnhanced(reply, '3.4', '2.3'), code: 'send.tooLarge' },
  { when: (reply) => reply.code === 552 && !isAbout(reply, 7), code: 'send.tooLarge' },

  // Everything else that passes: greylisting, busy mailboxes, faults of the server (RFC 5321 4.2.1).
  { when: temporary, code: 'send.temporary' },

  // About who sends. Many servers object to the sender only when they see a recipient, or the content.
  { when: (reply) => permanent(reply) && blamesSender(reply), code: 'send.senderRefused' },
  // Before the words: "User unknown in relay recipient table" is about the user.
  {
    when: (reply) => permanent(reply) && hasEnhanced(reply, '1.1', '1.6', '1.10', '4.1'),
    code: 'send.recipientUnknown',
  },
  {
    when: (reply) => permanent(reply) && says(reply, 'relay'),
    code: 'send.relayRefused',
    field: 'authentication',
  },
  { when: (reply) => permanent(reply) && hasEnhanced(reply, '6.7'), code: 'send.addressNeedsUtf8' },
  { when: (reply) => permanent(reply) && mayBeFiltered(reply), code: 'send.policy' },
  { when: (reply) => permanent(reply) && reply.at === 'mail', code: 'send.senderRefused' },

  // About a recipient.
  { when: (reply) => permanent(reply) && isUnknownRecipient(reply), code: 'send.recipientUnknown' },
  { when: (reply) => permanent(reply) && isBadAddress(reply), code: 'send.addressRefused' },
  { when: (reply) => permanent(reply) && reply.at === 'rcpt', code: 'send.recipientsRefused' },

  { when: permanent, code: 'send.refused' },
];

/**
 * What a refusing reply of an SMTP server means (RFC 5321 4.2, RFC 3463, RFC 4954 6). The three-digit code and the
 * command it answers decide; the enhanced code and, last, words of the text tell apart what these leave open. 4xx is
 * worth another try and 5xx is not, but for what a second try cannot change or certainly does.
 *
 * @param reply one or more lines, as the server sent them
 * @returns `server.protocol` for what is no refusal at all
 */
export function meaningOf(reply: string, at: SmtpCommand): ReplyMeaning {
  const read = readReply(reply, at);
  const rule = rules.find(({ when }) => when(read));
  if (rule === undefined) return { code: 'server.protocol', stage: stages[at], transient: true };
  const field = rule.field ?? fieldFor(rule.code);
  return {
    code: rule.code,
    stage: stageOf(rule.code, at),
    transient: rule.transient ?? temporary(read),
    ...(field === undefined ? {} : { field }),
  };
}

function readReply(reply: string, at: SmtpCommand): Reply {
  const [, code = '0', enhanced = ''] = /^(\d{3})(?:[ -]+[245]\.(\d{1,3}\.\d{1,3})\b)?/.exec(reply) ?? [];
  // The lines as one sentence: servers break it anywhere.
  const text = reply
    .split(/\r?\n/)
    .map((line) => line.replace(/^\d{3}[ -]?(?:[245]\.\d{1,3}\.\d{1,3} ?)?/, ''))
    .join(' ');
  return { code: Number(code), enhanced, text, at };
}

/** A server that wants a sign-in says so at MAIL, but what is wrong is the sign-in. */
function stageOf(code: ErrorCode, at: SmtpCommand): Stage {
  return code.startsWith('login.') ? 'login' : stages[at];
}

function isRefusal(reply: Reply): boolean {
  return temporary(reply) || permanent(reply);
}

function isOpening({ at }: Reply): boolean {
  return at === 'greeting' || at === 'ehlo';
}

function signsIn({ at }: Reply): boolean {
  return at === 'auth';
}

function namesSomebody({ at }: Reply): boolean {
  return at === 'mail' || at === 'rcpt';
}

function isTooManyRecipients(reply: Reply): boolean {
  return hasEnhanced(reply, '5.3') || says(reply, 'manyRecipients');
}

function permanentQuota(reply: Reply): boolean {
  return permanent(reply) && hasEnhanced(reply, '4.5');
}

/** Only without a code that says otherwise: "message size exceeds quota" is about the message. */
function isFull(reply: Reply): boolean {
  return !hasEnhanced(reply, '3.4', '2.3') && says(reply, 'quota');
}

function blamesSender(reply: Reply): boolean {
  return hasEnhanced(reply, '1.7', '1.8', '7.60', '2.252') || says(reply, 'sender');
}

/** RFC 3463 3.8 gives 5.7.1 to many things; after the content it is the content. */
function mayBeFiltered(reply: Reply): boolean {
  return says(reply, 'policy') || (reply.at === 'data' && isAbout(reply, 7));
}

function isUnknownRecipient(reply: Reply): boolean {
  return reply.code === 551 || (reply.at === 'rcpt' && reply.code === 550 && reply.enhanced === '');
}

function isBadAddress(reply: Reply): boolean {
  const coded = reply.at === 'rcpt' && isOneOf(reply.code, 501, 553);
  return coded || hasEnhanced(reply, '1.2', '1.3');
}
