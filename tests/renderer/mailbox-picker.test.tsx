import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { MailroomError } from '../../shared/errors.ts';
import type { RequestOf } from '../../shared/ipc/contract.ts';
import { filterMailboxes, mailboxTree } from '../../renderer/views/incoming/mailbox-tree.ts';
import { fieldBox, goTo, mountApp, type Mounted } from './mount.tsx';
import { mailboxFolders } from './sample-data.ts';

async function editSupport(): Promise<Mounted> {
  const mounted = await mountApp();
  await goTo(mounted.user, 'Incoming');
  await mounted.user.click(await screen.findByRole('button', { name: 'Support' }));
  await screen.findByLabelText(/Host name/);
  return mounted;
}

async function pick({ user }: Mounted, field: 'mailbox' | 'moveTo'): Promise<HTMLElement> {
  await user.click(within(fieldBox(field)).getByRole('button', { name: 'Choose…' }));
  return screen.findByRole('dialog');
}

const value = (name: string): string =>
  (document.getElementById(`field-${name}`) as HTMLInputElement | null)?.value ?? '';
const node = (dialog: HTMLElement, name: string): Promise<HTMLElement> =>
  within(dialog).findByRole('treeitem', { name: new RegExp(`^${name}`) });

describe('mailbox picker', () => {
  it('shows the mailboxes of the server as a tree, with what they are for in words', async () => {
    const mounted = await editSupport();
    const dialog = await pick(mounted, 'mailbox');
    expect((await node(dialog, 'INBOX')).getAttribute('aria-selected')).toBe('true');
    expect((await node(dialog, 'Archiv')).textContent).toBe('ArchivArchive');
    expect((await node(dialog, '2026')).getAttribute('aria-level')).toBe('2');
    expect((await node(dialog, 'Öffentlich')).getAttribute('aria-disabled')).toBe('true');
    // The server did not list it, but something hangs on it.
    expect((await node(dialog, 'shared')).getAttribute('aria-disabled')).toBe('true');
  });

  it('is used with the keyboard alone: filter, arrows, Enter', async () => {
    const mounted = await editSupport();
    const dialog = await pick(mounted, 'mailbox');
    const filter = await within(dialog).findByRole('combobox');
    await waitFor(() => expect(document.activeElement).toBe(filter));
    await mounted.user.keyboard('archiv');
    expect(within(dialog).getAllByRole('treeitem')).toHaveLength(3);
    await mounted.user.keyboard('{ArrowDown}{ArrowDown}');
    const active = document.getElementById(filter.getAttribute('aria-activedescendant') ?? '');
    expect(active?.textContent).toBe('2026');
    await mounted.user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(value('mailbox')).toBe('Archiv/2026');
  });

  it('takes nothing that only holds others', async () => {
    const mounted = await editSupport();
    const dialog = await pick(mounted, 'mailbox');
    await mounted.user.click(await node(dialog, 'Öffentlich'));
    await mounted.user.dblClick(await node(dialog, 'Öffentlich'));
    expect(screen.getByRole('dialog')).toBeTruthy();
    expect((await node(dialog, 'INBOX')).getAttribute('aria-selected')).toBe('true');
  });

  it('does not offer the mailbox that is read as the place to move to', async () => {
    const mounted = await editSupport();
    await mounted.user.click(screen.getByRole('radio', { name: 'Move to another mailbox on the server' }));
    const dialog = await pick(mounted, 'moveTo');
    expect((await node(dialog, 'INBOX')).textContent).toContain('is the mailbox that is read');
    await mounted.user.dblClick(await node(dialog, 'INBOX'));
    await mounted.user.dblClick(await node(dialog, 'Erledigt'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(value('moveTo')).toBe('INBOX/Erledigt');
    await mounted.user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(mounted.fake.callsOf('incoming.update')).toHaveLength(1));
    expect(mounted.fake.callsOf('incoming.update')[0]).toMatchObject({
      account: { afterRetrieval: 'move', moveTo: 'INBOX/Erledigt' },
    });
  });

  it('asks with what is in the form, also while the place to move to is empty', async () => {
    const mounted = await editSupport();
    await mounted.user.click(screen.getByRole('radio', { name: 'Move to another mailbox on the server' }));
    await mounted.user.clear(screen.getByLabelText(/Host name/));
    await mounted.user.type(screen.getByLabelText(/Host name/), 'neu.example');
    await node(await pick(mounted, 'moveTo'), 'INBOX');
    const [request] = mounted.fake.callsOf('incoming.folders') as RequestOf<'incoming.folders'>[];
    expect(request).toMatchObject({ id: 'in-support', account: { host: 'neu.example' } });
    expect(request?.secret).toBeUndefined();
  });

  it('shows why it cannot ask, and leads to the field', async () => {
    const mounted = await editSupport();
    await mounted.user.type(screen.getByLabelText(/^Password/), 'wrong');
    const dialog = await pick(mounted, 'mailbox');
    expect(await within(dialog).findByText('The server refused the sign-in')).toBeTruthy();
    expect(within(dialog).getByText('[AUTHENTICATIONFAILED] Authentication failed.')).toBeTruthy();
    await mounted.user.click(within(dialog).getByRole('button', { name: 'Go to “Password”' }));
    await waitFor(() => expect(document.activeElement?.id).toBe('field-secret'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('tries again, and says so when there is nothing', async () => {
    const mounted = await editSupport();
    mounted.fake.answer('incoming.folders', () => []);
    mounted.fake.failNext('incoming.folders', new MailroomError('connect.timeout', 'connect'));
    const dialog = await pick(mounted, 'mailbox');
    await mounted.user.click(await within(dialog).findByRole('button', { name: 'Try again' }));
    expect(await within(dialog).findByText('The server lists no mailbox for this user.')).toBeTruthy();
  });

  it('asks nobody while host, user or password are missing', async () => {
    const mounted = await editSupport();
    await mounted.user.clear(screen.getByLabelText(/User name/));
    await mounted.user.click(within(fieldBox('mailbox')).getByRole('button', { name: 'Choose…' }));
    expect((await within(fieldBox('user')).findByRole('alert')).textContent).toBe('This field is mandatory.');
    expect(mounted.fake.callsOf('incoming.folders')).toEqual([]);
  });
});

describe('mailbox tree', () => {
  it('keeps what a found mailbox hangs on', () => {
    const names = filterMailboxes(mailboxTree(mailboxFolders), 'haus').map((node) => node.path);
    expect(names).toEqual(['Öffentlich', 'Öffentlich/Haustechnik']);
  });

  it('takes a flat list as it is', () => {
    const flat = mailboxTree([
      { path: 'b/c', name: 'b/c', selectable: true },
      { path: 'Inbox', name: 'Inbox', selectable: true },
    ]);
    expect(flat.map(({ path, depth, use }) => [path, depth, use])).toEqual([
      ['Inbox', 0, 'inbox'],
      ['b/c', 0, undefined],
    ]);
  });

  it('follows the delimiter of the server', () => {
    const dotted = mailboxTree([
      { path: 'INBOX.a.b', name: 'b', delimiter: '.', selectable: true },
      { path: 'INBOX', name: 'INBOX', delimiter: '.', selectable: true },
    ]);
    expect(dotted.map(({ path, depth, selectable }) => [path, depth, selectable])).toEqual([
      ['INBOX', 0, true],
      ['INBOX.a', 1, false],
      ['INBOX.a.b', 2, true],
    ]);
  });
});
