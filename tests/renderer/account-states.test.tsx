import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fieldBox, goTo, mountApp, type Mounted } from './mount.tsx';

async function listed(options: Parameters<typeof mountApp>[0] = {}): Promise<Mounted> {
  const mounted = await mountApp(options);
  await goTo(mounted.user, 'Incoming');
  await screen.findByRole('table');
  return mounted;
}

const group = (name: string): HTMLElement => {
  const found = screen.getByRole('button', { name }).closest('tbody');
  if (found === null) throw new Error(`There is no account ${name}.`);
  return found;
};
const words = (element: HTMLElement): string => (element.textContent ?? '').replaceAll('\u00a0', ' ');

describe('account states', () => {
  it('unfold to what they mean and to the numbers of the last run', async () => {
    const { user } = await listed();
    const fold = screen.getByRole('button', { name: 'Show details of “Scanner”' });
    await user.click(fold);
    expect(fold.getAttribute('aria-expanded')).toBe('true');
    const text = words(group('Scanner'));
    for (const part of [
      'the last retrieval took 3 minutes',
      'Found on the server58',
      'Retrieved12',
      'Removed from the server0',
      'Moved on the server12',
      'Left alone43',
      'Known already1',
      'Over the limit1',
      'Set aside1',
      'Failed, tried again0',
      'mailbox open after 9.4 seconds',
      'moved to “INBOX/Erledigt”',
    ]) {
      expect(text, part).toContain(part);
    }
  });

  it('lead from a failure to the field that is wrong, with the words of the server to copy', async () => {
    const { user, fake } = await listed();
    const row = within(group('Vertrieb'));
    await user.click(row.getByRole('button', { name: 'Copy' }));
    expect(fake.callsOf('files.copyText')).toEqual([{ text: '-ERR [AUTH] Authentication failed.' }]);
    await user.click(row.getByRole('button', { name: 'Go to “Password”' }));
    await waitFor(() => expect(document.activeElement?.id).toBe('field-secret'));
  });

  it('show how far a retrieval is, and end it on request', async () => {
    const { user, fake } = await listed();
    const bar = within(group('Rechnungen')).getByRole<HTMLProgressElement>('progressbar');
    expect([bar.value, bar.max]).toEqual([12, 40]);
    act(() =>
      fake.emit('poll.progress', { accountId: 'in-billing', phase: 'processing', total: 40, done: 40 }),
    );
    expect(within(group('Rechnungen')).getByRole('progressbar').hasAttribute('value')).toBe(false);
    await user.click(screen.getByRole('button', { name: 'Cancel the retrieval' }));
    await waitFor(() => expect(fake.callsOf('incoming.cancelPoll')).toEqual([{ id: 'in-billing' }]));
    await waitFor(() => expect(within(group('Rechnungen')).queryByRole('progressbar')).toBeNull());
  });

  it('tell a recovery once, until it is put away', async () => {
    const { user, fake } = await listed();
    const notice = /^Working again since/;
    expect(words(group('Support'))).toContain('Out of order for 2 hours: The server refused the sign-in.');
    await user.click(within(group('Support')).getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText(notice)).toBeNull();
    await goTo(user, 'Inbox');
    await goTo(user, 'Incoming');
    await screen.findByRole('table');
    expect(screen.queryByText(notice)).toBeNull();

    // Another recovery is another piece of news; one of last week is none.
    const support = fake.state.incoming[0];
    const { recovered } = support?.status ?? {};
    if (support === undefined || recovered === undefined) throw new Error('the sample data has no recovery');
    support.status = { ...support.status, recovered: { ...recovered, at: Date.now() - 1000 } };
    act(() => fake.emit('accounts.changed', {}));
    expect(await screen.findByText(notice)).toBeTruthy();
    support.status = { ...support.status, recovered: { ...recovered, at: Date.now() - 7 * 86_400_000 } };
    act(() => fake.emit('accounts.changed', {}));
    await waitFor(() => expect(screen.queryByText(notice)).toBeNull());
  });
});

describe('the form about mail on the server', () => {
  const choose = (mounted: Mounted, name: string) => mounted.user.click(screen.getByRole('radio', { name }));
  const saved = async ({ user, fake }: Mounted): Promise<object | undefined> => {
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(fake.callsOf('incoming.update')).toHaveLength(1));
    return (fake.callsOf('incoming.update')[0] as { account: object }).account;
  };
  const edit = async (name: string): Promise<Mounted> => {
    const mounted = await listed();
    await mounted.user.click(screen.getByRole('button', { name }));
    await screen.findByLabelText(/Host name/);
    return mounted;
  };

  it('asks about old mail only while the mailbox was never read', async () => {
    const mounted = await edit('Support');
    expect(document.querySelector('[data-field="firstContact"]')).toBeNull();
    await mounted.user.clear(screen.getByLabelText(/Mailbox name/));
    await mounted.user.type(screen.getByLabelText(/Mailbox name/), 'Archiv');
    expect(
      within(fieldBox('firstContact')).getByRole<HTMLInputElement>('radio', { checked: true }).value,
    ).toBe('ask');
    await mounted.user.clear(screen.getByLabelText(/Mailbox name/));
    await mounted.user.type(screen.getByLabelText(/Mailbox name/), 'inbox');
    expect(document.querySelector('[data-field="firstContact"]')).toBeNull();
    expect(await saved(mounted)).toMatchObject({ firstContact: 'all' });
  });

  it('keeps a day as the moment it begins here', async () => {
    const mounted = await edit('Filiale Nord');
    await choose(mounted, 'Fetch mail since a certain day');
    await mounted.user.click(screen.getByRole('button', { name: 'Save' }));
    expect((await within(fieldBox('firstContact')).findByRole('alert')).textContent).toBe(
      'This field is mandatory.',
    );
    await mounted.user.type(screen.getByLabelText('Fetch mail since*'), '2026-03-01');
    await waitFor(() => expect(within(fieldBox('firstContact')).queryByRole('alert')).toBeNull());
    expect(await saved(mounted)).toMatchObject({
      firstContact: new Date('2026-03-01T00:00:00').toISOString(),
    });
  });

  it('wants to know where to move to, and knows that POP3 cannot', async () => {
    const mounted = await edit('Support');
    await choose(mounted, 'Move to another mailbox on the server');
    await mounted.user.click(screen.getByRole('button', { name: 'Save' }));
    expect((await within(fieldBox('moveTo')).findByRole('alert')).textContent).toBe(
      'This field is mandatory.',
    );
    await mounted.user.type(screen.getByLabelText(/Move to/, { selector: 'input[type=text]' }), 'INBOX');
    expect((await within(fieldBox('moveTo')).findByRole('alert')).textContent).toContain(
      'the mailbox that is read',
    );
    await choose(mounted, 'POP3');
    const move = within(fieldBox('afterRetrieval')).getByRole<HTMLInputElement>('radio', { name: /^Move/ });
    expect(move.disabled).toBe(true);
    expect(move.closest('label')?.textContent).toContain('POP3 knows no other mailboxes.');
    expect(document.querySelector('[data-field="moveTo"]')).toBeNull();
    expect(within(fieldBox('mailbox')).getByRole<HTMLButtonElement>('button').disabled).toBe(true);
    expect(await saved(mounted)).toMatchObject({ serverType: 'pop3', afterRetrieval: 'remove' });
  });

  it('says that a new account asks first', async () => {
    const { user } = await listed();
    await user.click(screen.getByRole('button', { name: 'New account' }));
    await user.type(await screen.findByLabelText(/Account name/), 'Lager');
    await user.type(screen.getByLabelText(/Host name/), 'mail.lager.example');
    await user.type(screen.getByLabelText(/User name/), 'lager');
    await user.type(screen.getByLabelText(/^Password/), 'geheim');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/looks into the mailbox first/)).toBeTruthy();
  });
});
