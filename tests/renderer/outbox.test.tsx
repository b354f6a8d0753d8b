import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { MailroomError } from '../../shared/errors.ts';
import type { FakeOptions } from './fake-bridge.ts';
import { goTo, mountApp, type Mounted } from './mount.tsx';
import { outboxEntry } from './sample-data.ts';

const list = (): HTMLElement => screen.getByRole('listbox', { name: 'Outbox' });
const rows = (): HTMLElement[] => within(list()).getAllByRole('option');
const filter = (name: RegExp): HTMLElement =>
  within(screen.getByRole('group', { name: 'Show' })).getByRole('button', { name });

async function openOutbox(options: FakeOptions = {}): Promise<Mounted> {
  const mounted = await mountApp(options);
  await goTo(mounted.user, 'Outbox');
  await waitFor(() => expect(rows().length).toBeGreaterThan(0));
  return mounted;
}

async function open(user: UserEvent, subject: string): Promise<HTMLElement> {
  await user.click(within(list()).getByText(subject));
  return screen.findByRole('article', { name: subject });
}

async function choose(user: UserEvent, pane: HTMLElement, item: string): Promise<void> {
  await user.click(within(pane).getByRole('button', { name: 'More for this message' }));
  await user.click(await screen.findByRole('menuitem', { name: item }));
}

describe('outbox list', () => {
  it('is narrowed by what became of the messages, with counts', async () => {
    const { user } = await openOutbox();
    expect(filter(/^All/).textContent).toBe('All 7');
    await user.click(filter(/^Problems 3/));
    await waitFor(() => expect(rows()).toHaveLength(3));
    expect(rows().map((row) => row.querySelector('.state')?.textContent)).toEqual([
      'Unknown',
      'Failed',
      'Partly refused',
    ]);
    await user.click(filter(/^Done 2/));
    await waitFor(() => expect(rows()).toHaveLength(2));
  });

  it('says so when a filter leaves nothing', async () => {
    const { user, fake } = await openOutbox();
    fake.state.outbox = fake.state.outbox.filter(({ state }) => state === 'sent');
    await user.click(filter(/^Problems/));
    expect(await screen.findByText('There are no problems')).toBeTruthy();
    await user.click(filter(/^All/));
    await waitFor(() => expect(rows()).toHaveLength(1));
  });

  it('reads the next page when its end comes near, after the last message of the page before', async () => {
    const mounted = await mountApp();
    const { fake, user } = mounted;
    fake.state.outbox = Array.from({ length: 250 }, (_none, index) =>
      outboxEntry(`many-${index}`, { subject: `Message ${index}` }, Date.now() - index),
    );
    act(() => fake.emit('outbox.changed', {}));
    await goTo(user, 'Outbox');
    await waitFor(() => expect(within(list()).getByText('Message 0')).toBeTruthy());
    const after = (): unknown[] =>
      fake.callsOf('outbox.list').map((request) => (request as { after?: string }).after);
    expect(after().every((from) => from === undefined)).toBe(true);
    expect(rows().length).toBeLessThan(60);
    list().scrollTop = 95 * 72;
    fireEvent.scroll(list());
    await waitFor(() => expect(after().at(-1)).toBe('many-99'));
    expect(after().filter((from) => from === 'many-99')).toHaveLength(1);
    await waitFor(() => expect(rows().at(-1)?.textContent).toMatch(/Message 1\d\d/));
  });

  it('is walked through with the keys', async () => {
    const { user } = await openOutbox();
    await user.keyboard('jj');
    expect(list().querySelector('[aria-selected=true]')?.textContent).toContain('Re: Termin zur Abnahme');
    await screen.findByRole('article', { name: 'Re: Termin zur Abnahme' });
    await user.keyboard('{Enter}');
    expect(document.activeElement?.id).toBe('outbox-title');
    await user.keyboard('{Escape}');
    expect(screen.getByText('Select a message to see what became of it.')).toBeTruthy();
  });

  it('sends everything again that did not get out, but never what may have arrived', async () => {
    const { user, fake } = await openOutbox();
    await user.click(screen.getByRole('button', { name: 'Send all again' }));
    expect(await screen.findByText('2 messages are queued again')).toBeTruthy();
    expect(fake.state.outbox.find(({ id }) => id === 'ob-4')?.state).toBe('unknown');
    expect(screen.queryByRole('button', { name: 'Send all again' })).toBeNull();
  });

  it('tells what went wrong when it cannot be read', async () => {
    const { fake } = await openOutbox();
    fake.failNext('outbox.list', new MailroomError('store.corrupt', 'store'));
    act(() => fake.emit('outbox.changed', {}));
    expect(await screen.findByText('The database is damaged')).toBeTruthy();
  });

  it('offers to write when it is empty', async () => {
    const { user } = await mountApp({ empty: true });
    await goTo(user, 'Outbox');
    expect(await screen.findByText('The outbox is empty')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'New message' }));
    expect(await screen.findByRole('dialog', { name: 'New message' })).toBeTruthy();
  });
});

describe('message of the outbox', () => {
  it('shows every recipient with the words of the server', async () => {
    const { user } = await openOutbox();
    const pane = await open(user, 'Unterlagen zur Rechnung 4711');
    const table = within(pane).getByRole('table', { name: 'Recipients' });
    const [, accepted, refused, blind] = within(table).getAllByRole('row');
    expect(accepted?.textContent).toContain('Accepted');
    expect(refused?.textContent).toMatch(/buchhaltnug@shop\.example550 5\.1\.1.*Refused/);
    expect(blind?.textContent).toMatch(/^Bcc/);
  });

  it('explains the account step by step, and lists the attempts newest first', async () => {
    const { user } = await openOutbox();
    const pane = await open(user, 'Unterlagen zur Rechnung 4711');
    const chain = within(pane).getByRole('list', { name: 'Why this account?' });
    expect([...chain.children].map((step) => step.textContent)).toEqual([
      'Chosen for this message: none',
      'Responsible group “Haustechnik”: “Haustechnik (alt)” is paused, passed over',
      'Ticket type “Bestellung”: names no account',
      'Default account: “Support” sends',
    ]);
    const attempts = within(pane).getByRole('table', { name: 'Attempts' });
    expect(
      within(attempts)
        .getAllByRole('row')
        .slice(1)
        .map((row) => row.querySelector('strong')?.textContent),
    ).toEqual(['Partly refused.', 'Put off.']);
    expect(within(pane).getByText('Missing; the message itself was sent')).toBeTruthy();
  });

  it('shows its HTML only cleaned and in the closed frame', async () => {
    const { user } = await openOutbox();
    const pane = await open(user, 'Unterlagen zur Rechnung 4711');
    await user.click(within(pane).getByRole('tab', { name: 'HTML' }));
    const frame = await within(pane).findByTitle<HTMLIFrameElement>('HTML view of the message');
    expect(frame.getAttribute('sandbox')).toBe('');
    expect(frame.srcdoc).toContain('Unterlagen');
    expect(frame.srcdoc).not.toContain('<script');
    expect(frame.srcdoc).toContain('src="data:image/png;base64,');
    await user.click(within(pane).getByRole('tab', { name: 'Source' }));
    await waitFor(() =>
      expect(pane.querySelector('pre.source')?.textContent).toContain('Message-ID: <ob-7@'),
    );
  });

  it('saves attachments and the whole message', async () => {
    const { user, fake } = await openOutbox();
    const pane = await open(user, 'Unterlagen zur Rechnung 4711');
    await user.click(within(pane).getByRole('button', { name: 'Save “Rechnung 4711.pdf”' }));
    expect(await screen.findByText('“Rechnung 4711.pdf” is saved')).toBeTruthy();
    expect(fake.callsOf('files.saveSentAttachment')).toEqual([{ outboxId: 'ob-7', index: 0 }]);
    await choose(user, pane, 'Export as .eml');
    await waitFor(() => expect(fake.callsOf('files.exportSent')).toEqual([{ id: 'ob-7' }]));
  });

  it('leads to its ticket', async () => {
    const { user } = await openOutbox();
    const pane = await open(user, 'Unterlagen zur Rechnung 4711');
    await user.click(within(pane).getByRole('button', { name: 'T-000125' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Tickets' })).toBeTruthy();
    expect(await screen.findByRole('article', { name: /^T-000125/ })).toBeTruthy();
    expect(document.getElementById('ticket-T-000125')?.ariaSelected).toBe('true');
  });

  it('lets a person say that a message of unknown fate arrived', async () => {
    const { user, fake } = await openOutbox();
    const pane = await open(user, 'Re: Termin zur Abnahme');
    await user.click(within(pane).getByRole('button', { name: 'It arrived' }));
    await waitFor(() => expect(fake.callsOf('outbox.confirmSent')).toEqual([{ id: 'ob-4' }]));
    expect(await within(pane).findByText('Sent')).toBeTruthy();
    expect(within(pane).queryByRole('button', { name: 'It arrived' })).toBeNull();
  });

  it('gives other recipients only to those who did not get it', async () => {
    const { user, fake } = await openOutbox();
    const pane = await open(user, 'Unterlagen zur Rechnung 4711');
    await user.click(within(pane).getByRole('button', { name: 'Edit recipients…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Edit recipients' });
    const to = within(dialog).getByLabelText<HTMLInputElement>('To');
    expect(to.value).toBe('buchhaltnug@shop.example');
    expect(dialog.textContent).toContain('rechnung@shop.example, archiv@shop.example');
    await user.clear(to);
    await user.click(within(dialog).getByRole('button', { name: 'Send' }));
    expect(await within(dialog).findByText('This field is mandatory.')).toBeTruthy();
    await user.type(to, 'buchhaltung@shop.example; nonsense');
    await user.click(within(dialog).getByRole('button', { name: 'Send' }));
    expect(await within(dialog).findByText('This is not an e-mail address.')).toBeTruthy();
    expect(fake.callsOf('outbox.readdress')).toEqual([]);
    await user.clear(to);
    await user.type(to, 'Buchhaltung <buchhaltung@shop.example>');
    await user.click(within(dialog).getByRole('button', { name: 'Send' }));
    await waitFor(() =>
      expect(fake.callsOf('outbox.readdress')).toEqual([
        { id: 'ob-7', recipients: [{ address: 'buchhaltung@shop.example', kind: 'to' }] },
      ]),
    );
  });

  it('says that its account is paused, and goes through another one', async () => {
    const { user, fake } = await openOutbox();
    const pane = await open(user, 'Wartung der Aufzüge am Freitag');
    expect(pane.textContent).toContain('The account “Haustechnik (alt)” is paused.');
    await choose(user, pane, 'Send through another account…');
    const dialog = await screen.findByRole('dialog', { name: 'Send through another account' });
    const accounts = within(dialog).getByLabelText<HTMLSelectElement>('Account');
    expect([...accounts.options].map(({ value }) => value)).toEqual(['out-support', 'out-billing']);
    await user.selectOptions(accounts, 'out-billing');
    await user.click(within(dialog).getByRole('button', { name: 'Send' }));
    await waitFor(() =>
      expect(fake.callsOf('outbox.sendThrough')).toEqual([{ id: 'ob-6', accountId: 'out-billing' }]),
    );
    await waitFor(() => expect(pane.textContent).not.toContain('is paused.'));
  });

  it('follows what the engine does with it', async () => {
    const { user, fake } = await openOutbox();
    const pane = await open(user, 'Re: Delivery note missing for order 88-1203');
    fake.state.outbox = fake.state.outbox.map((entry) =>
      entry.id === 'ob-5' ? outboxEntry('ob-5', { subject: entry.subject }, Date.now()) : entry,
    );
    act(() => fake.emit('outbox.changed', { id: 'ob-5' }));
    expect(await within(pane).findByText('The server has accepted it for all recipients.')).toBeTruthy();
  });
});
