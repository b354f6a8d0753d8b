import type { MeasureGroup } from '../bench.ts';
import { mailroom } from '../clients/mailroom.ts';
import { mbsync } from '../clients/mbsync.ts';
import { mpop } from '../clients/mpop.ts';
import { loadCorpus } from '../corpus.ts';
import { atMost } from '../report.ts';
import { retrieval, timeRows } from '../retrieval.ts';
import { rotate } from '../rounds.ts';

/** IMAP: retrieve, store durably, remove; whole processes. */
export const imap: MeasureGroup = async (bench) => {
  const { dovecot, options } = bench;
  const corpus = loadCorpus(options.messages, bench.say);
  const clients = [
    mailroom(dovecot, { protocol: 'imap4', tls: false }, { importOnly: true }),
    mbsync(dovecot, { tls: false }),
    mpop(dovecot, { tls: false }),
    mailroom(dovecot, { protocol: 'imap4', tls: true }, { importOnly: true }),
    mbsync(dovecot, { tls: true }),
  ];
  const contestants = clients.map((client) => retrieval(bench, corpus, client));
  const results = await rotate(options.rounds, contestants, bench.say);
  return timeRows('imap', results, [
    { ours: 'mailroom', peer: 'mbsync', target: atMost(0.35, 0.25) },
    { ours: 'mailroom TLS', peer: 'mbsync TLS', target: atMost(0.4) },
    { ours: 'mailroom', peer: 'mpop', target: atMost(0.7) },
  ]);
};
