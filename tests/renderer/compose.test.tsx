import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Editor } from '@tiptap/core';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { RequestOf } from '../../shared/ipc/contract.ts';
import { MailroomError } from '../../shared/errors.ts';
import {
  htmlToText,
  mailDocument,
  quoteHtml,
  takePictures,
  textToHtml,
} from '../../renderer/views/compose/html.ts';
import type { FakeBridge, FakeOptions } from './fake-bridge.ts';
import { mountApp, type Mounted } from './mount.tsx';

const PIXEL = 'iVBORw0KGgo=';

async function compose(options: FakeOptions = {}): Promise<Mounted & { dialog: HTMLElement }> {
  const mounted = await mountApp(options);
  await mounted.user.keyboard('{Control>}{Shift>}m{/Shift}{/Control}');
  const dialog = await screen.findByRole('dialog', { name: 'New message' });
  await within(dialog).findByRole('textbox', { name: 'Message' });
  return { ...mounted, dialog };
}

const body = (): HTMLElement => screen.getByRole('textbox', { name: 'Message' });
/** The editor behind the formatted text: jsdom has no layout to type into. */
const editor = (): Editor => (body() as HTMLElement & { editor: Editor }).editor;
const to = (): HTMLElement => screen.getByLabelText(/^To/);
const send = (): HTMLButtonElement => screen.getByRole<HTMLButtonElement>('button', { name: 'Send' });
const sent = (fake: FakeBridge): RequestOf<'outbox.send'> =>
  fake.callsOf('outbox.send')[0] as RequestOf<'outbox.send'>;

async function sendOff(user: UserEvent, fake: FakeBridge): Promise<RequestOf<'outbox.send'>> {
  await waitFor(() => expect(send().disabled).toBe(false));
  await user.click(send());
  await waitFor(() => expect(fake.callsOf('outbox.send')).toHaveLength(1));
  return sent(fake);
}

const file = (name: string, type: string): File => new File(['hello'], name, { type });

describe('a new message', () => {
  it('goes out as formatted text in a whole document, its plain text left to the engine', async () => {
    const { user, fake } = await compose();
    await waitFor(() => expect(document.activeElement).toBe(to()));
    await user.type(to(), 'Anna <anna@kunde.example>, bert@kunde.example');
    await user.click(screen.getByRole('button', { name: 'Cc, Bcc' }));
    await user.type(screen.getByLabelText('Blind copy to'), 'archiv@kunde.example');
    await user.type(screen.getByLabelText('Subject'), 'Angebot');
    act(() => void editor().commands.setContent('<p>Guten <strong>Tag</strong></p>', { emitUpdate: true }));
    const request = await sendOff(user, fake);
    expect(request).toMatchObject({
      to: ['anna@kunde.example', 'bert@kunde.example'],
      bcc: ['archiv@kunde.example'],
      subject: 'Angebot',
      text: '',
      signature: true,
      language: 'en',
    });
    expect(request.html).toBe(
      '<!doctype html><html><head><meta charset="utf-8"></head><body><p>Guten <strong>Tag</strong></p></body></html>',
    );
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'New message' })).toBeNull());
  });

  it('is stopped from the notice as long as it waits', async () => {
    const { user, fake } = await compose();
    await user.type(to(), 'anna@kunde.example');
    await sendOff(user, fake);
    await user.click(await screen.findByRole('button', { name: 'Cancel sending' }));
    expect(await screen.findByText('The message will not be sent')).toBeTruthy();
    expect(fake.state.outbox[0]?.state).toBe('cancelled');
  });

  it('is shown in the outbox from the notice', async () => {
    const { user, fake } = await compose();
    await user.type(to(), 'anna@kunde.example');
    await user.type(screen.getByLabelText('Subject'), 'Ganz neu');
    await sendOff(user, fake);
    await user.click(await screen.findByRole('button', { name: 'To the outbox' }));
    expect(await screen.findByRole('article', { name: 'Ganz neu' })).toBeTruthy();
  });

  it('names a wrong address at the field', async () => {
    const { user, fake } = await compose();
    await user.type(to(), 'anna@@kunde');
    await waitFor(() => expect(send().disabled).toBe(false));
    await user.click(send());
    expect(await screen.findByText('This is not an e-mail address.')).toBeTruthy();
    expect(fake.callsOf('outbox.send')).toEqual([]);
  });

  it('keeps what was written when it is refused', async () => {
    const { user, fake } = await compose();
    await user.type(to(), 'anna@kunde.example');
    fake.failNext(
      'outbox.send',
      new MailroomError('send.tooLarge', 'submit', { params: { size: 9, limit: 5 } }),
    );
    await waitFor(() => expect(send().disabled).toBe(false));
    await user.click(send());
    expect(await screen.findByText('The message is too large to send')).toBeTruthy();
    expect((to() as HTMLInputElement).value).toBe('anna@kunde.example');
  });

  it('asks before what was written is thrown away', async () => {
    const { user, dialog } = await compose();
    act(() => void editor().commands.setContent('<p>x</p>', { emitUpdate: true }));
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    const question = await screen.findByRole('alertdialog', { name: 'Discard the message?' });
    await user.click(within(question).getByRole('button', { name: 'Keep editing' }));
    expect(dialog.isConnected).toBe(true);
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await user.click(await screen.findByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(dialog.isConnected).toBe(false));
  });

  it('closes without a question while nothing is written', async () => {
    const { user, dialog } = await compose();
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(dialog.isConnected).toBe(false));
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('closes without a question while an answer is only the quotation', async () => {
    const { user } = await mountApp();
    await user.keyboard('j');
    await screen.findByRole('article');
    await user.keyboard('r');
    const dialog = await screen.findByRole('dialog', { name: 'Reply' });
    await waitFor(() => expect(document.activeElement).toBe(body()));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(dialog.isConnected).toBe(false));
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });
});

describe('what goes along', () => {
  it('are files that were chosen, and those can be taken out again', async () => {
    const { user, fake } = await compose();
    await user.type(to(), 'anna@kunde.example');
    await user.upload(screen.getByTestId('attach-files'), [
      file('a.txt', 'text/plain'),
      file('b.pdf', 'application/pdf'),
    ]);
    await user.click(await screen.findByRole('button', { name: 'Remove “a.txt”' }));
    await screen.findByRole('button', { name: 'Remove “b.pdf”' });
    const { attachments } = await sendOff(user, fake);
    expect(attachments).toEqual([{ name: 'b.pdf', mimeType: 'application/pdf', content: 'aGVsbG8=' }]);
  });

  it('are files dropped beside the text', async () => {
    const { dialog } = await compose();
    const form = dialog.querySelector('form');
    if (form === null) throw new Error('there is no form');
    fireEvent.drop(form, { dataTransfer: { files: [file('photo.png', 'image/png')] } });
    expect(await screen.findByRole('button', { name: 'Remove “photo.png”' })).toBeTruthy();
  });

  it('are pictures inside the text, shown by their Content-ID', async () => {
    const { user, fake } = await compose();
    await user.type(to(), 'anna@kunde.example');
    await user.upload(screen.getByTestId('picture-files'), file('plan.png', 'image/png'));
    await waitFor(() => expect(editor().getHTML()).toContain('data:image/png;base64,aGVsbG8='));
    const { attachments, html } = await sendOff(user, fake);
    expect(attachments).toHaveLength(1);
    expect(attachments[0]).toMatchObject({ name: 'plan.png', mimeType: 'image/png', content: 'aGVsbG8=' });
    expect(html).toContain(`src="cid:${attachments[0]?.contentId}"`);
    expect(html).not.toContain('data:');
  });

  it('becomes an attachment when the text goes on without formatting', async () => {
    const { user, fake } = await compose();
    await user.type(to(), 'anna@kunde.example');
    act(
      () =>
        void editor().commands.setContent(
          `<p>Siehe <strong>Bild</strong>:</p><p><img src="data:image/png;base64,${PIXEL}" title="plan.png"></p>`,
          { emitUpdate: true },
        ),
    );
    await user.click(screen.getByRole('checkbox', { name: 'Plain text' }));
    await waitFor(() => expect(body().tagName).toBe('TEXTAREA'));
    expect((body() as HTMLTextAreaElement).value).toBe('Siehe Bild:');
    expect(await screen.findByRole('button', { name: 'Remove “plan.png”' })).toBeTruthy();
    await user.click(body());
    await user.keyboard('{Control>}{End}{/Control} Danke.');
    const request = await sendOff(user, fake);
    expect(request.html).toBeUndefined();
    expect(request.text).toContain('Siehe Bild:');
    expect(request.text).toContain('Danke.');
    expect(request.attachments.map(({ name }) => name)).toEqual(['plan.png']);
    // Chosen once, it is how the next message begins.
    await user.keyboard('{Control>}{Shift>}m{/Shift}{/Control}');
    await waitFor(() => expect(body().tagName).toBe('TEXTAREA'));
  });

  it('is too much for the account, and says so before it is sent', async () => {
    const { user, fake } = await compose();
    const billing = fake.state.outgoing.find(({ account }) => account.id === 'out-billing');
    if (billing === undefined) throw new Error('the sample data has no such account');
    await user.selectOptions(screen.getByLabelText('Send with'), 'out-billing');
    await user.upload(
      screen.getByTestId('attach-files'),
      new File([new Uint8Array(16_000_000)], 'gross.zip', { type: 'application/zip' }),
    );
    expect(
      (await screen.findByText(/the account sends at most/)).textContent?.replaceAll('\u00a0', ' '),
    ).toBe('About 21.9 MB: the account sends at most 20.0 MB.');
  });
});

describe('who sends it', () => {
  it('follows ticket, group and account, with the reason', async () => {
    const { user, fake, dialog } = await compose();
    expect((await within(dialog).findByText(/Sent by/)).textContent).toContain('Support');
    await user.selectOptions(screen.getByLabelText('Responsible group'), 'group-billing');
    await waitFor(() =>
      expect(within(dialog).getByText(/Sent by/).textContent).toBe(
        'Sent by Rechnungen <rechnungen@weber-logistik.example> · account of the responsible group',
      ),
    );
    await user.type(screen.getByLabelText('Ticket'), 'T-000125');
    await waitFor(() => expect(within(dialog).getByText(/Sent by/).textContent).toContain('default account'));
    expect(screen.getByLabelText<HTMLSelectElement>('Responsible group').disabled).toBe(true);
    const chain = within(dialog).getByRole('list', { name: 'Why this account?', hidden: true });
    expect(chain.textContent).toContain('Responsible group “Haustechnik”: “Haustechnik (alt)” is paused');
    await user.type(to(), 'anna@kunde.example');
    const request = await sendOff(user, fake);
    expect(request.ticket).toBe('T-000125');
    expect(request.groupId).toBeUndefined();
  });

  it('is nobody, which is said before anything is written in vain', async () => {
    await compose({ empty: true });
    expect(await screen.findByText('There is no account to send with')).toBeTruthy();
    expect(send().disabled).toBe(true);
  });
});

describe('prepared texts', () => {
  it('are put in with their variables filled in, in the chosen language', async () => {
    const { user, fake } = await compose();
    await user.type(screen.getByLabelText('Ticket'), 'T-000126');
    await user.selectOptions(screen.getByLabelText('Language of signature and texts'), 'de');
    await user.selectOptions(screen.getByLabelText('Insert a text…'), 'template-received');
    await waitFor(() => expect(body().textContent).toContain('Ihre Anfrage „VPN im Homeoffice bricht ab“'));
    expect(screen.getByLabelText<HTMLInputElement>('Subject').value).toBe('Ihre Anfrage T-000126');
    await user.type(to(), 'anna@kunde.example');
    expect((await sendOff(user, fake)).language).toBe('de');
  });
});

describe('an answer', () => {
  it('quotes what it answers and goes back where that came from', async () => {
    const { user, fake } = await mountApp();
    await user.click(await screen.findByText('Drucker im 2. OG druckt nicht'));
    await screen.findByRole('heading', { level: 2 });
    await user.keyboard('r');
    await screen.findByRole('dialog', { name: 'Reply' });
    await waitFor(() => expect(document.activeElement).toBe(body()));
    expect(body().querySelector('blockquote')?.textContent).toContain('Guten Morgen,');
    expect(body().querySelector('blockquote blockquote')?.textContent).toContain(
      'Am 3. März schrieb Support:',
    );
    act(() => void editor().commands.insertContent('Wir kommen.'));
    await waitFor(() => expect(send().disabled).toBe(false));
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(fake.callsOf('outbox.send')).toHaveLength(1));
    const request = sent(fake);
    expect(request).toMatchObject({
      to: ['anna.weber@kunde.example'],
      subject: 'Re: Drucker im 2. OG druckt nicht',
      inReplyTo: 67,
    });
    expect(request.html).toContain('<p>Wir kommen.</p>');
    expect(request.html).toContain('<blockquote type="cite"');
  });
});

describe('the two forms of a text', () => {
  it('turn plain text into paragraphs without letting it become markup', () => {
    expect(textToHtml('a <b>\nc\n\n&d\r\n')).toBe('<p>a &lt;b&gt;<br>c</p><p>&amp;d</p>');
  });

  it('nest quotations', () => {
    expect(quoteHtml('x\n> y\n> > z')).toBe(
      '<blockquote><p>x</p><blockquote><p>y</p><blockquote><p>z</p></blockquote></blockquote></blockquote>',
    );
  });

  it('turn formatted text into readable plain text', () => {
    const html =
      '<p>Hallo <b>du</b><br>da</p><ul><li><p>eins</p></li><li><p>zwei</p></li></ul>' +
      '<p><a href="https://x.example/">hier</a></p><blockquote><p>alt</p><p>älter</p></blockquote>';
    expect(htmlToText(html)).toBe(
      'Hallo du\nda\n\n- eins\n- zwei\n\nhier <https://x.example/>\n\n> alt\n>\n> älter',
    );
  });

  it('send the same picture once, however often it is shown', () => {
    const source = `data:image/png;base64,${PIXEL}`;
    const { html, pictures } = takePictures(`<p><img src="${source}"><img src="${source}"></p>`);
    expect(pictures).toHaveLength(1);
    expect(html.match(/cid:/g)).toHaveLength(2);
    expect(pictures[0]?.name).toBe('picture.png');
  });

  it('make a document that marks quotations', () => {
    expect(mailDocument('<blockquote><p>x</p></blockquote>')).toContain('<blockquote type="cite" style="');
  });
});
