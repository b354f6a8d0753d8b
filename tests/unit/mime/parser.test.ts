import { describe, expect, it, onTestFinished } from 'vitest';
import { createMimeParser, type MimeParser } from '../../../electron/engine/mime/parser.ts';

/** Answers with the words of the source; at "hang" it never does, and is busy with it. */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, task, source }) => {
      const words = Buffer.from(source).toString();
      while (words === 'hang');
      if (words === 'end') process.exit();
      parentPort.postMessage({ id, ok: true, value: task + ' ' + words });
    });`)}`,
);

function parser(timeLimitMs: number, workers = 1): MimeParser {
  const created = createMimeParser(script, { timeLimitMs, workers });
  onTestFinished(() => created.stop());
  return created;
}

const plain = { imagesAsAttachments: false };
const source = (words: string): Buffer => Buffer.from(words);
const unreadable = { status: 'rejected', reason: expect.objectContaining({ code: 'message.unreadable' }) };
const fulfilled = (value: string) => ({ status: 'fulfilled', value });

describe('the parser', () => {
  it.each(['hang', 'end'])('loses one message to a worker that is made to %s, and no other', async (bad) => {
    const { index, view } = parser(1000);
    const answers = [
      view(source('a'), plain),
      index(source(bad), plain),
      index(source('b'), plain),
      index(source('c'), plain),
    ];
    expect(await Promise.allSettled<unknown>(answers)).toEqual([
      fulfilled('view a'),
      unreadable,
      fulfilled('index b'),
      fulfilled('index c'),
    ]);
  });

  it('takes what a person waits for before the work behind the import', async () => {
    const { index, view, attachment } = parser(10_000);
    const order: unknown[] = [];
    const note = async (answer: Promise<unknown>): Promise<void> => void order.push(await answer);
    await Promise.all([
      ...['a', 'b', 'c'].map((words) => note(index(source(words), plain))),
      note(view(source('d'), plain)),
      note(attachment(source('e'), 0, plain)),
    ]);
    expect(order).toEqual(['index a', 'view d', 'attachment e', 'index b', 'index c']);
  });

  it('works on as many messages as it has workers, and loses no other to one that hangs', async () => {
    const { index, workers } = parser(1500, 2);
    expect(workers).toBe(2);
    const hanging = index(source('hang'), plain);
    const words = ['a', 'b', 'c', 'd'];
    // The other worker takes these; the time limit of the first has not passed.
    const answers = await Promise.race([
      Promise.all(words.map((word) => index(source(word), plain))),
      hanging.catch(() => 'too late'),
    ]);
    expect(answers).toEqual(words.map((word) => `index ${word}`));
    await expect(hanging).rejects.toMatchObject({ code: 'message.unreadable' });
    expect(await index(source('e'), plain)).toBe('index e');
  });

  it('takes the memory of a source that is given away, and leaves any other alone', async () => {
    const { index } = parser(10_000);
    const own = (words: string): Buffer => Buffer.from(new TextEncoder().encode(words).buffer);
    const [kept, given] = [own('kept'), own('given')];
    const inside = own('in the middle').subarray(3, 6);
    expect(await index(kept, plain)).toBe('index kept');
    expect(await index(given, { ...plain, giveAway: true })).toBe('index given');
    expect(await index(inside, { ...plain, giveAway: true })).toBe('index the');
    expect([kept.length, given.length, inside.toString()]).toEqual([4, 0, 'the']);
  });
});
