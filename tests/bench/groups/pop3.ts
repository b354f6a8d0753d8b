import type { MeasureGroup } from '../bench.ts';
import { mailroom } from '../clients/mailroom.ts';
import { mpop } from '../clients/mpop.ts';
import { loadCorpus } from '../corpus.ts';
import { atMost } from '../report.ts';
import { retrieval, timeRows } from '../retrieval.ts';
import { rotate } from '../rounds.ts';

/** POP3: retrieve, store durably, remove; whole processes. */
export const pop3: MeasureGroup = async (bench) => {
  const { dovecot, options } = bench;
  const corpus = loadCorpus(options.messages, bench.say);
  const clients = [
    mailroom(dovecot, { protocol: 'pop3', tls: false }, { importOnly: true }),
    mpop(dovecot, { tls: false }),
    mailroom(dovecot, { protocol: 'pop3', tls: true }, { importOnly: true }),
    mpop(dovecot, { tls: true }),
  ];
  const contestants = clients.map((client) => retrieval(bench, corpus, client));
  const results = await rotate(options.rounds, contestants, bench.say);
  return timeRows('pop3', results, [
    { ours: 'mailroom', peer: 'mpop', target: atMost(0.4) },
    { ours: 'mailroom TLS', peer: 'mpop TLS', target: atMost(0.5) },
  ]);
};
