import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { HookDelivery } from '../../shared/domain/hook.ts';
import { MailroomError } from '../../shared/errors.ts';
import { fieldBox, goTo, mountApp, type Mounted } from './mount.tsx';

const KEY = 'a-key-of-sixteen-or-more';

async function makeHook(): Promise<Mounted> {
  const mounted = await mountApp();
  const { user } = mounted;
  await goTo(user, 'Settings');
  await user.click(await screen.findByRole('button', { name: 'New receiver' }));
  const box = await screen.findByRole('dialog', { name: 'New receiver' });
  await user.type(within(box).getByLabelText(/^Name/), 'Archive system');
  await user.type(within(box).getByLabelText(/^Address/), 'https://archive.example/mail');
  await user.type(within(box).getByLabelText(/^Key of the signature/), KEY);
  await user.click(within(box).getByRole('checkbox', { name: 'A message arrived' }));
  await user.click(within(box).getByRole('button', { name: 'Save' }));
  await screen.findByText('https://archive.example/mail');
  return mounted;
}

describe('a receiver', () => {
  it('is made with its events and a key that is sent once', async () => {
    const { fake } = await makeHook();
    expect(fake.callsOf('hooks.create')).toEqual([
      {
        hook: {
          name: 'Archive system',
          url: 'https://archive.example/mail',
          events: ['ticketCreated', 'ticketAssigned', 'imported'],
          includeSource: false,
          active: true,
        },
        secret: KEY,
      },
    ]);
  });

  it('must be encrypted and needs a long key', async () => {
    const { user } = await mountApp();
    await goTo(user, 'Settings');
    await user.click(await screen.findByRole('button', { name: 'New receiver' }));
    const box = await screen.findByRole('dialog', { name: 'New receiver' });
    await user.type(within(box).getByLabelText(/^Address/), 'http://archive.example');
    await user.type(within(box).getByLabelText(/^Key of the signature/), 'short');
    await user.click(within(box).getByRole('button', { name: 'Save' }));
    expect((await within(fieldBox('url')).findByRole('alert')).textContent).toContain('https://');
    expect(within(fieldBox('secret')).getByRole('alert').textContent).toBe('At least 16 characters.');
  });

  it('keeps its key when it is changed, and is tried', async () => {
    const { user, fake } = await makeHook();
    await user.click(screen.getByRole('button', { name: /^Archive system/ }));
    const box = await screen.findByRole('dialog', { name: 'Edit receiver' });
    await user.click(within(box).getByRole('switch', { name: 'Include the raw message' }));
    await user.click(within(box).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(fake.callsOf('hooks.update')).toHaveLength(1));
    expect(fake.callsOf('hooks.update')[0]).not.toHaveProperty('secret');
    await user.click(screen.getByRole('button', { name: 'Send a trial to “Archive system”' }));
    expect(await screen.findByText('“Archive system” took the trial after 12 ms')).toBeTruthy();
  });

  it('shows what it was told, and tries again what failed', async () => {
    const { user, fake } = await makeHook();
    let now: Partial<HookDelivery> = {
      state: 'failed',
      attempts: 3,
      error: new MailroomError('connect.refused', 'connect').toPlain(),
    };
    fake.answer('hooks.deliveries', () => ({
      items: [
        {
          id: 7,
          key: 'k',
          event: 'ticketCreated',
          messageId: 1,
          subject: 'Printer in the cellar',
          at: Date.now(),
          state: 'waiting',
          attempts: 0,
          ...now,
        },
      ],
    }));
    await user.click(screen.getByRole('button', { name: 'What “Archive system” was told' }));
    const box = await screen.findByRole('dialog', { name: 'What “Archive system” was told' });
    expect((await within(box).findByRole('table')).textContent).toContain('Given up 3 attempts');
    expect(within(box).getByText('Printer in the cellar')).toBeTruthy();
    now = {};
    await user.click(within(box).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(fake.callsOf('hooks.retry')).toEqual([{ deliveryId: 7 }]));
    await waitFor(() => expect(within(box).getByRole('table').textContent).toContain('Waiting'));
    now = { state: 'delivered', attempts: 1, deliveredAt: Date.now() };
    fake.emit('hooks.changed', {});
    await waitFor(() => expect(within(box).getByRole('table').textContent).toContain('Told'));
  });

  it('is deleted after a question', async () => {
    const { user } = await makeHook();
    await user.click(screen.getByRole('button', { name: 'Delete “Archive system”' }));
    const question = await screen.findByRole('alertdialog');
    await user.click(within(question).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(screen.queryByText('https://archive.example/mail')).toBeNull());
  });
});
