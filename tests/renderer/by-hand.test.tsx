import { screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { MessageDetail } from '../../shared/domain/message.ts';
import { MailroomError } from '../../shared/errors.ts';
import { goTo, mountApp, type Mounted } from './mount.tsx';

const list = (): HTMLElement => screen.getByRole('listbox', { name: /Inbox|Archive|Deleted/ });

/** Opens the first message of the inbox that is simply there. */
async function openFirst(): Promise<Mounted & { readonly message: MessageDetail }> {
  const mounted = await mountApp();
  const message = mounted.fake.state.messages.find(
    (item) => item.folder === 'inbox' && item.state === 'new' && item.ticket === undefined,
  )!;
  await mounted.user.click(await within(list()).findByText(message.subject));
  await screen.findByRole('article', { name: message.subject });
  return { ...mounted, message };
}

async function toast(user: UserEvent, title: string | RegExp, button: string): Promise<void> {
  const words = await screen.findByText(title);
  await user.click(within(words.closest<HTMLElement>('.toast')!).getByRole('button', { name: button }));
}

describe('a ticket made by hand', () => {
  it('has what the person says, and can be undone', async () => {
    const { user, fake, message } = await openFirst();
    await user.keyboard('t');
    const box = await screen.findByRole('dialog', { name: 'Create a ticket' });
    const title = within(box).getByLabelText(/^Title/);
    expect((title as HTMLInputElement).value).toBe(message.subject);
    await user.clear(title);
    await user.type(title, 'Printer');
    await user.selectOptions(within(box).getByLabelText('Ticket type'), 'Störung');
    await user.selectOptions(within(box).getByLabelText('Priority'), 'High');
    await user.click(within(box).getByRole('button', { name: 'Create ticket' }));
    await waitFor(() =>
      expect(fake.callsOf('messages.createTicket')).toEqual([
        { ids: [message.id], title: 'Printer', typeId: 'type-fault', priority: 'high', createContact: false },
      ]),
    );
    await toast(user, /^Ticket T-\d+ created$/, 'Undo');
    await waitFor(() =>
      expect(fake.callsOf('messages.unassign')).toEqual([{ ids: [message.id], removeTicket: true }]),
    );
    expect(await within(list()).findByText(message.subject)).toBeTruthy();
  });

  it('offers to make a contact of a sender that is none', async () => {
    const { user, fake } = await mountApp();
    const message = fake.state.messages.find(
      ({ folder, state, from }) =>
        folder === 'inbox' && state === 'new' && from.address === 'j.kowalski@spedycja.example',
    )!;
    await user.click(await within(list()).findByText(message.subject));
    await user.click(await screen.findByRole('button', { name: 'Create ticket…' }));
    const box = await screen.findByRole('dialog', { name: 'Create a ticket' });
    const choice = within(box).getByRole('switch', { name: 'Make j.kowalski@spedycja.example a contact' });
    expect(choice.ariaChecked).toBe('true');
    await user.click(within(box).getByRole('button', { name: 'Create ticket' }));
    await waitFor(() =>
      expect(fake.callsOf('messages.createTicket')[0]).toMatchObject({ createContact: true }),
    );
  });

  it('is one for several messages', async () => {
    const { user, fake } = await openFirst();
    await user.keyboard('{Shift>}{ArrowDown}{/Shift}');
    const pane = await screen.findByRole('region', { name: 'Selected messages' });
    await user.click(within(pane).getByRole('button', { name: 'Create ticket…' }));
    const box = await screen.findByRole('dialog', { name: 'Create one ticket of 2 messages' });
    await user.click(within(box).getByRole('button', { name: 'Create ticket' }));
    await waitFor(() =>
      expect((fake.callsOf('messages.createTicket')[0] as { ids: number[] }).ids).toHaveLength(2),
    );
  });
});

describe('attaching to a ticket', () => {
  it('finds it by its title and leads there', async () => {
    const { user, fake, message } = await openFirst();
    await user.click(screen.getByRole('button', { name: 'Attach to ticket…' }));
    const box = await screen.findByRole('dialog', { name: 'Attach the message to a ticket' });
    await user.type(within(box).getByRole('combobox', { name: 'Find a ticket' }), 'delivery');
    await waitFor(() => expect(within(box).getAllByRole('option')).toHaveLength(1));
    await user.click(within(box).getByRole('button', { name: 'Attach to T-000125' }));
    await waitFor(() =>
      expect(fake.callsOf('messages.assignTicket')).toEqual([{ ids: [message.id], ticket: 'T-000125' }]),
    );
    await toast(user, 'Message attached to T-000125', 'Show ticket');
    expect(await screen.findByRole('heading', { level: 1, name: 'Tickets' })).toBeTruthy();
  });

  it('says when nothing fits and what the engine refuses', async () => {
    const { user, fake } = await openFirst();
    await user.click(screen.getByRole('button', { name: 'Attach to ticket…' }));
    const box = await screen.findByRole('dialog', { name: 'Attach the message to a ticket' });
    const search = within(box).getByRole('combobox', { name: 'Find a ticket' });
    await user.type(search, 'zzz');
    expect(await within(box).findByText('No ticket fits.')).toBeTruthy();
    await user.clear(search);
    await waitFor(() => expect(within(box).getAllByRole('option').length).toBeGreaterThan(1));
    await user.keyboard('{ArrowDown}');
    expect(within(box).getAllByRole('option')[1]?.ariaSelected).toBe('true');
    fake.failNext('messages.assignTicket', new MailroomError('store.failed', 'store'));
    await user.keyboard('{Enter}');
    expect(await within(box).findByRole('alert')).toBeTruthy();
  });

  it.each(['archive', 'inbox'] as const)('is undone to the earlier ticket and the %s', async (folder) => {
    const { user, fake } = await mountApp();
    const index = fake.state.messages.findIndex(
      (item) => item.folder === folder && item.state !== 'oversize',
    );
    const message = { ...fake.state.messages[index]!, subject: 'Of another ticket', ticket: 'T-000126' };
    fake.state.messages[index] = message;
    fake.emit('messages.changed', { added: 0 });
    await goTo(user, folder === 'archive' ? 'Archive' : 'Inbox');
    await user.click(await within(list()).findByText(message.subject));
    await user.click(await screen.findByRole('button', { name: 'More for this message' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Attach to another ticket…' }));
    const box = await screen.findByRole('dialog', { name: 'Attach the message to a ticket' });
    await user.type(within(box).getByRole('combobox', { name: 'Find a ticket' }), 'delivery');
    await waitFor(() => expect(within(box).getAllByRole('option')).toHaveLength(1));
    await user.click(within(box).getByRole('button', { name: 'Attach to T-000125' }));
    const now = (): unknown => fake.state.messages.find(({ id }) => id === message.id);
    await waitFor(() => expect(now()).toMatchObject({ ticket: 'T-000125', folder: 'archive' }));
    await toast(user, 'Message attached to T-000125', 'Undo');
    await waitFor(() => expect(now()).toMatchObject({ ticket: 'T-000126', folder }));
  });

  it('is undone from the menu of a message', async () => {
    const { user, fake } = await mountApp();
    const index = fake.state.messages.findIndex(({ folder }) => folder === 'archive');
    const message = { ...fake.state.messages[index]!, subject: 'On a ticket', ticket: 'T-000125' };
    fake.state.messages[index] = message;
    fake.emit('messages.changed', { added: 0 });
    await goTo(user, 'Archive');
    await user.click(await within(list()).findByText(message.subject));
    await user.click(await screen.findByRole('button', { name: 'More for this message' }));
    await user.click(await screen.findByRole('menuitem', { name: `Take off ticket ${message.ticket}` }));
    await waitFor(() =>
      expect(fake.callsOf('messages.unassign')).toEqual([{ ids: [message.id], removeTicket: false }]),
    );
    await toast(user, /is off ticket/, 'Undo');
    await waitFor(() => expect(fake.callsOf('messages.assignTicket')).toHaveLength(1));
  });
});

describe('deleting', () => {
  it('puts a message in the bin and brings it back', async () => {
    const { user, fake, message } = await openFirst();
    await user.keyboard('{Enter}');
    expect(document.activeElement?.id).toBe('message-title');
    await user.keyboard('{Delete}');
    await waitFor(() => expect(within(list()).queryByText(message.subject)).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(list()));
    await toast(user, 'Message deleted', 'Undo');
    expect(await within(list()).findByText(message.subject)).toBeTruthy();
    await user.keyboard('{Delete}');
    await goTo(user, 'Deleted');
    await user.click(await within(list()).findByText(message.subject));
    await user.click(await screen.findByRole('button', { name: 'Restore' }));
    await waitFor(() =>
      expect(fake.state.messages.find(({ id }) => id === message.id)?.folder).toBe('inbox'),
    );
    expect(await screen.findByText('Nothing is deleted')).toBeTruthy();
  });

  it('for good asks first and names what is destroyed', async () => {
    const { user, fake, message } = await openFirst();
    await user.keyboard('{Delete}');
    await goTo(user, 'Deleted');
    await user.click(await within(list()).findByText(message.subject));
    await user.click(await screen.findByRole('button', { name: 'Delete for good…' }));
    const question = await screen.findByRole('alertdialog', { name: 'Delete this message for good?' });
    expect(question.textContent).toContain(message.subject);
    expect(question.textContent).toContain('This cannot be undone.');
    await user.click(within(question).getByRole('button', { name: 'Cancel' }));
    expect(fake.callsOf('messages.purge')).toEqual([]);
    await user.keyboard('{Delete}');
    const again = await screen.findByRole('alertdialog');
    await user.click(within(again).getByRole('button', { name: 'Delete for good' }));
    expect(await screen.findByText('Message deleted for good')).toBeTruthy();
    expect(fake.callsOf('messages.purge')).toEqual([{ ids: [message.id] }]);
  });
});

describe('a message', () => {
  it('says that a rule marked it as spam', async () => {
    const { user, fake, message } = await openFirst();
    fake.state.messages = fake.state.messages.map((item) =>
      item.id === message.id ? { ...item, spam: true } : item,
    );
    fake.emit('messages.changed', { added: 0 });
    await waitFor(() => expect(within(list()).getByText('Spam')).toBeTruthy());
    await user.click(within(list()).getByText(message.subject));
    expect(await within(screen.getByRole('article')).findByText('Spam')).toBeTruthy();
  });

  it('says in words why a rule sent no mail', async () => {
    const { user, fake, message } = await openFirst();
    const params = { to: 'boss@our.example', rule: 'Send on', why: 'tooLarge' };
    fake.state.messages = fake.state.messages.map((item) =>
      item.id === message.id ? { ...item, trail: [{ at: 1, event: 'mailSkipped', params }] } : item,
    );
    fake.emit('messages.changed', { added: 0 });
    await user.click(screen.getByRole('tab', { name: 'Trail' }));
    expect(
      await screen.findByText(
        'No mail to boss@our.example by rule “Send on”: the message is too big to be sent on (over 150 MB)',
      ),
    ).toBeTruthy();
  });

  it('shows which rules would act', async () => {
    const { user, fake, message } = await openFirst();
    await user.click(screen.getByRole('button', { name: 'More for this message' }));
    await user.click(await screen.findByRole('menuitem', { name: /Which rules would act/ }));
    const rehearsal = await screen.findByRole('dialog', { name: /^Rehearsal/ });
    expect(await within(rehearsal).findByText('1 message tried')).toBeTruthy();
    expect(fake.callsOf('rules.rehearse')).toEqual([
      { accountId: message.accountId, messages: { ids: [message.id] } },
    ]);
  });
});
