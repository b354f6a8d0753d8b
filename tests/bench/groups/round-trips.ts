import type { Bench, MeasureGroup } from '../bench.ts';
import { mailroom } from '../clients/mailroom.ts';
import { oneByOne } from '../clients/one-by-one.ts';
import { loadCorpus, type Corpus } from '../corpus.ts';
import { startDelayProxy } from '../delay-proxy.ts';
import { atMost, type Row } from '../report.ts';
import { retrieval, timeRows } from '../retrieval.ts';
import { rotate } from '../rounds.ts';

const MESSAGES = 200;
const ROUND_TRIP_MS = 30;

/** A distant server: what a client pays that waits for each answer. */
export const roundTrips: MeasureGroup = async (bench) => {
  const corpus = loadCorpus(MESSAGES, bench.say);
  return [
    ...(await measureProtocol(bench, corpus, 'imap4')),
    ...(await measureProtocol(bench, corpus, 'pop3')),
  ];
};

async function measureProtocol(bench: Bench, corpus: Corpus, protocol: 'imap4' | 'pop3'): Promise<Row[]> {
  const { dovecot, options } = bench;
  const server = protocol === 'imap4' ? dovecot.ports.imap : dovecot.ports.pop3;
  const proxy = await startDelayProxy(server, ROUND_TRIP_MS / 2);
  try {
    const contestants = [
      mailroom(dovecot, { protocol, tls: false, port: proxy.port }, { importOnly: true }),
      oneByOne(protocol, proxy.port),
    ].map((client) => retrieval(bench, corpus, client));
    const results = await rotate(options.rounds, contestants, bench.say);
    const peer = `one by one, ${protocol}`;
    return timeRows('rtt', results, [{ ours: 'mailroom', peer, target: atMost(0.12) }]);
  } finally {
    await proxy.close();
  }
}
