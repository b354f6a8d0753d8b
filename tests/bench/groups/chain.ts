import type { MeasureGroup } from '../bench.ts';
import { mailroom } from '../clients/mailroom.ts';
import { mbsyncAndMu } from '../clients/mbsync-and-mu.ts';
import { loadCorpus } from '../corpus.ts';
import { atMost } from '../report.ts';
import { retrieval, timeRows } from '../retrieval.ts';
import { rotate } from '../rounds.ts';

/** Words of the corpus in three languages, one that opens a third of all subjects, and one that never occurs. */
const RULES = ['printer', 'Rechnung', 'réseau', '[#', 'never in this corpus'];

/** Everything between the server and a list that can be read: retrieve, store, remove, parse, index, rules. */
export const chain: MeasureGroup = async (bench) => {
  const { dovecot, options } = bench;
  const corpus = loadCorpus(options.messages, bench.say);
  const clients = [
    mailroom(dovecot, { protocol: 'imap4', tls: false }, { importOnly: false, rules: RULES }),
    mbsyncAndMu(dovecot),
  ];
  const contestants = clients.map((client) => retrieval(bench, corpus, client));
  const results = await rotate(options.rounds, contestants, bench.say);
  return timeRows('chain', results, [{ ours: 'mailroom', peer: 'mbsync && mu index', target: atMost(0.6) }]);
};
