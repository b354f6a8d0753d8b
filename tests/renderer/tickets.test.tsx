import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { MailroomError } from '../../shared/errors.ts';
import type { FakeBridge } from './fake-bridge.ts';
import { goTo, mountApp, type Mounted } from './mount.tsx';

const list = (): HTMLElement => screen.getByRole('listbox', { name: 'Tickets' });
const numbers = (): (string | undefined)[] =>
  [...document.querySelectorAll('[id^="ticket-T-"]')].map((row) => row.id.replace('ticket-', ''));

async function openTickets(prepare?: (fake: FakeBridge) => void): Promise<Mounted> {
  const mounted = await mountApp();
  prepare?.(mounted.fake);
  await goTo(mounted.user, 'Tickets');
  await screen.findByRole('listbox', { name: 'Tickets' });
  return mounted;
}

/** Gives the open ticket a message from outside and a note. */
function fill(fake: FakeBridge): void {
  const index = fake.state.messages.findIndex(({ folder }) => folder === 'archive');
  const message = fake.state.messages[index]!;
  fake.state.messages[index] = {
    ...message,
    ticket: 'T-000125',
    subject: 'The delivery note',
    text: 'All of the text.\nSecond line.',
    read: false,
    attachments: 2,
    receivedAt: Date.now() - 90_000_000,
  };
  fake.state.notes.push({
    kind: 'note',
    id: 1,
    at: Date.now() - 1000,
    text: 'Called back.',
    ticket: 'T-000125',
  });
}

async function openTicket(): Promise<Mounted & { readonly pane: HTMLElement }> {
  const mounted = await openTickets(fill);
  await mounted.user.click(await within(list()).findByText('Order 88-1203: delivery note'));
  return { ...mounted, pane: await screen.findByRole('article', { name: /^T-000125/ }) };
}

describe('the list of tickets', () => {
  it('shows open tickets with what they are, and which have unread mail', async () => {
    await openTickets();
    expect(numbers()).toEqual(['T-000126', 'T-000125']);
    const row = document.getElementById('ticket-T-000125');
    expect(row?.textContent).toContain('Unread.');
    expect(row?.textContent).toContain('Bestellung · Haustechnik · Tom Baker');
    expect(row?.textContent).toContain('Urgent');
    expect(row?.textContent).toContain('In progress');
    expect(document.getElementById('ticket-T-000126')?.textContent).not.toContain('Unread.');
  });

  it('is narrowed by status, group, unread mail and words', async () => {
    const { user, fake } = await openTickets();
    await user.click(screen.getByRole('button', { name: /^Completed/ }));
    await waitFor(() => expect(numbers()).toEqual(['T-000123']));
    await user.click(screen.getByRole('button', { name: 'All' }));
    await waitFor(() => expect(numbers()).toHaveLength(3));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Responsible group' }), 'Without a group');
    await waitFor(() => expect(numbers()).toEqual(['T-000123']));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Responsible group' }), 'All groups');
    await user.click(screen.getByRole('checkbox', { name: 'Unread (1)' }));
    await waitFor(() => expect(numbers()).toEqual(['T-000125']));
    expect(screen.getByRole('option', { name: /Anna Weber/ })).toBeTruthy();
    await user.click(screen.getByRole('checkbox', { name: 'Unread (1)' }));
    await user.type(screen.getByRole('textbox', { name: 'Number, title or reporter' }), 'vpn');
    await waitFor(() => expect(numbers()).toEqual(['T-000126']));
    expect(fake.callsOf('tickets.list').at(-1)).toMatchObject({ text: 'vpn' });
    await user.type(screen.getByRole('textbox', { name: 'Number, title or reporter' }), ' zzz');
    expect(await screen.findByText('No ticket fits the filters and the search.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show all tickets' }));
    await waitFor(() => expect(numbers().length).toBeGreaterThan(1));
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Number, title or reporter' }).value).toBe(
      '',
    );
    expect(fake.callsOf('tickets.list').at(-1)).toEqual({ limit: 100 });
  });

  it('is where the key for searching leads while it is open', async () => {
    const { user } = await openTickets();
    await user.keyboard('{Control>}f{/Control}');
    const field = screen.getByRole('textbox', { name: 'Number, title or reporter' });
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Tickets');
  });

  it('reads on when its end comes near', async () => {
    const { fake } = await openTickets((bridge) => {
      const [first] = bridge.state.tickets;
      bridge.state.tickets = Array.from({ length: 130 }, (_, index) => ({
        ...first!,
        number: `T-${String(900 - index).padStart(6, '0')}`,
      }));
      bridge.emit('tickets.changed', {});
    });
    await waitFor(() => expect(numbers()[0]).toBe('T-000900'));
    expect(numbers().length).toBeLessThan(40);
    expect(fake.callsOf('tickets.list').every((call) => (call as { limit: number }).limit <= 100)).toBe(true);
  });

  it('follows what changes elsewhere', async () => {
    const { fake } = await openTickets();
    fake.state.tickets = fake.state.tickets.slice(1);
    act(() => fake.emit('tickets.changed', {}));
    await waitFor(() => expect(numbers()).toEqual(['T-000125']));
  });

  it('says what it is for when there are none', async () => {
    const { user } = await mountApp({ empty: true });
    await goTo(user, 'Tickets');
    expect(await screen.findByText('No tickets yet')).toBeTruthy();
  });

  it('says what went wrong', async () => {
    const { user, fake } = await mountApp();
    fake.failNext('tickets.list', new MailroomError('store.failed', 'store'));
    act(() => fake.emit('tickets.changed', {}));
    await goTo(user, 'Tickets');
    expect(await screen.findByRole('alert')).toBeTruthy();
  });

  it('takes a new ticket', async () => {
    const { user, fake } = await openTickets();
    await user.click(screen.getByRole('button', { name: 'New ticket' }));
    const dialog = await screen.findByRole('dialog', { name: 'New ticket' });
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByText('This field is mandatory.')).toBeTruthy();
    await user.type(within(dialog).getByLabelText(/^Title/), 'Neue Tastatur');
    await user.selectOptions(within(dialog).getByLabelText('Responsible group'), 'group-support');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('heading', { level: 2, name: 'Neue Tastatur' })).toBeTruthy();
    expect(fake.callsOf('tickets.create')).toEqual([{ title: 'Neue Tastatur', groupId: 'group-support' }]);
  });
});

describe('a ticket', () => {
  it('shows mail in both directions and notes in their order', async () => {
    const { pane } = await openTicket();
    const items = within(within(pane).getByRole('list', { name: 'Conversation' })).getAllByRole('listitem');
    expect(items.map((item) => item.dataset['kind'])).toEqual(['received', 'sent', 'note']);
    expect(items[0]?.textContent).toContain('2 attachments');
    expect(items[0]?.textContent).toContain('Unread');
    expect(items[2]?.textContent).toContain('Called back.');
    expect(pane.textContent).toContain('reported by Anna Weber');
  });

  it('unfolds the text of a message', async () => {
    const { user, pane } = await openTicket();
    await user.click(within(pane).getAllByRole('button', { name: 'Show all of the text' })[0]!);
    expect(await within(pane).findByText('Second line.')).toBeTruthy();
  });

  it('leads to its message and back', async () => {
    const { user, pane } = await openTicket();
    await user.click(within(pane).getByRole('button', { name: 'Open in the archive' }));
    expect(await screen.findByRole('article', { name: 'The delivery note' })).toBeTruthy();
    await user.click(await screen.findByRole('button', { name: 'T-000125' }));
    expect(await screen.findByRole('article', { name: /^T-000125/ })).toBeTruthy();
  });

  it('is changed in place', async () => {
    const { user, fake, pane } = await openTicket();
    await user.selectOptions(within(pane).getByLabelText('Ticket type'), '');
    await user.selectOptions(within(pane).getByLabelText('Owner'), 'Maria Schmidt');
    await user.selectOptions(within(pane).getByLabelText('Priority'), 'Low');
    await waitFor(() =>
      expect(fake.callsOf('tickets.update')).toEqual([
        { number: 'T-000125', change: { typeId: null } },
        { number: 'T-000125', change: { ownerId: 'user-maria' } },
        { number: 'T-000125', change: { priority: 'low' } },
      ]),
    );
    await user.click(within(pane).getByRole('button', { name: 'Change the title of T-000125' }));
    const dialog = await screen.findByRole('dialog');
    await user.clear(within(dialog).getByLabelText(/^Title/));
    await user.type(within(dialog).getByLabelText(/^Title/), 'Order 88');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('heading', { level: 2, name: 'Order 88' })).toBeTruthy();
  });

  it('is completed and opened again by the undo', async () => {
    const { user, fake, pane } = await openTicket();
    await user.click(within(pane).getByRole('button', { name: 'Complete' }));
    await waitFor(() => expect(numbers()).toEqual(['T-000126']));
    // It stays open on the right although the list no longer has it.
    expect(await screen.findByRole('button', { name: 'Reopen' })).toBeTruthy();
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() =>
      expect(fake.state.tickets.find(({ number }) => number === 'T-000125')?.status).toBe('processing'),
    );
  });

  it('answers the newest mail that came', async () => {
    const { user } = await openTicket();
    await user.keyboard('r');
    await screen.findByRole('dialog', { name: 'Reply' });
    expect(screen.getByLabelText<HTMLInputElement>('Ticket').value).toBe('T-000125');
    expect(screen.getByLabelText<HTMLInputElement>('Subject').value).toBe('Re: The delivery note');
  });

  it('takes a note', async () => {
    const { user, fake } = await openTicket();
    await user.keyboard('n');
    await user.type(screen.getByLabelText('Note'), 'They send it again.{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(fake.callsOf('tickets.addNote')).toEqual([{ number: 'T-000125', text: 'They send it again.' }]),
    );
    expect(await screen.findByText('They send it again.', { selector: '.note-text' })).toBeTruthy();
    expect(screen.getByLabelText<HTMLTextAreaElement>('Note').value).toBe('');
  });

  it('is marked as read', async () => {
    const { user, fake, pane } = await openTicket();
    await user.click(within(pane).getByRole('button', { name: 'Mark as read' }));
    await waitFor(() => expect(fake.callsOf('tickets.markRead')).toEqual([{ number: 'T-000125' }]));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Mark as read' })).toBeNull());
  });
});

describe('a message of the outbox', () => {
  it('shows what came back about it', async () => {
    const { user, fake } = await mountApp();
    const report = fake.state.messages[0]!;
    fake.answer('deliveryReports.list', () => [
      {
        messageId: report.id,
        at: Date.now(),
        address: 'nobody@kunde.example',
        action: 'failed',
        status: '5.1.1',
        diagnostic: '550 No such user',
      },
      {
        at: Date.now(),
        address: 'deleted@kunde.example',
        action: 'failed',
        status: '5.1.1',
        diagnostic: '550 Its report is gone',
      },
    ]);
    await goTo(user, 'Outbox');
    await user.click((await screen.findAllByRole('option'))[0]!);
    const table = await screen.findByRole('table', { name: 'Delivery reports' });
    expect(table.textContent).toContain('nobody@kunde.example');
    expect(table.textContent).toContain('550 No such user');
    expect(table.textContent).toContain('Not delivered 5.1.1');
    expect(table.textContent).toContain('550 Its report is gone');
    await user.click(within(table).getByRole('button', { name: 'Open the report' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Inbox' })).toBeTruthy();
    expect(await screen.findByRole('article', { name: report.subject })).toBeTruthy();
  });
});
