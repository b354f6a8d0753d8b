import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { MailroomError } from '../../shared/errors.ts';
import { goTo, mountApp, type Mounted } from './mount.tsx';

const list = (): HTMLElement => screen.getByRole('listbox', { name: 'Inbox' });
const rows = (): HTMLElement[] => within(list()).getAllByRole('option');
const subjects = (): (string | null | undefined)[] =>
  rows().map((row) => row.querySelector('.item-subject')?.textContent);
const SCAN = 'Scan 2024-12-01 (48 Seiten)';
const PLANS = 'Pläne Halle 3, alle Geschosse';
const REPORT = 'Backup report';

async function setAside(): Promise<Mounted> {
  const mounted = await mountApp();
  await waitFor(() => expect(rows().length).toBeGreaterThan(0));
  await mounted.user.click(screen.getByRole('button', { name: /^Set aside/ }));
  await waitFor(() => expect(rows()).toHaveLength(4));
  return mounted;
}

async function open({ user }: Mounted, subject: string): Promise<HTMLElement> {
  await user.click(within(list()).getByText(subject));
  return screen.findByRole('article', { name: subject === '(no subject)' ? '' : subject });
}

function idOf({ fake }: Mounted, subject: string): number {
  const found = fake.state.messages.find((item) => item.subject === subject);
  if (found === undefined) throw new Error(`the sample data has no message “${subject}”`);
  return found.id;
}

describe('messages set aside', () => {
  it('have a list of their own, with their number', async () => {
    const mounted = await setAside();
    expect(screen.getByRole('button', { name: 'Set aside 4', pressed: true })).toBeTruthy();
    expect(subjects()).toEqual([SCAN, '(no subject)', PLANS, REPORT]);
    expect(mounted.fake.callsOf('messages.list').at(-1)).toMatchObject({ folder: 'inbox', setAside: true });
    mounted.fake.state.messages = mounted.fake.state.messages.filter(({ state }) => state === 'new');
    act(() => mounted.fake.emit('messages.changed', { added: 0 }));
    expect(await screen.findByText('Nothing is set aside')).toBeTruthy();
  });

  it('are reached with the keys of the list at once', async () => {
    const { user } = await setAside();
    await user.keyboard('j');
    expect(document.querySelector('[role=option][aria-selected=true] .item-subject')?.textContent).toBe(SCAN);
  });

  it('go from the pane when the whole message takes the place of its entry', async () => {
    const mounted = await setAside();
    await open(mounted, SCAN);
    const id = idOf(mounted, SCAN);
    mounted.fake.state.messages = mounted.fake.state.messages.filter((item) => item.id !== id);
    act(() => mounted.fake.emit('messages.changed', { added: 1 }));
    expect(await screen.findByText('Select a message to read it.')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('are fetched anyway, and that can be taken back', async () => {
    const mounted = await setAside();
    const pane = await open(mounted, SCAN);
    await mounted.user.click(within(pane).getByRole('button', { name: 'Fetch anyway' }));
    expect(await within(pane).findByText('It is fetched with the next poll.')).toBeTruthy();
    expect(within(pane).queryByRole('button', { name: 'Delete on the server…' })).toBeNull();
    await mounted.user.click(within(pane).getByRole('button', { name: 'Undo' }));
    expect(await within(pane).findByRole('button', { name: 'Fetch anyway' })).toBeTruthy();
    const ids = [idOf(mounted, SCAN)];
    expect(mounted.fake.callsOf('messages.decide')).toEqual([
      { ids, decision: 'fetch' },
      { ids, decision: 'leave' },
    ]);
  });

  it('are deleted on the server only after a confirmation that names what is lost', async () => {
    const mounted = await setAside();
    const pane = await open(mounted, SCAN);
    await mounted.user.click(within(pane).getByRole('button', { name: 'Delete on the server…' }));
    const question = await screen.findByRole('alertdialog', { name: 'Delete this message on the server?' });
    const words = (question.textContent ?? '').replaceAll('\u00a0', ' ');
    for (const part of [SCAN, 'scanner@weber-logistik.example', '61.3 MB', 'there is no other copy']) {
      expect(words).toContain(part);
    }
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'));
    await mounted.user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(mounted.fake.callsOf('messages.decide')).toEqual([]);

    await mounted.user.click(within(pane).getByRole('button', { name: 'Delete on the server…' }));
    const again = await screen.findByRole('alertdialog');
    await mounted.user.click(within(again).getByRole('button', { name: 'Delete on the server' }));
    expect(await within(pane).findByText('It is deleted on the server with the next poll.')).toBeTruthy();
    expect(mounted.fake.callsOf('messages.decide')).toEqual([
      { ids: [idOf(mounted, SCAN)], decision: 'delete' },
    ]);
  });

  it('let their sender know, after a question and only once', async () => {
    const mounted = await setAside();
    const pane = await open(mounted, PLANS);
    await mounted.user.click(within(pane).getByRole('button', { name: 'Notify sender…' }));
    const question = await screen.findByRole('alertdialog', { name: 'Tell bauamt@musterstadt.example?' });
    await mounted.user.click(within(question).getByRole('button', { name: 'Notify sender' }));
    expect(await screen.findByText('The notice to the sender is in the outbox')).toBeTruthy();
    expect(await within(pane).findByText(/The sender was told/)).toBeTruthy();
    const button = within(pane).getByRole<HTMLButtonElement>('button', { name: 'Notify sender…' });
    expect(button.disabled).toBe(true);
    expect(mounted.fake.callsOf('messages.notifySender')).toEqual([{ id: idOf(mounted, PLANS) }]);
  });

  it('lead to the limit of the account', async () => {
    const mounted = await setAside();
    const pane = await open(mounted, SCAN);
    await mounted.user.click(within(pane).getByRole('button', { name: 'Raise the limit' }));
    await waitFor(() => expect(document.activeElement?.id).toBe('field-maxSizeBytes'));
  });

  it('offer nothing on a server whose account is gone', async () => {
    const mounted = await setAside();
    mounted.fake.state.incoming = [];
    act(() => mounted.fake.emit('accounts.changed', {}));
    const pane = await open(mounted, SCAN);
    expect(await within(pane).findByText(/The account was deleted/)).toBeTruthy();
    expect(within(pane).queryByRole('button', { name: 'Fetch anyway' })).toBeNull();
  });

  it('are accepted as they are when their bytes are here', async () => {
    const mounted = await setAside();
    await mounted.user.click(within(list()).getByText('(no subject)'));
    await mounted.user.click(await screen.findByRole('button', { name: 'Accept as it is' }));
    await waitFor(() => expect(rows()).toHaveLength(3));
    expect(mounted.fake.callsOf('messages.release')).toHaveLength(1);
  });

  it('are tried again; what is not here cannot be accepted', async () => {
    const mounted = await setAside();
    const pane = await open(mounted, REPORT);
    expect(within(pane).getByText('The server does not hand over this message')).toBeTruthy();
    expect(within(pane).getByRole<HTMLButtonElement>('button', { name: 'Accept as it is' }).disabled).toBe(
      true,
    );
    await mounted.user.click(within(pane).getByRole('button', { name: 'Try again' }));
    await waitFor(() =>
      expect(mounted.fake.callsOf('messages.retry')).toEqual([{ ids: [idOf(mounted, REPORT)] }]),
    );
  });
});

describe('several messages', () => {
  const selected = (): number => within(list()).getAllByRole('option', { selected: true }).length;

  it('are selected with Shift and Ctrl, by mouse and keyboard', async () => {
    const { user } = await setAside();
    await user.click(within(list()).getByText(SCAN));
    await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect(selected()).toBe(3);
    await user.keyboard('{Shift>}{ArrowUp}{/Shift}');
    expect(selected()).toBe(2);
    await user.keyboard('{Control>}');
    await user.click(within(list()).getByText(REPORT));
    expect(selected()).toBe(3);
    await user.click(within(list()).getByText(SCAN));
    await user.keyboard('{/Control}');
    expect(selected()).toBe(2);
    expect(screen.getByRole('heading', { name: '2 messages selected' })).toBeTruthy();
    await user.keyboard('{ArrowDown}');
    expect(selected()).toBe(1);
    await user.keyboard('{Control>}a{/Control}');
    expect(selected()).toBe(4);
  });

  it('are decided on together, each with what fits it', async () => {
    const mounted = await setAside();
    const { user, fake } = mounted;
    await user.click(within(list()).getByText(SCAN));
    await user.keyboard('{Control>}a{/Control}');
    await user.click(await screen.findByRole('button', { name: 'Fetch anyway' }));
    await waitFor(() =>
      expect(fake.callsOf('messages.decide')).toEqual([
        { ids: [idOf(mounted, SCAN), idOf(mounted, PLANS)], decision: 'fetch' },
      ]),
    );
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(fake.callsOf('messages.retry')).toHaveLength(1));
    await user.click(screen.getByRole('button', { name: 'Accept as it is' }));
    await waitFor(() => expect(subjects()).toEqual([SCAN, PLANS, REPORT]));
    expect((await screen.findAllByText('The message was not accepted')).length).toBeGreaterThan(0);
    expect(screen.getByText('The message is accepted as it is')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Delete on the server…' }));
    const question = await screen.findByRole('alertdialog', { name: 'Delete 2 messages on the server?' });
    expect(question.textContent).toContain(PLANS);
  });

  it('are archived with one key, and one undo', async () => {
    const { user, fake } = await mountApp();
    await waitFor(() => expect(rows().length).toBeGreaterThan(0));
    await user.keyboard('j{Shift>}{ArrowDown}{/Shift}e');
    await waitFor(() => expect(fake.callsOf('messages.archive')).toHaveLength(1));
    expect((fake.callsOf('messages.archive')[0] as { ids: number[] }).ids).toHaveLength(2);
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(fake.callsOf('messages.putBack')).toEqual(fake.callsOf('messages.archive')));
  });
});

describe('all messages', () => {
  it('are selected with those that were not read yet, wherever the focus is, and are marked as read', async () => {
    const { user, fake } = await mountApp({ messages: 400 });
    await waitFor(() => expect(rows().length).toBeGreaterThan(0));
    const inbox = fake.state.messages.filter(({ folder }) => folder === 'inbox');
    expect(inbox.length).toBeGreaterThan(100);
    await user.keyboard('{Control>}a{/Control}');
    expect(await screen.findByRole('heading', { name: `${inbox.length} messages selected` })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Mark as read' }));
    await waitFor(() => expect(fake.callsOf('messages.markRead')).toHaveLength(1));
    const { ids, read } = fake.callsOf('messages.markRead')[0] as { ids: number[]; read: boolean };
    expect(read).toBe(true);
    expect(ids).toEqual(inbox.map(({ id }) => id));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Mark as read' })).toBeNull());
    expect(screen.getByRole('button', { name: 'Mark as unread' })).toBeTruthy();
  });
});

describe('a copy on the server', () => {
  it('is put back from the menu of a message', async () => {
    const { user, fake } = await mountApp();
    await waitFor(() => expect(rows().length).toBeGreaterThan(0));
    await user.keyboard('j');
    await user.click(await screen.findByRole('button', { name: 'More for this message' }));
    await user.click(await screen.findByRole('menuitem', { name: /Put a copy back on the server/ }));
    expect(await screen.findByText('A copy is back in its mailbox on the server')).toBeTruthy();
    expect(fake.callsOf('messages.putOnServer')).toHaveLength(1);
  });

  it('is not offered where it cannot be, with the reason', async () => {
    const mounted = await setAside();
    await open(mounted, SCAN);
    await mounted.user.click(await screen.findByRole('button', { name: 'More for this message' }));
    const item = await screen.findByRole('menuitem', { name: /Put a copy back on the server/ });
    expect(item.textContent).toContain('The message itself is not here.');
    expect(item.getAttribute('aria-disabled')).toBe('true');
  });

  it('is told of message by message when only some are taken', async () => {
    const { user, fake } = await mountApp();
    await waitFor(() => expect(rows().length).toBeGreaterThan(0));
    const refused = new MailroomError('putOnServer.refused', 'store', { params: { mailbox: 'INBOX' } });
    fake.answer('messages.putOnServer', ({ ids }) =>
      ids.map((id, index) => (index === 0 ? { id } : { id, error: refused.toPlain() })),
    );
    await user.keyboard('j{Shift>}{ArrowDown}{/Shift}');
    await user.click(await screen.findByRole('button', { name: 'Put a copy back on the server' }));
    expect(await screen.findByText('A copy is back in its mailbox on the server')).toBeTruthy();
    const told = await screen.findAllByText('Ihre Rechnung 4711: The server did not take the message back');
    expect(told.length).toBeGreaterThan(0);
  });
});

describe('duplicates', () => {
  it('lead to the other message', async () => {
    const { user, fake } = await mountApp();
    await waitFor(() => expect(rows().length).toBeGreaterThan(0));
    await user.click(within(list()).getByText('Delivery note missing for order 88-1203'));
    await user.click(await screen.findByRole('button', { name: 'Archive (Vertrieb)' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Archive' })).toBeTruthy();
    const twin = fake.state.messages.find((item) => item.folder === 'archive');
    await waitFor(() => expect(fake.callsOf('messages.get').at(-1)).toEqual({ id: twin?.id }));
  });
});

describe('data', () => {
  it('is checked, with the outcome in words and every problem', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Settings');
    await user.click(screen.getByRole('button', { name: 'Check the archive' }));
    expect(await screen.findByText('Everything is whole')).toBeTruthy();
    fake.answer('archive.verify', () => ({
      ok: false,
      messages: 2,
      bytes: 2000,
      removalPending: 1,
      notIndexed: 0,
      ms: 10,
      problems: [{ kind: 'digest', messageId: 7, detail: 'b5bb9d, not 81f2aa' }],
    }));
    await user.click(screen.getByRole('button', { name: 'Check the archive' }));
    expect(await screen.findByText('1 problem found')).toBeTruthy();
    expect(screen.getByText('Bytes differ from the receipt').parentElement?.textContent).toContain(
      'message 7b5bb9d, not 81f2aa',
    );
    expect(screen.getByText(/1 stored message is still on the server/)).toBeTruthy();
  });

  it('is backed up; calling it off says nothing', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Settings');
    fake.answer('files.backup', () => ({ saved: false, name: 'x.db' }));
    await user.click(screen.getByRole('button', { name: 'Back up…' }));
    await waitFor(() => expect(fake.callsOf('files.backup')).toHaveLength(1));
    expect(screen.queryByText('“x.db” is written')).toBeNull();
    fake.failNext('files.backup', new MailroomError('store.full', 'store'));
    await user.click(screen.getByRole('button', { name: 'Back up…' }));
    expect(await screen.findByRole('alert')).toBeTruthy();
    fake.answer('files.backup', () => ({ saved: true, name: 'x.db' }));
    await user.click(screen.getByRole('button', { name: 'Back up…' }));
    expect(await screen.findByText('“x.db” is written')).toBeTruthy();
  });
});
