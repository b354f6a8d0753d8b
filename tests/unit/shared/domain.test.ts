import { describe, expect, it } from 'vitest';
import { parseInput } from '../../../electron/engine/parse-input.ts';
import { addressField, hostField, lineField, nameField, secretField } from '../../../shared/domain/fields.ts';
import {
  defaultIncomingPort,
  incomingAccountInputSchema,
  isExchangeOnlineHost,
} from '../../../shared/domain/incoming-account.ts';
import {
  encryptionForSubmissionPort,
  outgoingAccountInputSchema,
} from '../../../shared/domain/outgoing-account.ts';
import { sendRequestSchema } from '../../../shared/domain/outbound.ts';
import { ruleInputSchema } from '../../../shared/domain/rule.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import type { z } from 'zod';

function problem(schema: z.ZodType, value: unknown): string | undefined {
  return schema.safeParse(value).error?.issues[0]?.message;
}

describe('a host', () => {
  it.each([
    'imap.example.com',
    'localhost',
    '192.0.2.1',
    '::1',
    '2001:db8::25',
    'fe80::1%eth0',
    'mail-1_a.example',
    'büro.example',
    'host.example.',
  ])('may be %s', (host) => {
    expect(problem(hostField, host)).toBeUndefined();
  });

  it.each([
    ['', 'required'],
    ['   ', 'required'],
    ['https://imap.example.com', 'hostHasScheme'],
    ['imap://x', 'hostHasScheme'],
    ['imap.example.com:993', 'hostHasPort'],
    ['imap.example.com:993:1', 'hostHasPort'],
    ['user@example.com', 'hostIsAddress'],
    ['imap.example.com/inbox', 'hostHasPath'],
    ['a\\b', 'hostHasPath'],
    ['a b', 'hostHasSpace'],
    ['.example.com', 'hostMalformed'],
    ['a..b', 'hostMalformed'],
    ['a,b', 'hostMalformed'],
    ['x'.repeat(254), 'tooLong'],
  ])('may not be %j: %s', (host, code) => {
    expect(problem(hostField, host)).toBe(code);
  });

  it('is trimmed', () => {
    expect(hostField.parse('  imap.example.com\n')).toBe('imap.example.com');
  });
});

describe('other fields', () => {
  it.each([
    [nameField, '', 'required'],
    [nameField, 'x'.repeat(101), 'tooLong'],
    [lineField, 'a\r\nb', 'controlCharacters'],
    [secretField, '', 'required'],
    [secretField, 'a\nb', 'controlCharacters'],
    [secretField, 'a\0b', 'controlCharacters'],
    [addressField, 'nobody', 'addressMalformed'],
    [addressField, 'Anna <a@b>', 'addressMalformed'],
    [addressField, 'a@b, c@d', 'addressMalformed'],
    [addressField, 'a@b\r\nBcc: c@d', 'addressMalformed'],
  ])('refuse what does not belong (%#)', (schema, value, code) => {
    expect(problem(schema, value)).toBe(code);
  });

  it('leave a secret exactly as it was typed', () => {
    expect(secretField.parse('  pä"ss  ')).toBe('  pä"ss  ');
  });
});

const incoming = { serverType: 'imap4', name: 'A', host: 'h.example', user: 'u', maxSizeBytes: 0 };
const outgoing = { name: 'A', host: 'h.example', senderAddress: 'a@b.example', senderName: 'A', user: 'u' };

describe('accounts', () => {
  it('have the defaults of the protocols', () => {
    expect(incomingAccountInputSchema.parse({ ...incoming, mailbox: ' ' })).toMatchObject({
      encryption: 'tls',
      mailbox: 'INBOX',
      pollIntervalSeconds: 300,
      afterRetrieval: 'remove',
      active: true,
    });
    expect(outgoingAccountInputSchema.parse(outgoing)).toMatchObject({
      port: 587,
      encryption: 'starttls',
      bodyCharset: 'utf-8',
      authentication: 'automatic',
    });
    expect(
      (['imap4', 'pop3'] as const).map((type) =>
        (['tls', 'starttls', 'none'] as const).map((way) => defaultIncomingPort(type, way)),
      ),
    ).toEqual([
      [993, 143, 143],
      [995, 110, 110],
    ]);
    expect([465, 587, 2525].map(encryptionForSubmissionPort)).toEqual(['tls', 'starttls', 'starttls']);
  });

  it.each([
    [{ port: 0 }, 'portRange'],
    [{ port: 65_536 }, 'portRange'],
    [{ port: 99.5 }, 'portRange'],
    [{ port: '993' }, 'portRange'],
    [{ maxSizeBytes: -1 }, 'sizeRange'],
    [{ maxSizeBytes: 1.5 }, 'sizeRange'],
    [{ maxSizeBytes: undefined }, 'sizeRange'],
    [{ pollIntervalSeconds: 59 }, 'intervalRange'],
    [{ pollIntervalSeconds: 86_401 }, 'intervalRange'],
    [{ user: ' ' }, 'required'],
  ])('incoming ones refuse %j', (changes, code) => {
    expect(problem(incomingAccountInputSchema, { ...incoming, ...changes })).toBe(code);
  });

  it.each([
    [{ port: 25 }, 'port25'],
    [{ user: '' }, 'required'],
    [{ encryption: 'none' }, 'passwordInClear'],
    [{ senderName: '' }, 'required'],
    [{ senderAddress: 'x' }, 'addressMalformed'],
  ])('outgoing ones refuse %j', (changes, code) => {
    expect(problem(outgoingAccountInputSchema, { ...outgoing, ...changes })).toBe(code);
  });

  it.each([
    { encryption: 'none', authentication: 'none', user: '' },
    { encryption: 'none', authentication: 'cramMd5' },
    { port: 2525 },
  ])('outgoing ones accept %j', (changes) => {
    expect(problem(outgoingAccountInputSchema, { ...outgoing, ...changes })).toBeUndefined();
  });

  it.each([
    ['outlook.office365.com', true],
    ['OUTLOOK.OFFICE365.COM', true],
    ['smtp.office365.com', true],
    ['imap-mail.outlook.com', true],
    ['notoutlook.com', false],
    ['outlook.com.example.org', false],
    ['imap.example.com', false],
  ])('%s belongs to Exchange Online: %s', (host, belongs) => {
    expect(isExchangeOnlineHost(host)).toBe(belongs);
  });
});

describe('parseInput', () => {
  const refused = (schema: z.ZodType, value: unknown): MailroomError => {
    try {
      parseInput(schema, value);
    } catch (error) {
      return error as MailroomError;
    }
    throw new Error('accepted');
  };

  it('names every field that is wrong, with the codes that the form translates', () => {
    const error = refused(incomingAccountInputSchema, {
      ...incoming,
      host: 'a:1',
      user: undefined,
      serverType: 'x',
      extra: 1,
    });
    expect(error).toMatchObject({ code: 'input.invalid', stage: 'input' });
    expect(error.problems?.map((one) => [one.field, one.problem]).sort()).toEqual([
      ['extra', 'unknownField'],
      ['host', 'hostHasPort'],
      ['serverType', 'invalid'],
      ['user', 'required'],
    ]);
  });

  it('puts the refused port before everything else', () => {
    const error = refused(outgoingAccountInputSchema, { ...outgoing, name: '', port: 25 });
    expect(error).toMatchObject({ code: 'input.port25', field: 'port' });
  });
});

describe('requests and rules', () => {
  const request = { to: ['a@b.example'], subject: 's', text: '' };

  it.each([
    [{ to: [] }, 'required'],
    [{ subject: 'a\r\nBcc: x' }, 'controlCharacters'],
    [{ subject: 'x'.repeat(901) }, 'tooLong'],
    [{ to: ['a@b\n'] }, undefined],
  ])('to send %j: %s', (changes, code) => {
    expect(problem(sendRequestSchema, { ...request, ...changes })).toBe(code);
  });

  it.each([
    [{ rank: 0 }, 'rankRange'],
    [{ conditions: [] }, 'required'],
    [{ actions: [] }, 'required'],
    [{ conditions: [{ field: 'subject', operator: 'contains', value: ' ' }] }, 'required'],
  ])('as a rule %j: %s', (changes, code) => {
    const rule = {
      accountId: 'a',
      title: 't',
      rank: 1,
      conditions: [{ field: 'subject', operator: 'contains', value: 'x' }],
      actions: [{ kind: 'createTicket' }],
    };
    expect(problem(ruleInputSchema, rule)).toBeUndefined();
    expect(problem(ruleInputSchema, { ...rule, ...changes })).toBe(code);
  });

  const ruled = (changes: object): object => ({
    accountId: 'a',
    title: 't',
    rank: 1,
    conditions: [{ field: 'subject', operator: 'contains', value: 'x' }],
    actions: [{ kind: 'createTicket' }],
    ...changes,
  });

  it('as a rule of the first version come unchanged', () => {
    expect(ruleInputSchema.parse(ruled({}))).toEqual(ruled({ active: true }));
  });

  it.each([
    [{ field: 'subject', operator: 'domainIs', value: 'x' }, 'operatorDoesNotFit'],
    [{ field: 'sizeBytes', operator: 'contains', value: 'x' }, 'operatorDoesNotFit'],
    [{ field: 'sizeBytes', operator: 'above', value: 'x' }, 'sizeRange'],
    [{ field: 'sizeBytes', operator: 'above', value: -1 }, 'sizeRange'],
    [{ field: 'sizeBytes', operator: 'above', value: 1 }, undefined],
    [{ field: 'subject', operator: 'is', value: 7 }, 'textNeeded'],
    [{ field: 'header', operator: 'is', value: 'x' }, 'required'],
    [{ field: 'header', name: 'X: a', operator: 'is', value: 'x' }, 'headerNameMalformed'],
    [{ field: 'header', name: 'X-A', operator: 'is', value: 'x' }, undefined],
    [{ field: 'subject', name: 'X-A', operator: 'is', value: 'x' }, 'nameNotHere'],
    [{ field: 'attachment', name: 'size', operator: 'is', value: 'x' }, 'attachmentAspect'],
    [{ field: 'attachment', operator: 'contains', value: 'x' }, 'operatorDoesNotFit'],
    [{ field: 'attachment', operator: 'is', value: 'no' }, 'onlyYes'],
    [{ field: 'attachment', name: 'name', operator: 'matches', value: 'x' }, undefined],
    [{ field: 'spam', operator: 'is', value: 'no' }, 'onlyYes'],
    [{ field: 'autoGenerated', operator: 'is', value: 'yes', negate: true }, undefined],
  ])('as a condition %j: %s', (condition, code) => {
    expect(problem(ruleInputSchema, ruled({ conditions: [condition] }))).toBe(code);
  });

  it.each([
    [[{ kind: 'createTicket' }, { kind: 'assignTicket', ticket: 'T-1' }], 'oneTicketOnly'],
    [[{ kind: 'createTicket' }, { kind: 'markSpam' }], 'oneTicketOnly'],
    [[{ kind: 'leave' }, { kind: 'archive' }], 'onePlaceOnly'],
    [[{ kind: 'markSpam' }, { kind: 'leave' }], 'onePlaceOnly'],
    [[{ kind: 'archive' }, { kind: 'archive' }], 'actionTwice'],
    [[{ kind: 'setFields' }], 'required'],
    [[{ kind: 'assignTicket', ticket: '[T-12]' }], 'ticketMalformed'],
    [[{ kind: 'createTicket', priority: 'high' }, { kind: 'leave' }], undefined],
    [[{ kind: 'forward', to: ['nobody'] }], 'addressMalformed'],
    [[{ kind: 'forward', to: [] }], 'required'],
    [[{ kind: 'notify' }], 'oneToNotify'],
    [[{ kind: 'notify', userId: 'u', owner: true }], 'oneToNotify'],
    [[{ kind: 'notify', groupId: 'g' }, { kind: 'confirm' }], undefined],
  ])('as actions %j: %s', (actions, code) => {
    expect(problem(ruleInputSchema, ruled({ actions }))).toBe(code);
  });
});
