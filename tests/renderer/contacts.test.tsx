import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { MailroomError } from '../../shared/errors.ts';
import type { FakeBridge } from './fake-bridge.ts';
import { fieldBox, goTo, mountApp, type Mounted } from './mount.tsx';

async function openContacts(options = {}): Promise<Mounted> {
  const mounted = await mountApp(options);
  await goTo(mounted.user, 'Types & groups');
  await mounted.user.click(await screen.findByRole('tab', { name: 'Contacts' }));
  return mounted;
}

/** Lets the first message of the inbox wait for a contact. */
function hold(fake: FakeBridge): string {
  const index = fake.state.messages.findIndex(({ state, folder }) => state === 'new' && folder === 'inbox');
  const message = fake.state.messages[index]!;
  fake.state.messages[index] = {
    ...message,
    from: { name: 'Petra Lange', address: 'petra@neu.example' },
    held: true,
    reason: {
      code: 'rule.unknownSender',
      stage: 'store',
      params: { address: 'petra@neu.example' },
      transient: false,
    },
  };
  return message.subject;
}

describe('contacts', () => {
  it('are listed with their addresses and whether they are blocked', async () => {
    await openContacts();
    const row = (await screen.findByRole('button', { name: 'Sonderangebote' })).closest('tr');
    expect(row?.textContent).toContain('offers@shop.example');
    expect(row?.textContent).toContain('Blocked');
    expect(screen.getByRole('button', { name: 'Anna Weber' }).closest('tr')?.textContent).toContain(
      'anna.weber@kunde.example, a.weber@privat.example',
    );
  });

  it('are found by name, address or organisation once there are many, and drawn as far as somebody looks', async () => {
    const { user, fake } = await openContacts();
    expect(screen.queryByRole('textbox', { name: 'Search' })).toBeNull();
    fake.state.contacts = Array.from({ length: 450 }, (_, index) => ({
      id: `contact-${index}`,
      name: `Contact ${index}`,
      organisation: index === 440 ? 'Quince Ltd' : '',
      addresses: [`c${index}@kunde.example`],
      blocked: false,
    }));
    act(() => fake.emit('directory.changed', {}));
    const field = await screen.findByRole('textbox', { name: 'Search' });
    const shown = (): number => screen.getAllByRole('row').length - 1;
    expect(shown()).toBe(200);
    await user.click(screen.getByRole('button', { name: 'Load more' }));
    expect(shown()).toBe(400);
    await user.type(field, 'quince');
    await waitFor(() => expect(shown()).toBe(1));
    expect(screen.getByRole('button', { name: 'Contact 440' })).toBeTruthy();
  });

  it('are made with several addresses', async () => {
    const { user, fake } = await openContacts();
    await user.click(screen.getByRole('button', { name: 'New contact' }));
    const box = await screen.findByRole('dialog', { name: 'New contact' });
    await user.type(within(box).getByLabelText(/^Name/), 'Jan Kowalski');
    await user.type(within(box).getByLabelText(/^E-mail addresses/), 'jan@a.example{Enter}nobody');
    await user.click(within(box).getByRole('button', { name: 'Save' }));
    expect((await within(fieldBox('addresses')).findByRole('alert')).textContent).toBe(
      'This is not an e-mail address.',
    );
    await user.type(within(box).getByLabelText(/^E-mail addresses/), '@b.example');
    await user.click(within(box).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(fake.callsOf('contacts.create')).toEqual([
        {
          name: 'Jan Kowalski',
          organisation: '',
          addresses: ['jan@a.example', 'nobody@b.example'],
          blocked: false,
        },
      ]),
    );
    expect(await screen.findByRole('button', { name: 'Jan Kowalski' })).toBeTruthy();
  });

  it('say when an address belongs to somebody else', async () => {
    const { user, fake } = await openContacts();
    await user.click(await screen.findByRole('button', { name: 'Anna Weber' }));
    const box = await screen.findByRole('dialog', { name: 'Edit contact' });
    fake.failNext(
      'contacts.update',
      new MailroomError('input.nameTaken', 'input', { field: 'addresses', params: {} }),
    );
    await user.click(within(box).getByRole('button', { name: 'Save' }));
    expect((await within(fieldBox('addresses')).findByRole('alert')).textContent).toBe(
      'One of these addresses belongs to another contact.',
    );
  });

  it('are deleted after a question that says what stays', async () => {
    const { user } = await openContacts();
    await user.click(await screen.findByRole('button', { name: 'Delete “Anna Weber”' }));
    const question = await screen.findByRole('alertdialog');
    expect(question.textContent).toContain('Tickets the contact reported stay, without a reporter.');
    await user.click(within(question).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Anna Weber' })).toBeNull());
  });
});

describe('a message of an unknown sender', () => {
  it('waits for its contact, which is made from the sender, and then goes on', async () => {
    const { user, fake } = await mountApp();
    const subject = hold(fake);
    fake.emit('messages.changed', { added: 0 });
    await user.click(await screen.findByText(subject, { selector: '.item-subject' }));
    const card = await screen.findByText('The sender is not a contact');
    expect(card.closest('[role=alert]')?.textContent).toContain('petra@neu.example');
    await user.click(screen.getByRole('button', { name: 'Create contact…' }));
    const box = await screen.findByRole('dialog', { name: 'New contact' });
    expect(within(box).getByDisplayValue('Petra Lange')).toBeTruthy();
    expect(within(box).getByDisplayValue('petra@neu.example')).toBeTruthy();
    await user.click(within(box).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('1 message that waited goes through the rules.')).toBeTruthy();
    await waitFor(() => expect(screen.queryByText(subject, { selector: '.item-subject' })).toBeNull());
  });
});

describe('an incoming account', () => {
  it('says what becomes of unknown senders, answers and completed tickets', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Incoming');
    await user.click(await screen.findByRole('button', { name: 'Support' }));
    await user.click(await screen.findByRole('radio', { name: 'Create the contact from the sender' }));
    await user.click(screen.getByRole('switch', { name: 'Recognise answers by what they refer to' }));
    await user.click(screen.getByRole('radio', { name: 'Reopen the ticket' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(fake.callsOf('incoming.update')).toHaveLength(1));
    expect(fake.callsOf('incoming.update')[0]).toMatchObject({
      account: { unknownSenders: 'create', threadByReferences: false, completedTickets: 'reopen' },
    });
  });
});
