import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { MailroomError } from '../../shared/errors.ts';
import { invoke } from '../../renderer/bridge.ts';
import { useMessages } from '../../renderer/stores/messages.ts';
import { useNavigation } from '../../renderer/stores/navigation.ts';
import { goTo, mountApp } from './mount.tsx';

const list = (): HTMLElement => screen.getByRole('listbox', { name: 'Inbox' });
const rows = (): HTMLElement[] => within(list()).getAllByRole('option');
/** Waits until the inbox has been read and drawn. */
const inboxIsThere = (): Promise<void> => waitFor(() => expect(rows().length).toBeGreaterThan(0));
const selectedSubject = (): string | undefined =>
  document.querySelector('[role=option][aria-selected=true] .item-subject')?.textContent ?? undefined;

describe('incoming accounts', () => {
  it('show every state as a word, with error and next step', async () => {
    const { user } = await mountApp();
    await goTo(user, 'Incoming');
    const table = await screen.findByRole('table');
    for (const word of [
      'OK',
      'Needs attention',
      'fetching 12/40',
      'Trying again',
      'Working, but slow',
      'Waiting for your choice',
      'Paused',
    ]) {
      expect(within(table).getByText(word), word).toBeTruthy();
    }
    expect(within(table).getByText(/Enter the password again/)).toBeTruthy();
    expect(within(table).getByText('-ERR [AUTH] Authentication failed.')).toBeTruthy();
  });

  it('say so when an account works but brought nothing for 15 minutes', async () => {
    const { user, fake } = await mountApp();
    const working = fake.state.incoming.find(({ status }) => status.state === 'idle');
    if (working === undefined) throw new Error('the sample data has no working account');
    const since = (minutes: number) => ({
      ...working,
      waiting: 0,
      hasReceived: false,
      status: { ...working.status, recovered: undefined },
      account: { ...working.account, createdAt: Date.now() - minutes * 60_000 },
    });
    fake.answer('incoming.list', () => [since(14)]);
    await goTo(user, 'Incoming');
    act(() => fake.emit('accounts.changed', {}));
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2));
    expect(screen.queryByText(/No mail since this account was set up/)).toBeNull();
    fake.answer('incoming.list', () => [since(16)]);
    act(() => fake.emit('accounts.changed', {}));
    expect(await screen.findByText(/No mail since this account was set up/)).toBeTruthy();
  });

  it('follow a running retrieval', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Incoming');
    await screen.findByRole('table');
    act(() => fake.emit('poll.progress', { accountId: 'in-support', phase: 'fetching', total: 9, done: 4 }));
    expect(within(screen.getByRole('table')).getByText('fetching 4/9')).toBeTruthy();
  });

  it('lead from "Fix" to the field that is wrong', async () => {
    const { user } = await mountApp();
    const status = await screen.findByRole('contentinfo');
    await user.click(await within(status).findByRole('button', { name: 'Fix' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Vertrieb' })).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.id).toBe('field-secret'));
  });

  it('point at that field again when the form is open already, and keep what was typed', async () => {
    const { user } = await mountApp();
    const status = await screen.findByRole('contentinfo');
    await user.click(await within(status).findByRole('button', { name: 'Fix' }));
    await waitFor(() => expect(document.activeElement?.id).toBe('field-secret'));
    await user.type(screen.getByLabelText(/Description/), 'neu');
    await user.click(within(status).getByRole('button', { name: 'Fix' }));
    await waitFor(() => expect(document.activeElement?.id).toBe('field-secret'));
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(screen.getByLabelText<HTMLTextAreaElement>(/Description/).value).toBe('neu');
  });

  it('are deleted only after a confirmation that says what stays', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Incoming');
    await user.click(await screen.findByRole('button', { name: 'More for “Support”' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
    const question = await screen.findByRole('alertdialog', { name: 'Delete “Support”?' });
    expect(question.textContent).toContain('All mail retrieved so far stays');
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'));
    await user.click(within(question).getByRole('button', { name: 'Cancel' }));
    expect(fake.callsOf('incoming.remove')).toEqual([]);
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());

    await user.click(screen.getByRole('button', { name: 'More for “Support”' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
    await user.click(
      within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete account' }),
    );
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Support' })).toBeNull());
    expect(fake.callsOf('incoming.remove')).toEqual([{ id: 'in-support' }]);
  });

  it('are polled with F5', async () => {
    const { user, fake } = await mountApp();
    await user.keyboard('{F5}');
    await waitFor(() => expect(fake.callsOf('incoming.poll')).toEqual([{}]));
  });
});

describe('inbox', () => {
  it('moves with j, k and arrows and opens what is selected', async () => {
    const { user } = await mountApp();
    await inboxIsThere();
    await user.keyboard('j');
    expect(selectedSubject()).toBe('Drucker im 2. OG druckt nicht');
    await user.keyboard('j{ArrowDown}');
    expect(selectedSubject()).toBe('Scan 2024-12-01 (48 Seiten)');
    await user.keyboard('k');
    expect(selectedSubject()).toBe('Ihre Rechnung 4711');
    expect(await screen.findByRole('heading', { level: 2, name: 'Ihre Rechnung 4711' })).toBeTruthy();
    await user.keyboard('{Enter}');
    expect(document.activeElement?.id).toBe('message-title');
    await user.keyboard('{Escape}');
    expect(selectedSubject()).toBeUndefined();
  });

  it('is searched from any view, by a key and by name', async () => {
    const { user } = await mountApp();
    const hasFocus = (): void =>
      expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Search messages' }));
    await goTo(user, 'Settings');
    await user.keyboard('/');
    await waitFor(hasFocus);
    await goTo(user, 'Settings');
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('combobox', { name: 'Command' }), 'search mess{Enter}');
    await waitFor(hasFocus);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('does not take the focus for a search that unsaved input held up', async () => {
    const { user } = await mountApp();
    await goTo(user, 'Incoming');
    await user.keyboard('{Control>}n{/Control}');
    await user.type(await screen.findByLabelText(/Account name/), 'Lager');
    await user.keyboard('{Control>}f{/Control}');
    await user.click(await screen.findByRole('button', { name: 'Discard' }));
    await screen.findByRole('textbox', { name: 'Search messages' });
    expect(useNavigation.getState().searchWanted).toBe(false);
  });

  it('leaves letters in the search field alone, and searches', async () => {
    const { user, fake } = await mountApp();
    await inboxIsThere();
    await user.keyboard('/');
    const field = screen.getByRole('textbox', { name: 'Search messages' });
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.keyboard('jk rechnung');
    expect(selectedSubject()).toBeUndefined();
    await user.clear(field);
    await user.keyboard('rechnung');
    await waitFor(() => expect(rows().every((row) => /rechnung/i.test(row.textContent ?? ''))).toBe(true));
    expect(fake.callsOf('messages.list').at(-1)).toMatchObject({ folder: 'inbox', text: 'rechnung' });
    const count = rows().length;
    expect(screen.getByText(count === 1 ? '1 message' : `${count} messages`)).toBeTruthy();
  });

  it('counts the hits of a search behind its first page, and tells what can be searched when there are none', async () => {
    const { user, fake } = await mountApp();
    await inboxIsThere();
    let counted = (_answer: { total: number; notIndexed: number }): void => {};
    const firstPage = await invoke('messages.list', { folder: 'inbox', limit: 3 });
    fake.answer('messages.list', () => firstPage);
    fake.answer('search.count', () => new Promise((resolve) => (counted = resolve)));
    await user.keyboard('/');
    await user.keyboard('rechnung');
    expect(await screen.findByText('3+ messages')).toBeTruthy();
    counted({ total: 1234, notIndexed: 0 });
    expect(await screen.findByText('1,234 messages')).toBeTruthy();
    expect(fake.callsOf('search.count').at(-1)).toMatchObject({ folder: 'inbox', text: 'rechnung' });
    fake.answer('messages.list', () => ({ items: [], total: 10 }));
    await user.keyboard('x');
    expect(await screen.findByText('has:attachment')).toBeTruthy();
  });

  it('says that a search does not find everything yet, and what it finds in other folders', async () => {
    const { user, fake } = await mountApp();
    await inboxIsThere();
    fake.answer('search.count', ({ folder }) => ({
      total: folder === 'archive' ? 1200 : 0,
      notIndexed: 12_400,
    }));
    expect(screen.queryByText(/still being indexed/)).toBeNull();
    await user.keyboard('/');
    await user.keyboard('quince');
    expect(
      await screen.findByText('12,400 older messages are still being indexed; they are not found yet.'),
    ).toBeTruthy();
    await user.click(await screen.findByRole('button', { name: 'Archive: 1,200 messages' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Archive' })).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Search messages' }).value).toBe('quince');
    expect(fake.callsOf('messages.list').at(-1)).toMatchObject({ folder: 'archive', text: 'quince' });
    await user.click(screen.getByRole('button', { name: 'Clear the search' }));
    await waitFor(() => expect(screen.queryByText(/still being indexed/)).toBeNull());
  });

  it('announces new mail and leaves list and selection where they are', async () => {
    const { user, fake } = await mountApp();
    await inboxIsThere();
    await user.keyboard('jj');
    const before = rows().map((row) => row.id);
    act(() => fake.deliver('Ganz neu'));
    const announcement = await screen.findByRole('button', { name: '1 new message – show' });
    expect(rows().map((row) => row.id)).toEqual(before);
    expect(selectedSubject()).toBe('Ihre Rechnung 4711');
    await user.click(announcement);
    expect(rows()[0]?.textContent).toContain('Ganz neu');
    expect(selectedSubject()).toBe('Ihre Rechnung 4711');
  });

  it('archives with an undo', async () => {
    const { user, fake } = await mountApp();
    await inboxIsThere();
    await user.keyboard('j');
    const pane = await screen.findByRole('article');
    await user.click(within(pane).getByRole('button', { name: 'Archive' }));
    await waitFor(() => expect(rows()[0]?.textContent).toContain('Ihre Rechnung 4711'));
    expect(selectedSubject()).toBe('Ihre Rechnung 4711');
    expect(fake.callsOf('messages.archive')).toHaveLength(1);
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(rows()[0]?.textContent).toContain('Drucker im 2. OG'));
    expect(fake.callsOf('messages.putBack')).toEqual(fake.callsOf('messages.archive'));
  });

  it('reads the next page when the end comes near, and not before', async () => {
    const { fake } = await mountApp({ messages: 400 });
    await inboxIsThere();
    expect(rows().length).toBeLessThan(60);
    const pages = (): unknown[] =>
      fake.callsOf('messages.list').filter((request) => (request as { folder: string }).folder === 'inbox');
    expect(pages().some((request) => Object.hasOwn(request as object, 'after'))).toBe(false);
    list().scrollTop = 90 * 72;
    fireEvent.scroll(list());
    await waitFor(() => expect(pages().at(-1)).toMatchObject({ limit: 100, after: expect.any(Number) }));
    await waitFor(() => expect(rows().at(-1)?.getAttribute('aria-posinset')).toBe('106'));
  });

  it('shows why a message was set aside or left on the server', async () => {
    const { user } = await mountApp();
    await inboxIsThere();
    await user.click(within(list()).getByText('Scan 2024-12-01 (48 Seiten)'));
    const reason = await screen.findByText('The message is over the limit');
    expect(reason.closest('.error-box')?.textContent?.replaceAll('\u00a0', ' ')).toContain('Size: 61.3 MB');
    expect(screen.queryByRole('tab', { name: 'Source' })).toBeNull();
  });

  it('greets on the first start and leads to the form', async () => {
    const { user } = await mountApp({ empty: true });
    expect(await screen.findByText('Welcome to Mailroom')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Set up an account' }));
    expect(await screen.findByRole('heading', { name: 'New incoming account' })).toBeTruthy();
  });

  it('says what went wrong when the list cannot be read, and reads it again', async () => {
    const { fake, user } = await mountApp();
    await inboxIsThere();
    fake.failNext('messages.list', new MailroomError('store.corrupt', 'store'));
    await user.keyboard('/x');
    expect(await screen.findByText('The database is damaged')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByText('The database is damaged')).toBeNull());
  });

  it('counts nothing before it is read', async () => {
    const { fake, user } = await mountApp();
    await inboxIsThere();
    let read = (_answer: { items: []; total: number }): void => {};
    fake.answer('messages.list', () => new Promise((resolve) => (read = resolve)));
    await goTo(user, 'Rules');
    act(() => useMessages.setState(useMessages.getInitialState()));
    void useMessages.getState().load('inbox');
    await goTo(user, 'Inbox');
    expect(await screen.findByText('The messages are being read…')).toBeTruthy();
    expect(screen.queryByText('0 messages')).toBeNull();
    read({ items: [], total: 0 });
    expect(await screen.findByText('The inbox is empty')).toBeTruthy();
  });
});

describe('outbox', () => {
  it('asks before a message of unknown fate is sent again', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Outbox');
    await user.click(await screen.findByText('Re: Termin zur Abnahme'));
    await user.click(await screen.findByRole('button', { name: 'Send again' }));
    expect(fake.callsOf('outbox.retry')).toEqual([]);
    const question = await screen.findByRole('alertdialog');
    await user.click(within(question).getByRole('button', { name: 'Send again' }));
    await waitFor(() => expect(fake.callsOf('outbox.retry')).toEqual([{ id: 'ob-4' }]));
  });
});

describe('settings', () => {
  it('change the language of everything at once', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Settings');
    await user.click(screen.getByRole('radio', { name: 'Deutsch' }));
    expect(await screen.findByRole('heading', { name: 'Einstellungen' })).toBeTruthy();
    expect(document.documentElement.lang).toBe('de');
    expect(within(screen.getByRole('navigation')).getByText('Posteingang')).toBeTruthy();
    expect(fake.callsOf('settings.set')).toEqual([{ language: 'de' }]);
  });

  it('follow the language of the system', async () => {
    await mountApp({ locale: 'de-AT' });
    expect(await screen.findByRole('heading', { name: 'Posteingang' })).toBeTruthy();
  });

  it('put the theme on the page', async () => {
    const { user } = await mountApp();
    await goTo(user, 'Settings');
    await user.click(screen.getByRole('radio', { name: 'Dark' }));
    await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'));
  });

  it('say what becomes of a mail that several accounts got', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Settings');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /^Each account/ }).checked).toBe(true);
    await user.click(screen.getByRole('radio', { name: /^The first one handles it/ }));
    await waitFor(() => expect(fake.state.settings.sameMailInSeveralAccounts).toBe('archive'));
    expect(fake.callsOf('settings.set')).toEqual([{ sameMailInSeveralAccounts: 'archive' }]);
  });

  it('set the pattern of ticket numbers, shown on the next one', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Settings');
    const field = screen.getByLabelText(/^Pattern of ticket numbers/);
    const form = field.closest('form');
    if (form === null) throw new Error('there is no form');
    const save = within(form).getByRole<HTMLButtonElement>('button', { name: 'Save' });
    expect(await within(form).findByText('The next ticket gets T-000127')).toBeTruthy();
    expect(save.disabled).toBe(true);
    await user.clear(field);
    await user.type(field, 'Inc/####/');
    expect(within(form).queryByText(/^The next ticket/)).toBeNull();
    await user.click(save);
    expect(await within(form).findByText(/^Begin and end with a letter/)).toBeTruthy();
    expect(fake.callsOf('settings.set')).toEqual([]);
    await user.type(field, '{{year}-A ');
    expect(
      await within(form).findByText(`The next ticket gets Inc/0127/${new Date().getFullYear()}-A`),
    ).toBeTruthy();
    await user.click(save);
    await waitFor(() =>
      expect(fake.callsOf('settings.set')).toEqual([{ ticketNumbers: 'Inc/####/{year}-A' }]),
    );
    await waitFor(() => expect(save.disabled).toBe(true));
  });

  it('say whether owners of tickets get word of new mail', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Settings');
    const tells = screen.getByRole('switch', { name: 'Tell the owner of a ticket about new mail' });
    expect(tells.getAttribute('aria-checked')).toBe('true');
    await user.click(tells);
    await waitFor(() => expect(tells.getAttribute('aria-checked')).toBe('false'));
    expect(fake.callsOf('settings.set')).toEqual([{ tellOwners: false }]);
  });

  it('offer the vault only where the keychain cannot be used', async () => {
    const first = await mountApp();
    await goTo(first.user, 'Settings');
    expect(await screen.findByText('Keychain of this computer')).toBeTruthy();
    expect(screen.queryByLabelText(/Passphrase/)).toBeNull();

    const { user, fake } = await mountApp({
      secrets: { backend: 'keychain', available: false, locked: false, detail: 'no secret service' },
    });
    await goTo(user, 'Settings');
    expect(await screen.findByText('no secret service')).toBeTruthy();
    await user.type(screen.getByLabelText(/^Passphrase/), 'lang genug');
    await user.type(screen.getByLabelText(/Repeat the passphrase/), 'anders');
    await user.click(screen.getByRole('button', { name: 'Use the vault' }));
    expect(await screen.findByText('The two passphrases differ.')).toBeTruthy();
    expect(fake.callsOf('secrets.useVault')).toEqual([]);
    await user.clear(screen.getByLabelText(/Repeat the passphrase/));
    await user.type(screen.getByLabelText(/Repeat the passphrase/), 'lang genug');
    await user.click(screen.getByRole('button', { name: 'Use the vault' }));
    expect(await screen.findByText('Encrypted vault')).toBeTruthy();
  });
});

describe('status line', () => {
  it('calls nothing fine and promises no poll while the passwords are out of reach', async () => {
    const { user } = await mountApp({ secrets: { backend: 'vault', available: true, locked: true } });
    const status = await screen.findByRole('contentinfo');
    expect(await within(status).findByText('The vault is locked')).toBeTruthy();
    expect(within(status).queryByText(/next poll in/)).toBeNull();
    await goTo(user, 'Incoming');
    expect((await screen.findAllByText('No passwords')).length).toBeGreaterThan(0);
    expect(screen.queryByText('OK')).toBeNull();
  });

  it('tells what is broken, what runs and what comes next', async () => {
    await mountApp({ demo: true });
    const status = await screen.findByRole('contentinfo');
    await waitFor(() => {
      expect(status.textContent).toContain('Vertrieb: The server refused the sign-in since');
      expect(status.textContent).toContain('Rechnungen: fetching 12/40');
      expect(status.textContent).toMatch(/Support: next poll in 2:1\d/);
      expect(status.textContent).toContain('Demo with sample mail');
    });
  });

  it('tells that nothing can be sent without a default account', async () => {
    const { fake } = await mountApp();
    fake.state.outgoing = [];
    act(() => fake.emit('accounts.changed', {}));
    const status = screen.getByRole('contentinfo');
    await waitFor(() => expect(status.textContent).toContain('there is no default account'));
  });
});

describe('keyboard', () => {
  it('opens the palette, narrows it and goes where it says', async () => {
    const { user } = await mountApp();
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('combobox', { name: 'Command' }), 'go rules');
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Rules' })).toBeTruthy();
  });

  it('shows its own overview', async () => {
    const { user } = await mountApp();
    await user.keyboard('?');
    expect((await screen.findByRole('dialog', { name: 'Keyboard' })).textContent).toContain('F5');
  });
});
