import { describe, expect, it } from 'vitest';
import { engineBench, incomingInput } from '../engine/bench.ts';
import { html, lines, multipart, picture } from './build.ts';

const mail = (subject: string): Buffer =>
  lines(
    `Subject: ${subject}`,
    'From: a@b.example',
    multipart('related', 'r', html('<p>Hi <img src="cid:a"></p>'), picture({ id: 'a', name: 'logo.png' })),
  );

describe('older mail', () => {
  it('follows the option about images on request, and its sources stay as they are', async () => {
    const { engine, server } = engineBench();
    const { handlers } = engine;
    const secret = 'x';
    const account = (await handlers['incoming.create']({ account: incomingInput(), secret })).account;
    const other = (
      await handlers['incoming.create']({
        account: incomingInput({ name: 'Other', host: 'other.example.com' }),
        secret,
      })
    ).account;
    for (let n = 0; n < 3; n += 1) server('imap.example.com').deliver(mail(`n${n}`));
    server('other.example.com').deliver(mail('other'));
    await handlers['incoming.poll']({});
    await engine.drain();
    const list = async () =>
      (await handlers['messages.list']({ folder: 'inbox', limit: 10 })).items.toSorted((a, b) => a.id - b.id);
    expect((await list()).map(({ attachments }) => attachments)).toEqual([0, 0, 0, 0]);
    const [first] = (await list()).filter(({ accountId }) => accountId === account.id);
    const id = first?.id ?? 0;
    const before = engine.readSource(id);

    expect(await handlers['messages.rederive']({ accountId: account.id })).toEqual({ changed: 0 });
    const { id: _id, createdAt: _created, updatedAt: _updated, ...input } = account;
    await handlers['incoming.update']({ id: account.id, account: { ...input, imagesAsAttachments: true } });
    expect(await handlers['messages.rederive']({ accountId: account.id })).toEqual({ changed: 3 });
    expect(await handlers['messages.rederive']({ accountId: account.id })).toEqual({ changed: 0 });

    const found = await list();
    const counts = (accountId: string): number[] =>
      found.filter((item) => item.accountId === accountId).map(({ attachments }) => attachments);
    expect([counts(account.id), counts(other.id)]).toEqual([[1, 1, 1], [0]]);
    expect(found.find((item) => item.id === id)?.snippet).toBe('Hi [logo.png]');
    const message = await handlers['messages.get']({ id });
    expect(message).toMatchObject({
      imagesAsAttachments: true,
      html: '<p>Hi <span class="mailroom-picture">[logo.png]</span></p>',
      attachmentList: [{ name: 'logo.png', disposition: 'attachment' }],
    });
    expect((await engine.readAttachment(id, 0))?.attachment.name).toBe('logo.png');
    expect(engine.readSource(id)).toEqual(before);

    await handlers['incoming.update']({ id: account.id, account: input });
    expect(await handlers['messages.rederive']({ accountId: account.id })).toEqual({ changed: 3 });
    expect((await list()).map(({ attachments }) => attachments)).toEqual([0, 0, 0, 0]);
    await expect(handlers['messages.rederive']({ accountId: 'nobody' })).rejects.toMatchObject({
      code: 'input.notFound',
    });
  });
});
