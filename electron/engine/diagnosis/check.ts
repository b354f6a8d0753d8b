import type { ConnectionTest, TestStep } from '../../../shared/domain/connection-test.ts';
import { isExchangeOnlineHost, type IncomingAccountInput } from '../../../shared/domain/incoming-account.ts';
import type { Encryption } from '../../../shared/domain/fields.ts';
import type { OutgoingAccountInput } from '../../../shared/domain/outgoing-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { unexpected } from '../failures.ts';
import type { OpenedMailbox } from '../receiving/source.ts';
import { connectionSettings, type SourceFactory } from '../receiving/sources/index.ts';
import type { ServerOffer } from '../sending/transports/ehlo.ts';
import type { SmtpSession } from '../sending/transports/smtp-session.ts';
import { createSmtpTransport, smtpEndpoint } from '../sending/transports/smtp.ts';
import type { Endpoint, Protocol, ProxyLookup } from '../connection/endpoint.ts';
import { authority } from '../connection/tunnel.ts';
import { lookAtTls, probeTimeouts, reach, resolveHost } from './probe.ts';
import { runSteps, type Evidence, type StepPlan } from './steps.ts';

/**
 * Tests reading a mailbox step by step: name, connection, encryption, login, mailbox. Reads only; nothing on
 * the server changes.
 */
export async function checkIncoming(
  account: IncomingAccountInput,
  secret: string | undefined,
  { createSource, proxy }: { readonly createSource: SourceFactory; readonly proxy: ProxyLookup },
  onStep: (step: TestStep) => void,
): Promise<ConnectionTest> {
  let opened: OpenedMailbox | undefined;
  const open = once(async () => {
    if (secret === undefined) throw new MailroomError('secret.missing', 'login', { field: 'secret' });
    const source = createSource(account, secret);
    try {
      opened = await source.open();
      await source.finish();
    } finally {
      source.abort();
    }
  });
  const plans: StepPlan[] = [
    ...reachSteps(account.serverType, account.encryption, () => {
      if (isExchangeOnlineHost(account.host)) throw exchangeOnlineNeeded(account.host);
      return connectionSettings(account, '', { proxy, timeouts: probeTimeouts });
    }),
    { id: 'login', run: upTo(open, [{ label: 'user', value: account.user }]) },
    {
      id: 'mailbox',
      async run() {
        await open();
        if (opened === undefined) return [];
        if (!opened.canRemove && account.afterRetrieval === 'remove') {
          throw new MailroomError('mailbox.readOnly', 'mailbox', {
            field: 'mailbox',
            params: { mailbox: opened.mailbox },
          });
        }
        return [
          ...(opened.mailbox === '' ? [] : [{ label: 'mailbox', value: opened.mailbox }]),
          { label: 'messages', value: String(opened.messageCount) },
        ];
      },
    },
  ];
  return runSteps(plans, onStep);
}

/**
 * Tests submitting, up to the sender's address, which is named to the server and taken back. Nothing is sent.
 * What the server can do is evidence of the login.
 */
export async function checkOutgoing(
  account: OutgoingAccountInput,
  secret: string | undefined,
  { proxy }: { readonly proxy: ProxyLookup },
  onStep: (step: TestStep) => void,
): Promise<ConnectionTest> {
  let session: SmtpSession | undefined;
  const plans: StepPlan[] = [
    ...reachSteps('smtp', account.encryption, () =>
      smtpEndpoint(account, { proxy, timeouts: probeTimeouts }),
    ),
    {
      id: 'login',
      async run() {
        session = await createSmtpTransport(account, secret, { proxy }).open();
        return [
          ...(account.authentication === 'none' ? [] : [{ label: 'user', value: account.user }]),
          ...offerEvidence(session.offer, account.maxSizeBytes),
        ];
      },
    },
    {
      id: 'sender',
      async run() {
        await session?.trySender(account.senderAddress);
        return [{ label: 'sender', value: account.senderAddress }];
      },
    },
  ];
  try {
    return await runSteps(plans, onStep);
  } finally {
    await session?.quit();
  }
}

/** The ways to sign in, and the largest message in bytes; marked when the account allows larger ones. */
function offerEvidence({ authentications, size }: ServerOffer, maxSizeBytes: number): Evidence {
  return [
    ...(authentications.length === 0
      ? []
      : [{ label: 'authentications', value: authentications.join(', ') }]),
    ...(size === undefined ? [] : [{ label: 'serverMaxSize', value: megabytes(size) }]),
    ...(size !== undefined && size < maxSizeBytes
      ? [{ label: 'serverMaxSizeLess', value: `${megabytes(size)} < ${megabytes(maxSizeBytes)}` }]
      : []),
  ];
}

function megabytes(bytes: number): string {
  return `${Number((bytes / 1_000_000).toFixed(2))} MB`;
}

/** What blocks a Microsoft 365 mailbox on POP3 and IMAP (S26). */
export function exchangeOnlineNeeded(host: string): MailroomError {
  return new MailroomError('input.exchangeOnlineNeeded', 'input', { field: 'host', params: { host } });
}

/** The steps up to the encryption. A proxy resolves the name itself, so there its address is shown instead. */
function reachSteps(protocol: Protocol, encryption: Encryption, endpointOf: () => Endpoint): StepPlan[] {
  let endpoint: Endpoint;
  const steps: StepPlan[] = [
    {
      id: 'input',
      async run() {
        endpoint = endpointOf();
        return [];
      },
    },
    {
      id: 'dns',
      async run() {
        const proxy = await endpoint.proxy?.();
        if (proxy !== undefined) return [{ label: 'proxy', value: authority(proxy.host, proxy.port) }];
        return [{ label: 'addresses', value: (await resolveHost(endpoint)).join(', ') }];
      },
    },
    {
      id: 'connect',
      async run() {
        await reach(endpoint);
        return [{ label: 'port', value: String(endpoint.port) }];
      },
    },
  ];
  if (encryption === 'none') return steps;
  const run = async (): Promise<Evidence> =>
    Object.entries(await lookAtTls(endpoint, protocol)).map(([label, value]) => ({ label, value }));
  return [...steps, { id: 'tls', run }];
}

/** Fails only for what comes before the mailbox: its failures belong to its own step. */
function upTo(talk: () => Promise<void>, evidence: Evidence): () => Promise<Evidence> {
  return async () => {
    try {
      await talk();
    } catch (error) {
      const failure = unexpected(error);
      if (failure.stage !== 'mailbox') throw failure;
    }
    return evidence;
  };
}

/** The session runs once; every step that needs it gets the same outcome. */
function once(action: () => Promise<void>): () => Promise<void> {
  let outcome: Promise<void> | undefined;
  return () => (outcome ??= action());
}
