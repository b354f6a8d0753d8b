import { readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';
import { parseIndex } from '../../../electron/engine/mime/parse.ts';
import type { MessageIndex } from '../../../electron/engine/mime/parsed.ts';
import { createMimeParser } from '../../../electron/engine/mime/parser.ts';
import { toWire } from '../../servers/maildir.ts';
import type { MeasureGroup } from '../bench.ts';
import { loadCorpus, type CorpusMessage } from '../corpus.ts';
import { atMost, figure, type Row } from '../report.ts';
import { median, ratios, rotate, type Contestant } from '../rounds.ts';

/** All are in memory at once. */
const MESSAGES = 2000;
/** Neither turns HTML into text or text into HTML where the other does not. */
const MAILPARSER_OPTIONS = { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true };
const WORKER = new URL('../../../out/main/mime-worker.js', import.meta.url);

/** Parsing for lists and rules, on one thread and through the worker, with the fields checked by the manifest. */
/** As for an account that leaves pictures where they are. */
const OPTIONS = { imagesAsAttachments: false };

export const parse: MeasureGroup = async (bench) => {
  const corpus = loadCorpus(Math.min(MESSAGES, bench.options.messages), bench.say);
  const sources = corpus.messages.map((message) => toWire(readFileSync(message.path)));
  const wrong = new Set<string>();
  const check = (index: MessageIndex, position: number): void => {
    const message = corpus.messages[position];
    if (message !== undefined)
      for (const field of wrongFields(index, message)) wrong.add(`${position} ${field}`);
  };
  const contestants = [
    timed('mailparser', async () => {
      for (const source of sources) await simpleParser(source, MAILPARSER_OPTIONS);
    }),
    timed('mailroom', async () => {
      for (const [position, source] of sources.entries()) check(parseIndex(source, OPTIONS), position);
    }),
    timed('mailroom worker', async () => {
      const parser = createMimeParser(WORKER);
      const indexes = await Promise.all(sources.map((source) => parser.index(source, OPTIONS)));
      await parser.stop();
      for (const [position, index] of indexes.entries()) check(index, position);
    }),
  ];
  // The first round compiles.
  await rotate(1, contestants, () => {});
  const results = await rotate(bench.options.rounds, contestants, bench.say);
  if (wrong.size > 0) bench.fault(`mailroom parse: ${wrong.size} wrong fields, such as ${[...wrong][0]}`);
  const describe = (name: string): string => {
    const seconds = median(results.get(name) ?? []);
    return `${figure(seconds)} s, ${figure(corpus.bytes / seconds / 1e6)} MB/s`;
  };
  const row = (name: string): Row => ({
    group: 'parse',
    what: `${name === 'mailroom' ? 'main thread' : 'worker'}, ${sources.length} messages`,
    ours: `${describe(name)}, ${wrong.size} wrong fields`,
    peer: `mailparser ${describe('mailparser')}`,
    values: ratios(results, name, 'mailparser', (seconds) => seconds),
    target: name === 'mailroom' ? atMost(0.7) : atMost(0.7, 0.3),
  });
  return [row('mailroom'), row('mailroom worker')];
};

function timed(name: string, work: () => Promise<void>): Contestant<number> {
  return {
    name,
    async run() {
      const begun = performance.now();
      await work();
      return (performance.now() - begun) / 1000;
    },
  };
}

function wrongFields({ envelope, attachments, text }: MessageIndex, message: CorpusMessage): string[] {
  const inline = attachments.filter(({ disposition }) => disposition === 'inline').length;
  const checks = {
    subject: envelope.subject.trim() === message.subject.trim(),
    name: envelope.from.name === message.name,
    address: envelope.from.address === message.addr,
    text: text.includes(message.probe),
    characters: !text.includes('\uFFFD'),
    attachments: attachments.length - inline === message.attachments,
    inline: inline === message.inline,
  };
  return Object.entries(checks).flatMap(([field, right]) => (right ? [] : field));
}
