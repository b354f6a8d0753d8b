import type { IncomingAccount } from '../../shared/domain/incoming-account.ts';
import type { MessageDetail } from '../../shared/domain/message.ts';
import type { MailboxFolder, MailboxLook, ServerCertificate } from '../../shared/domain/mailbox.ts';
import type { OutboxDetail, OutboxEntry } from '../../shared/domain/outbound.ts';
import type { OutgoingAccount } from '../../shared/domain/outgoing-account.ts';
import type { AccountStatus, PollRun } from '../../shared/domain/poll.ts';
import type { Rule } from '../../shared/domain/rule.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import { MailroomError, type PlainError } from '../../shared/errors.ts';

/** Believable accounts, mail, rules and outbox entries of a small office. Times are relative to `now`. */

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function incomingAccount(
  change: Partial<IncomingAccount> & { id: string; name: string },
): IncomingAccount {
  return {
    serverType: 'imap4',
    description: '',
    active: true,
    host: 'mail.weber-logistik.example',
    port: 993,
    encryption: 'tls',
    user: `${change.name}@weber-logistik.example`,
    mailbox: 'INBOX',
    maxSizeBytes: 25_000_000,
    imagesAsAttachments: false,
    pollIntervalSeconds: 300,
    afterRetrieval: 'remove',
    firstContact: 'all',
    firstContactAt: 1_700_000_000_000,
    unknownSenders: 'create',
    threadByReferences: true,
    completedTickets: 'flag',
    waiveNameCheck: false,
    createdAt: 1_700_000_000_000,
    updatedAt: 1_700_000_000_000,
    ...change,
  };
}

export function pollRun(account: { id: string; name: string }, change: Partial<PollRun> = {}): PollRun {
  return {
    account: account.name,
    accountId: account.id,
    startedAt: 1_700_000_000_000,
    found: 3,
    imported: 3,
    removed: 3,
    duplicates: 0,
    oversize: 0,
    quarantined: 0,
    failed: 0,
    bytes: 120_000,
    moved: 0,
    leftAlone: 0,
    connectMs: 120,
    ms: 840,
    ...change,
  };
}

export interface StoredIncoming {
  account: IncomingAccount;
  status: AccountStatus;
  hasSecret: boolean;
}

export function sampleIncoming(now: number): StoredIncoming[] {
  const support = incomingAccount({
    id: 'in-support',
    name: 'Support',
    user: 'support@weber-logistik.example',
  });
  const sales = incomingAccount({
    id: 'in-sales',
    name: 'Vertrieb',
    serverType: 'pop3',
    port: 995,
    host: 'pop.provider.example',
    user: 'vertrieb@weber-logistik.example',
  });
  const billing = incomingAccount({
    id: 'in-billing',
    name: 'Rechnungen',
    mailbox: 'INBOX/Eingang',
    user: 'rechnungen@weber-logistik.example',
    imagesAsAttachments: true,
    maxSizeBytes: 0,
  });
  const old = incomingAccount({
    id: 'in-old',
    name: 'Altes Postfach (bis Umzug)',
    active: false,
    host: 'exchange.alt.example',
    encryption: 'starttls',
    port: 143,
    user: 'ALT\\helpdesk',
  });
  const facility = incomingAccount({
    id: 'in-facility',
    name: 'Haustechnik',
    host: 'mail.facility.example',
    user: 'haustechnik@weber-logistik.example',
  });
  const branch = incomingAccount({
    id: 'in-branch',
    name: 'Filiale Nord',
    host: 'mail.filiale-nord.example',
    user: 'info@filiale-nord.example',
    firstContact: 'ask',
    createdAt: now - 9 * MINUTE,
  });
  delete branch.firstContactAt;
  const scans = incomingAccount({
    id: 'in-scans',
    name: 'Scanner',
    user: 'scan@weber-logistik.example',
    afterRetrieval: 'move',
    moveTo: 'INBOX/Erledigt',
    firstContact: '2023-10-01T22:00:00.000Z',
  });
  const refused: PlainError = {
    code: 'login.refused',
    stage: 'login',
    field: 'secret',
    params: {},
    detail: '-ERR [AUTH] Authentication failed.',
    transient: false,
  };
  return [
    {
      account: support,
      hasSecret: true,
      status: {
        recovered: {
          at: now - 40 * MINUTE,
          afterMs: 2 * HOUR,
          error: refused,
        },
        state: 'idle',
        lastSuccessAt: now - 2 * MINUTE,
        lastRunAt: now - 2 * MINUTE,
        nextPollAt: now + 2 * MINUTE + 14_000,
        lastRun: pollRun(support),
      },
    },
    {
      account: sales,
      hasSecret: true,
      status: {
        state: 'attention',
        lastSuccessAt: now - 5 * HOUR,
        lastRunAt: now - 4 * MINUTE,
        failingSince: now - 2 * HOUR,
        error: refused,
        lastRun: pollRun(sales, { found: 0, imported: 0, removed: 0, bytes: 0, error: refused }),
      },
    },
    {
      account: billing,
      hasSecret: true,
      status: {
        state: 'polling',
        lastSuccessAt: now - 6 * MINUTE,
        lastRunAt: now - 6 * MINUTE,
        progress: { accountId: 'in-billing', phase: 'fetching', total: 40, done: 12 },
        lastRun: pollRun(billing, { imported: 1 }),
      },
    },
    {
      account: facility,
      hasSecret: true,
      status: {
        state: 'retrying',
        lastSuccessAt: now - 40 * MINUTE,
        lastRunAt: now - MINUTE,
        nextPollAt: now + 5 * MINUTE,
        failingSince: now - 31 * MINUTE,
        error: {
          code: 'connect.timeout',
          stage: 'connect',
          field: 'host',
          params: { host: 'mail.facility.example', port: 993 },
          detail: 'connect ETIMEDOUT 203.0.113.40:993',
          transient: true,
        },
      },
    },
    {
      account: branch,
      hasSecret: true,
      status: {
        state: 'undecided',
        lastRunAt: now - 8 * MINUTE,
        lastRun: pollRun(branch, { found: 1284, imported: 0, removed: 0, bytes: 0 }),
      },
    },
    {
      account: scans,
      hasSecret: true,
      status: {
        state: 'slow',
        lastSuccessAt: now - 7 * MINUTE,
        lastRunAt: now - 7 * MINUTE,
        nextPollAt: now + 11 * MINUTE,
        lastRun: pollRun(scans, {
          found: 58,
          imported: 12,
          removed: 0,
          moved: 12,
          leftAlone: 43,
          duplicates: 1,
          oversize: 1,
          quarantined: 1,
          bytes: 31_400_000,
          connectMs: 9400,
          ms: 194_000,
        }),
      },
    },
    { account: old, hasSecret: true, status: { state: 'paused', lastSuccessAt: now - 9 * DAY } },
  ];
}

export function outgoingAccount(
  change: Partial<OutgoingAccount> & { id: string; name: string },
): OutgoingAccount {
  return {
    description: '',
    active: true,
    isDefault: false,
    transport: 'smtp',
    host: 'smtp.weber-logistik.example',
    port: 587,
    encryption: 'starttls',
    senderAddress: 'support@weber-logistik.example',
    senderName: 'Weber Logistik Support',
    bodyCharset: 'utf-8',
    transferEncoding: 'auto',
    authentication: 'automatic',
    user: 'support@weber-logistik.example',
    maxSizeBytes: 0,
    allowClearPassword: false,
    maxConnections: 4,
    maxPerMinute: 0,
    sentCopyMailbox: '',
    waiveNameCheck: false,
    createdAt: 1_700_000_000_000,
    updatedAt: 1_700_000_000_000,
    ...change,
  };
}

export interface StoredOutgoing {
  account: OutgoingAccount;
  hasSecret: boolean;
  lastError?: AccountStatus['error'];
  lastSentAt?: number;
  waiting?: number;
}

export function sampleOutgoing(now: number): StoredOutgoing[] {
  return [
    {
      account: outgoingAccount({
        id: 'out-support',
        name: 'Support',
        isDefault: true,
        description: 'Antworten an Kunden, Passwortmitteilungen',
      }),
      hasSecret: true,
      lastSentAt: now - 12 * MINUTE,
    },
    {
      account: outgoingAccount({
        id: 'out-billing',
        name: 'Rechnungen',
        host: 'smtp.provider.example',
        port: 465,
        encryption: 'tls',
        senderAddress: 'rechnungen@weber-logistik.example',
        senderName: 'Buchhaltung Weber Logistik',
        maxSizeBytes: 20_000_000,
      }),
      hasSecret: true,
      lastSentAt: now - 26 * HOUR,
      lastError: {
        code: 'send.senderRefused',
        stage: 'submit',
        field: 'senderAddress',
        params: {},
        detail: '553 5.7.1 <rechnungen@weber-logistik.example>: Sender address rejected: not owned by user',
        transient: false,
      },
    },
    {
      account: outgoingAccount({
        id: 'out-old',
        name: 'Haustechnik (alt)',
        active: false,
        host: 'smtp.facility.example',
        senderAddress: 'haustechnik@weber-logistik.example',
        senderName: 'Haustechnik',
      }),
      hasSecret: true,
      waiting: 1,
    },
  ];
}

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGNgqJ6GB41KY0EA1r6f4VHVQCMAAAAASUVORK5CYII=';

const NEWSLETTER = `<!doctype html><html><head><style>body{background:url(https://tracker.example/bg.png)}</style>
<script>alert(1)</script></head><body style="background:#f4f4f4">
<table width="600" align="center" style="background:#fff;border:1px solid #ddd"><tr><td style="padding:24px">
<img src="cid:logo@shop" alt="Shop GmbH" width="96" height="32">
<h1 style="color:#333;font-size:20px">Ihre Rechnung 4711</h1>
<p>Guten Tag Frau Weber,</p><p>vielen Dank für Ihre Bestellung. Die Rechnung über <b>1.284,50 €</b> finden Sie im Anhang.</p>
<table width="100%" cellpadding="6" style="border-collapse:collapse"><tr style="background:#eee"><td>Position</td><td align="right">Betrag</td></tr>
<tr><td>Etikettendrucker ZD421</td><td align="right">429,00 €</td></tr><tr><td>Thermoetiketten, 24 Rollen</td><td align="right">855,50 €</td></tr></table>
<p><a href="https://shop.example/rechnung/4711?token=abc" onclick="steal()">Rechnung online ansehen</a> ·
<a href="javascript:alert(2)">Konto</a> · <a href="mailto:buchhaltung@shop.example">Frage zur Rechnung</a></p>
<img src="https://tracker.example/open.gif?id=99" width="1" height="1"><img src="http://cdn.shop.example/banner.jpg" alt="Herbstangebote">
<form action="https://evil.example"><input name="q"></form>
</td></tr></table></body></html>`;

type Draft = Pick<MessageDetail, 'from' | 'subject' | 'text'> & Partial<MessageDetail>;

function drafts(now: number): Draft[] {
  return [
    {
      from: { name: 'Anna Weber', address: 'anna.weber@kunde.example' },
      subject: 'Drucker im 2. OG druckt nicht',
      text: 'Guten Morgen,\n\nseit heute früh druckt der Etikettendrucker im 2. OG nur noch leere Seiten.\nEin Foto der Anzeige hängt an. Das Handbuch sagt: https://hilfe.drucker.example/zd421/leer\n\nKönnen Sie bitte jemanden schicken?\n\nViele Grüße\nAnna Weber\n\n> Am 3. März schrieb Support:\n> Bitte melden Sie sich, wenn der Fehler wieder auftritt.\n',
      date: now - 3 * MINUTE,
      attachmentList: [
        {
          index: 0,
          name: 'anzeige.jpg',
          mimeType: 'image/jpeg',
          sizeBytes: 184_320,
          disposition: 'attachment',
        },
        {
          index: 1,
          name: 'Protokoll der letzten Wartung mit sehr langem Dateinamen 2024-11-30.pdf',
          mimeType: 'application/pdf',
          sizeBytes: 1_482_003,
          disposition: 'attachment',
        },
      ],
    },
    {
      from: { name: 'Shop GmbH', address: 'rechnung@shop.example' },
      subject: 'Ihre Rechnung 4711',
      account: 'Rechnungen',
      accountId: 'in-billing',
      text: 'Ihre Rechnung 4711\n\nGuten Tag Frau Weber,\n\nvielen Dank für Ihre Bestellung. Die Rechnung über 1.284,50 € finden Sie im Anhang.\n',
      html: NEWSLETTER,
      inlineImages: { 'logo@shop': PIXEL },
      date: now - 96 * MINUTE,
      attachmentList: [
        {
          index: 0,
          name: 'logo.png',
          mimeType: 'image/png',
          sizeBytes: 812,
          disposition: 'inline',
          contentId: '<logo@shop>',
        },
        {
          index: 1,
          name: 'Rechnung-4711.pdf',
          mimeType: 'application/pdf',
          sizeBytes: 96_211,
          disposition: 'attachment',
        },
      ],
    },
    {
      from: { name: '', address: 'scanner@weber-logistik.example' },
      subject: 'Scan 2024-12-01 (48 Seiten)',
      text: '',
      state: 'oversize',
      hasSource: false,
      canPutOnServer: false,
      sizeBytes: 61_300_000,
      date: now - 3 * HOUR,
      reason: {
        code: 'message.tooLarge',
        stage: 'fetch',
        params: { size: 61_300_000, limit: 25_000_000 },
        transient: false,
      },
    },
    {
      from: { name: 'Jan Kowalski', address: 'j.kowalski@spedycja.example' },
      subject: 'Delivery note missing for order 88-1203',
      text: 'Hello,\n\nthe driver is here but we have no delivery note for order 88-1203. Could you send it again?\n\nBest regards\nJan\n',
      read: true,
      date: now - 5 * HOUR,
    },
    {
      from: { name: '=?broken?=', address: 'noreply@unknown.example' },
      subject: '',
      text: 'multipart boundary missing\n',
      state: 'quarantined',
      date: now - 7 * HOUR,
      reason: {
        code: 'fetch.incomplete',
        stage: 'fetch',
        params: { announced: 20_011, received: 11_204 },
        transient: false,
      },
    },
    {
      from: { name: 'Bauamt Musterstadt', address: 'bauamt@musterstadt.example' },
      subject: 'Pläne Halle 3, alle Geschosse',
      text: '',
      state: 'oversize',
      hasSource: false,
      canPutOnServer: false,
      sizeBytes: 148_000_000,
      date: now - 7.2 * HOUR,
      reason: {
        code: 'message.tooLarge',
        stage: 'fetch',
        params: { size: 148_000_000, limit: 25_000_000 },
        transient: false,
      },
    },
    {
      from: { name: 'Monitoring', address: 'alarm@rz.example' },
      subject: 'Backup report',
      text: '',
      state: 'quarantined',
      hasSource: false,
      canPutOnServer: false,
      sizeBytes: 88_200,
      date: now - 7.5 * HOUR,
      reason: {
        code: 'fetch.repeatedly',
        stage: 'fetch',
        params: { size: 88_200, failures: 5 },
        detail: 'NO [SERVERBUG] Internal error occurred. Refer to server log for more information.',
        transient: false,
      },
    },
  ];
}

const subjects = [
  'Zugang zum VPN funktioniert nicht',
  'Bestellung Toner',
  'Question about invoice 2023-118',
  'Neue Kollegin ab 1. Januar: Arbeitsplatz',
  'AW: Termin zur Abnahme der neuen Regale im Lager Süd, Halle 3 – bitte bis Freitag bestätigen',
  'Password reset',
  'Monitor flackert',
  'Reisekostenabrechnung November',
];
const people = [
  ['Mehmet Yılmaz', 'm.yilmaz@weber-logistik.example'],
  ['Sabine Krüger-Hoffmann', 's.krueger@weber-logistik.example'],
  ['Luca Rossi', 'luca.rossi@trasporti.example'],
  ['Petra Lange', 'petra.lange@kunde.example'],
] as const;

export function message(id: number, draft: Draft, now: number): MessageDetail {
  const received = draft.date ?? now - id * HOUR;
  const account = draft.account ?? 'Support';
  const attachmentList = draft.attachmentList ?? [];
  const base: MessageDetail = {
    id,
    accountId: 'in-support',
    account,
    to: [{ name: 'Support', address: 'support@weber-logistik.example' }],
    cc: [],
    replyTo: [],
    snippet: draft.text.replace(/\s+/g, ' ').trim().slice(0, 120),
    date: received,
    receivedAt: received + 20_000,
    sizeBytes: 14_200 + attachmentList.reduce((sum, part) => sum + part.sizeBytes, 0),
    state: 'new',
    read: false,
    attachments: attachmentList.filter((part) => part.disposition === 'attachment').length,
    folder: 'inbox',
    messageId: `<${id}@mail.example>`,
    headers: [],
    duplicates: [],
    canPutOnServer: true,
    attachmentList,
    inlineImages: {},
    imagesAsAttachments: false,
    hasSource: true,
    trail: [],
    ...draft,
  };
  return {
    ...base,
    headers: [
      { name: 'Return-Path', value: `<${base.from.address}>` },
      {
        name: 'Received',
        value:
          'from mx1.example (mx1.example [198.51.100.7]) by mail.weber-logistik.example with ESMTPS id 4X9k',
      },
      { name: 'From', value: `${base.from.name} <${base.from.address}>` },
      { name: 'To', value: 'Support <support@weber-logistik.example>' },
      { name: 'Subject', value: base.subject },
      { name: 'Date', value: new Date(base.date).toUTCString() },
      { name: 'Message-ID', value: base.messageId ?? '' },
      { name: 'MIME-Version', value: '1.0' },
      { name: 'Content-Type', value: 'text/plain; charset=utf-8' },
    ],
    ...(base.hasSource
      ? {
          receipt: {
            account,
            mailbox: 'INBOX',
            serverKey: `1612345678/${20_000 + id}`,
            sizeBytes: base.sizeBytes,
            sha256: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c',
            fetchedAt: received + 19_000,
            committedAt: received + 20_000,
            ...(base.state === 'new' || base.state === 'archived' ? { removedAt: received + 21_000 } : {}),
          },
        }
      : {}),
    trail: [
      { at: received + 20_000, event: 'imported', params: { account } },
      ...(base.hasSource && base.state !== 'quarantined'
        ? [{ at: received + 21_000, event: 'removed' as const, params: {} }]
        : []),
      ...(base.state === 'quarantined'
        ? [{ at: received + 20_000, event: 'quarantined' as const, params: {} }]
        : []),
      ...(base.ticket === undefined
        ? []
        : [
            { at: received + 21_500, event: 'rule' as const, params: { rule: 'Störungen' } },
            { at: received + 21_600, event: 'ticketCreated' as const, params: { ticket: base.ticket } },
            { at: received + 21_700, event: 'archived' as const, params: {} },
          ]),
    ],
  };
}

export function sampleMessages(now: number, more = 240): MessageDetail[] {
  const first = drafts(now);
  const filler = Array.from({ length: more }, (_unused, index): Draft => {
    const [name, address] = people[index % people.length] ?? people[0];
    const archived = index % 3 === 0;
    return {
      from: { name, address },
      subject: subjects[index % subjects.length] ?? '',
      text: `Guten Tag,\n\n${subjects[index % subjects.length]} – könnten Sie sich das bitte ansehen?\n\nDanke und Gruß\n${name}\n`,
      date: now - (8 + index * 2.7) * HOUR,
      read: index % 4 !== 1,
      ...(archived
        ? {
            folder: 'archive' as const,
            state: 'archived' as const,
            ticket: `T-${String(123 + index).padStart(6, '0')}`,
          }
        : {}),
      ...(index % 7 === 2
        ? {
            attachmentList: [
              {
                index: 0,
                name: 'Anlage.pdf',
                mimeType: 'application/pdf',
                sizeBytes: 231_000,
                disposition: 'attachment' as const,
              },
            ],
          }
        : {}),
    };
  });
  const all = [...first, ...filler];
  const messages = all.map((draft, index) => message(all.length - index, draft, now));
  const twin = messages.find((item) => item.folder === 'archive');
  return messages.map((item) =>
    item.from.name === 'Jan Kowalski' && twin !== undefined
      ? {
          ...item,
          duplicates: [{ id: twin.id, folder: twin.folder, account: 'Vertrieb', kind: 'sameBytes' as const }],
        }
      : item,
  );
}

export function sampleRules(): Rule[] {
  return [
    {
      id: 'rule-1',
      accountId: 'in-support',
      title: 'Störungen',
      rank: 10,
      active: true,
      conditions: [{ field: 'subject', operator: 'contains', value: 'Störung' }],
      actions: [{ kind: 'createTicket' }],
    },
    {
      id: 'rule-2',
      accountId: 'in-support',
      title: 'Drucker',
      rank: 20,
      active: true,
      conditions: [
        { field: 'subject', operator: 'contains', value: 'Drucker' },
        { field: 'sender', operator: 'domainIs', value: 'kunde.example' },
        { field: 'autoGenerated', operator: 'is', value: 'yes', negate: true },
      ],
      actions: [
        { kind: 'createTicket', typeId: 'type-fault', groupId: 'group-support', priority: 'high' },
        { kind: 'confirm', templateId: 'template-fault' },
      ],
      continue: true,
    },
    {
      id: 'rule-3',
      accountId: 'in-support',
      title: 'Newsletter-Anmeldungen',
      rank: 90,
      active: false,
      conditions: [{ field: 'subject', operator: 'contains', value: 'Newsletter' }],
      actions: [{ kind: 'createTicket' }],
    },
  ];
}

export function sampleTickets(now: number): Ticket[] {
  return [
    {
      number: 'T-000126',
      title: 'VPN im Homeoffice bricht ab',
      status: 'new',
      typeId: 'type-fault',
      groupId: 'group-support',
      createdAt: now - 2 * HOUR,
      updatedAt: now - 2 * HOUR,
      messages: 1,
    },
    {
      number: 'T-000125',
      title: 'Order 88-1203: delivery note',
      status: 'processing',
      typeId: 'type-order',
      groupId: 'group-facility',
      ownerId: 'user-tom',
      priority: 'urgent',
      reporterId: 'contact-anna',
      reporter: 'Anna Weber',
      unread: true,
      createdAt: now - DAY,
      updatedAt: now - 3 * HOUR,
      messages: 4,
    },
    {
      number: 'T-000123',
      title: 'Neuer Arbeitsplatz für Frau Schneider, Lager Süd',
      status: 'completed',
      createdAt: now - 6 * DAY,
      updatedAt: now - 2 * DAY,
      messages: 12,
    },
  ];
}

export function outboxEntry(id: string, change: Partial<OutboxEntry>, now: number): OutboxEntry {
  return {
    id,
    state: 'sent',
    accountId: 'out-support',
    account: 'Support',
    why: 'default',
    from: 'support@weber-logistik.example',
    to: ['anna.weber@kunde.example'],
    subject: 'Re: Drucker im 2. OG druckt nicht',
    messageId: `<${id}@weber-logistik.example>`,
    sizeBytes: 4210,
    createdAt: now - 20 * MINUTE,
    expiresAt: now + 2 * DAY,
    accountState: 'ready',
    automatic: false,
    attempts: 1,
    charsetFallback: false,
    lastReply: '250 2.0.0 Ok: queued as 4X9kQ21z',
    ...change,
  };
}

export function sampleOutbox(now: number): OutboxEntry[] {
  return [
    outboxEntry(
      'ob-5',
      {
        state: 'deferred',
        to: ['j.kowalski@spedycja.example'],
        subject: 'Re: Delivery note missing for order 88-1203',
        createdAt: now - 4 * MINUTE,
        attempts: 2,
        nextAttempt: now + 6 * MINUTE,
        lastReply: '451 4.7.1 Greylisting in action, please come back later',
        error: {
          code: 'send.temporary',
          stage: 'submit',
          params: {},
          detail: '451 4.7.1 Greylisting in action, please come back later',
          transient: true,
        },
      },
      now,
    ),
    outboxEntry(
      'ob-4',
      {
        state: 'unknown',
        to: ['petra.lange@kunde.example'],
        subject: 'Re: Termin zur Abnahme',
        createdAt: now - 50 * MINUTE,
        lastReply: '354 End data with <CR><LF>.<CR><LF>',
        error: { code: 'send.unknown', stage: 'submit', params: {}, transient: false },
      },
      now,
    ),
    outboxEntry('ob-3', { createdAt: now - 70 * MINUTE }, now),
    outboxEntry(
      'ob-2',
      {
        state: 'failed',
        account: 'Rechnungen',
        accountId: 'out-billing',
        why: 'requested',
        from: 'rechnungen@weber-logistik.example',
        to: ['rechnung@shop.example', 'buchhaltung@shop.example'],
        subject: 'Re: Ihre Rechnung 4711',
        createdAt: now - 5 * HOUR,
        lastReply: '553 5.7.1 Sender address rejected: not owned by user',
        error: {
          code: 'send.senderRefused',
          stage: 'submit',
          field: 'senderAddress',
          params: {},
          detail: '553 5.7.1 Sender address rejected: not owned by user',
          transient: false,
        },
      },
      now,
    ),
    outboxEntry(
      'ob-7',
      {
        state: 'partlyRefused',
        to: ['rechnung@shop.example', 'buchhaltnug@shop.example', 'archiv@shop.example'],
        subject: 'Unterlagen zur Rechnung 4711',
        ticket: 'T-000125',
        createdAt: now - 7 * HOUR,
        sizeBytes: 482_000,
        sentCopy: 'failed',
        error: {
          code: 'send.recipientUnknown',
          stage: 'submit',
          params: { recipients: 'buchhaltnug@shop.example' },
          detail: '550 5.1.1 <buchhaltnug@shop.example>: Recipient address rejected: User unknown',
          transient: false,
        },
      },
      now,
    ),
    outboxEntry(
      'ob-6',
      {
        state: 'queued',
        account: 'Haustechnik (alt)',
        accountId: 'out-old',
        accountState: 'paused',
        why: 'group',
        from: 'haustechnik@weber-logistik.example',
        to: ['empfang@kunde.example'],
        subject: 'Wartung der Aufzüge am Freitag',
        createdAt: now - 8 * HOUR,
        attempts: 0,
      },
      now,
    ),
    outboxEntry('ob-1', { state: 'cancelled', createdAt: now - DAY, attempts: 0, subject: 'Test' }, now),
  ].map((entry) => {
    if (entry.attempts > 0) return entry;
    const { lastReply: _none, ...rest } = entry;
    return rest;
  });
}

/** What is known of some of these messages beyond the list. */
export function sampleOutboxDetails(now: number): Record<string, Partial<OutboxDetail>> {
  return {
    'ob-7': {
      recipients: [
        { address: 'rechnung@shop.example', kind: 'to', state: 'accepted', reply: '250 2.1.5 Ok' },
        {
          address: 'buchhaltnug@shop.example',
          kind: 'to',
          state: 'refused',
          reply: '550 5.1.1 <buchhaltnug@shop.example>: Recipient address rejected: User unknown',
        },
        { address: 'archiv@shop.example', kind: 'bcc', state: 'accepted', reply: '250 2.1.5 Ok' },
      ],
      steps: [
        { step: 'requested', outcome: 'none' },
        { step: 'group', outcome: 'paused', name: 'Haustechnik', account: 'Haustechnik (alt)' },
        { step: 'ticketType', outcome: 'noAccount', name: 'Bestellung' },
        { step: 'default', outcome: 'used', account: 'Support' },
      ],
      attemptList: [
        {
          at: now - 7 * HOUR + 900,
          ms: 30_020,
          outcome: 'deferred',
          error: {
            code: 'connect.timeout',
            stage: 'connect',
            params: { host: 'smtp.weber-logistik.example', port: 587 },
            transient: true,
          },
        },
        {
          at: now - 7 * HOUR + 60_000,
          ms: 812,
          outcome: 'partlyRefused',
          reply: '250 2.0.0 Ok: queued as 4X9kQ21z',
        },
      ],
      sentCopyError: {
        code: 'mailbox.missing',
        stage: 'mailbox',
        params: { mailbox: 'Sent', folders: 'INBOX, Gesendet' },
        transient: false,
      },
      text: 'Guten Tag,\n\nanbei die Unterlagen.\n\nhttps://shop.example/rechnung/4711\n',
      html: '<p>Guten Tag,</p><p>anbei die <b>Unterlagen</b>.</p><script>alert(1)</script><img src="cid:logo@here">',
      inlineImages: { 'logo@here': PIXEL },
      attachmentList: [
        {
          index: 0,
          name: 'Rechnung 4711.pdf',
          mimeType: 'application/pdf',
          sizeBytes: 341_000,
          disposition: 'attachment',
        },
      ],
    },
  };
}

export function mailboxLook(now: number): MailboxLook {
  return {
    found: 1284,
    bytes: 96_000_000,
    largestBytes: 31_000_000,
    oversize: 2,
    oldest: now - 1400 * DAY,
    newest: now - 3 * HOUR,
    byAge: [
      { days: 1, messages: 6 },
      { days: 7, messages: 41 },
      { days: 30, messages: 160 },
      { days: 365, messages: 900 },
    ],
    sampled: 500,
    rules: [
      { title: 'Störungen', messages: 96, createsTicket: true },
      { title: 'Drucker', messages: 24, createsTicket: true },
      { messages: 380, createsTicket: false },
    ],
  };
}

export const mailboxFolders: MailboxFolder[] = [
  { path: 'Archiv', name: 'Archiv', delimiter: '/', specialUse: '\\Archive', selectable: true },
  { path: 'Archiv/2025', name: '2025', delimiter: '/', selectable: true },
  { path: 'Archiv/2026', name: '2026', delimiter: '/', selectable: true },
  { path: 'Entwürfe', name: 'Entwürfe', delimiter: '/', specialUse: '\\Drafts', selectable: true },
  { path: 'Gesendet', name: 'Gesendet', delimiter: '/', specialUse: '\\Sent', selectable: true },
  { path: 'INBOX', name: 'INBOX', delimiter: '/', selectable: true },
  { path: 'INBOX/Eingang', name: 'Eingang', delimiter: '/', selectable: true },
  { path: 'INBOX/Erledigt', name: 'Erledigt', delimiter: '/', selectable: true },
  { path: 'Öffentlich', name: 'Öffentlich', delimiter: '/', selectable: false },
  { path: 'Öffentlich/Haustechnik', name: 'Haustechnik', delimiter: '/', selectable: true },
  { path: 'Papierkorb', name: 'Papierkorb', delimiter: '/', specialUse: '\\Trash', selectable: true },
  // A parent the server does not list.
  { path: 'shared/vertrieb', name: 'vertrieb', delimiter: '/', selectable: true },
  { path: 'Spam', name: 'Spam', delimiter: '/', specialUse: '\\Junk', selectable: true },
];

export const serverCertificate: ServerCertificate = {
  fingerprint: Array.from({ length: 32 }, (_, index) => (index * 7 + 16).toString(16).padStart(2, '0'))
    .join(':')
    .toUpperCase(),
  subject: 'mail.weber-logistik.example',
  issuer: 'mail.weber-logistik.example',
  names: 'mail.weber-logistik.example',
  validFrom: 'Jan  1 00:00:00 2026 GMT',
  validTo: 'Jan  1 00:00:00 2028 GMT',
  pem: '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n',
  problem: new MailroomError('tls.selfSigned', 'tls', { field: 'host' }).toPlain(),
};
