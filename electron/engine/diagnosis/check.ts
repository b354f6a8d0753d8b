import type { ConnectionTest, TestStep, TestStepId } from '../../../shared/domain/connection-test.ts';
import {
  defaultIncomingPort,
  isExchangeOnlineHost,
  type IncomingAccountInput,
} from '../../../shared/domain/incoming-account.ts';
import type { OutgoingAccountInput } from '../../../shared/domain/outgoing-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { unexpected } from '../failures.ts';
import type { OpenedMailbox } from '../receiving/source.ts';
import type { SourceFactory } from '../receiving/sources/index.ts';
import type { TransportFactory } from '../sending/deliver.ts';
import { readCaFile } from '../tls-trust.ts';
import { handshake, reach, resolveHost, type Place } from './probe.ts';
import { runSteps, type Evidence, type StepPlan } from './steps.ts';

const PROBE_TIMEOUT_MS = 10_000;

/**
 * Tests reading a mailbox step by step: name, connection, encryption, login, mailbox. Reads only; nothing on
 * the server changes.
 */
export async function checkIncoming(
  account: IncomingAccountInput,
  secret: string | undefined,
  createSource: SourceFactory,
  onStep: (step: TestStep) => void,
): Promise<ConnectionTest> {
  const place = {
    host: account.host,
    port: account.port ?? defaultIncomingPort(account.serverType, account.encryption),
  };
  let opened: OpenedMailbox | undefined;
  const open = once(async () => {
    if (secret === undefined) throw new MailroomError('secret.missing', 'login', { field: 'secret' });
    const source = createSource({ ...account, port: place.port }, secret);
    try {
      opened = await source.open();
      await source.finish();
    } finally {
      source.abort();
    }
  });
  const plans: StepPlan[] = [
    ...reachSteps(
      place,
      account.encryption,
      account.caFile,
      () => {
        if (isExchangeOnlineHost(account.host)) throw exchangeOnlineNeeded(account.host);
      },
      open,
    ),
    { id: 'login', run: upTo(['greeting', 'login'], open, [{ label: 'user', value: account.user }]) },
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

/** Tests submitting, up to the login. Nothing is sent. */
export async function checkOutgoing(
  account: OutgoingAccountInput,
  secret: string | undefined,
  createTransport: TransportFactory,
  onStep: (step: TestStep) => void,
): Promise<ConnectionTest> {
  const place = { host: account.host, port: account.port };
  const verify = once(async () => {
    const transport = createTransport(account, secret);
    try {
      await transport.verify();
    } finally {
      transport.close();
    }
  });
  const evidence = account.authentication === 'none' ? [] : [{ label: 'user', value: account.user }];
  const plans: StepPlan[] = [
    ...reachSteps(place, account.encryption, account.caFile, () => {}, verify),
    {
      id: 'login',
      async run() {
        await verify();
        return evidence;
      },
    },
  ];
  return runSteps(plans, onStep);
}

/** What blocks a Microsoft 365 mailbox on POP3 and IMAP (S26). */
export function exchangeOnlineNeeded(host: string): MailroomError {
  return new MailroomError('input.exchangeOnlineNeeded', 'input', { field: 'host', params: { host } });
}

function reachSteps(
  place: Place,
  encryption: 'tls' | 'starttls' | 'none',
  caFile: string | undefined,
  checkInput: () => void,
  talk: () => Promise<void>,
): StepPlan[] {
  let ca: string | undefined;
  const steps: StepPlan[] = [
    {
      id: 'input',
      async run() {
        checkInput();
        ca = readCaFile(caFile);
        return [];
      },
    },
    { id: 'dns', run: async () => [{ label: 'addresses', value: (await resolveHost(place)).join(', ') }] },
    {
      id: 'connect',
      async run() {
        await reach(place, PROBE_TIMEOUT_MS);
        return [{ label: 'port', value: String(place.port) }];
      },
    },
  ];
  if (encryption === 'tls') {
    steps.push({
      id: 'tls',
      async run() {
        const facts = await handshake(place, ca, PROBE_TIMEOUT_MS);
        return [
          { label: 'protocol', value: facts.protocol },
          ...Object.entries(facts.certificate ?? {}).map(([label, value]) => ({
            label,
            value: String(value),
          })),
        ];
      },
    });
  }
  // The upgrade happens inside the protocol: the real client does it, and its failure belongs to this step.
  if (encryption === 'starttls') steps.push({ id: 'tls', run: upTo(['connect', 'tls'], talk, []) });
  return steps;
}

/** Fails only for failures of the given stages; later ones belong to later steps. */
function upTo(
  stages: readonly string[],
  talk: () => Promise<void>,
  evidence: Evidence,
): () => Promise<Evidence> {
  return async () => {
    try {
      await talk();
    } catch (error) {
      const failure = unexpected(error);
      const later: readonly TestStepId[] = ['login', 'mailbox'];
      if (stages.includes(failure.stage) || !later.some((step) => step === failure.stage)) throw failure;
    }
    return evidence;
  };
}

/** The session runs once; every step that needs it gets the same outcome. */
function once(action: () => Promise<void>): () => Promise<void> {
  let outcome: Promise<void> | undefined;
  return () => (outcome ??= action());
}
