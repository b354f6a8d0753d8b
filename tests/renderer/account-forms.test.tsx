import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { TestStep } from '../../shared/domain/connection-test.ts';
import { MailroomError } from '../../shared/errors.ts';
import type { RequestOf } from '../../shared/ipc/contract.ts';
import { useNavigation } from '../../renderer/stores/navigation.ts';
import { fieldBox, goTo, mountApp, type Mounted } from './mount.tsx';

async function newIncoming(options: Parameters<typeof mountApp>[0] = {}): Promise<Mounted> {
  const mounted = await mountApp(options);
  await goTo(mounted.user, 'Incoming');
  await mounted.user.click(screen.getAllByRole('button', { name: 'New account' })[0] as HTMLElement);
  await screen.findByLabelText(/Host name/);
  return mounted;
}

async function editIncoming(name: string): Promise<Mounted> {
  const mounted = await mountApp();
  await goTo(mounted.user, 'Incoming');
  await mounted.user.click(await screen.findByRole('button', { name }));
  await screen.findByLabelText(/Host name/);
  return mounted;
}

async function fillIn(user: Mounted['user']): Promise<void> {
  await user.type(screen.getByLabelText(/Account name/), 'Lager');
  await user.type(screen.getByLabelText(/Host name/), 'mail.lager.example');
  await user.type(screen.getByLabelText(/User name/), 'lager');
  await user.type(screen.getByLabelText(/^Password/), 'geheim');
}

const save = (): HTMLElement => screen.getByRole('button', { name: 'Save' });
const retype = async (user: Mounted['user'], label: RegExp, text: string): Promise<void> => {
  const field = screen.getByLabelText(label);
  await user.clear(field);
  if (text !== '') await user.type(field, text);
};

describe('incoming form', () => {
  it('names every mandatory field that is empty and goes to the first', async () => {
    const { user, fake } = await newIncoming();
    await user.click(save());
    for (const name of ['name', 'host', 'user', 'secret']) {
      expect(within(fieldBox(name)).getByRole('alert').textContent, name).toBe('This field is mandatory.');
    }
    expect(fieldBox('mailbox').querySelector('[role=alert]')).toBeNull();
    await waitFor(() => expect(document.activeElement?.id).toBe('field-name'));
    expect(fake.callsOf('incoming.create')).toEqual([]);
  });

  it('points at a field at once, and leaves the person where they went since', async () => {
    const { user } = await newIncoming();
    const frames: FrameRequestCallback[] = [];
    vi.stubGlobal('requestAnimationFrame', (call: FrameRequestCallback) => frames.push(call));
    onTestFinished(() => void vi.unstubAllGlobals());
    await user.click(save());
    await waitFor(() => expect(document.activeElement?.id).toBe('field-name'));
    await user.click(screen.getByLabelText(/Description/));
    act(() => {
      for (const frame of frames) frame(0);
    });
    expect(document.activeElement).toBe(screen.getByLabelText(/Description/));
  });

  it.each([
    ['https://mail.example.com', 'Only the host name, without “https://” or the like.'],
    ['mail.example.com:993', 'Only the host name. The port has its own field under “Advanced”.'],
    ['support@example.com', 'This is an e-mail address. The host name looks like “mail.example.com”.'],
  ])('refuses %s as host when the field is left', async (host, words) => {
    const { user } = await newIncoming();
    await user.type(screen.getByLabelText(/Host name/), host);
    await user.tab();
    expect((await within(fieldBox('host')).findByRole('alert')).textContent).toBe(words);
  });

  it('stores megabytes as bytes and minutes as seconds', async () => {
    const { user, fake } = await newIncoming();
    await fillIn(user);
    await retype(user, /Maximum e-mail size/, '2,5');
    await user.click(screen.getByRole('button', { name: 'Advanced' }));
    await retype(user, /Polling interval/, '10');
    await user.click(save());
    await waitFor(() => expect(fake.callsOf('incoming.create')).toHaveLength(1));
    const request = fake.callsOf('incoming.create')[0] as RequestOf<'incoming.create'>;
    expect(request.account).toMatchObject({
      name: 'Lager',
      host: 'mail.lager.example',
      encryption: 'tls',
      serverType: 'imap4',
      mailbox: 'INBOX',
      maxSizeBytes: 2_500_000,
      pollIntervalSeconds: 600,
      afterRetrieval: 'remove',
      imagesAsAttachments: false,
    });
    expect(request.account.port).toBeUndefined();
    expect(request.secret).toBe('geheim');
  });

  it('wants a size and an interval in range, and unfolds what is wrong', async () => {
    const { user, fake } = await newIncoming();
    await fillIn(user);
    await retype(user, /Maximum e-mail size/, 'viel');
    await user.click(screen.getByRole('button', { name: 'Advanced' }));
    await retype(user, /Polling interval/, '0.5');
    await user.click(screen.getByRole('button', { name: 'Advanced' }));
    await user.click(save());
    expect(within(fieldBox('maxSizeBytes')).getByRole('alert').textContent).toContain('Enter a size in MB');
    expect(within(fieldBox('pollIntervalSeconds')).getByRole('alert').textContent).toBe(
      'Between 60 seconds and 24 hours.',
    );
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Advanced' }).getAttribute('aria-expanded')).toBe('true'),
    );
    expect(fake.callsOf('incoming.create')).toEqual([]);
  });

  it('has no mailbox for POP3', async () => {
    const { user } = await newIncoming();
    expect(screen.getByLabelText<HTMLInputElement>(/Mailbox name/).disabled).toBe(false);
    await user.click(screen.getByLabelText('POP3'));
    expect(screen.getByLabelText<HTMLInputElement>(/Mailbox name/).disabled).toBe(true);
  });

  it('warns when SSL is switched off', async () => {
    const { user, fake } = await newIncoming();
    await fillIn(user);
    const ssl = screen.getByRole('switch', { name: 'SSL encryption' });
    expect(ssl.getAttribute('aria-checked')).toBe('true');
    await user.click(ssl);
    expect(fieldBox('ssl').textContent).toContain('readable for everybody');
    await user.click(save());
    await waitFor(() => expect(fake.callsOf('incoming.create')).toHaveLength(1));
    expect((fake.callsOf('incoming.create')[0] as RequestOf<'incoming.create'>).account.encryption).toBe(
      'none',
    );
  });

  it('does not send an empty password when an account is changed', async () => {
    const { user, fake } = await editIncoming('Support');
    expect(screen.getByLabelText<HTMLInputElement>(/^Password/).value).toBe('');
    expect(fieldBox('secret').textContent).toContain('Stored in the keychain');
    await retype(user, /Account name/, 'Support neu');
    await user.click(save());
    await waitFor(() => expect(fake.callsOf('incoming.update')).toHaveLength(1));
    expect(fake.callsOf('incoming.update')[0]).not.toHaveProperty('secret');
    expect(fake.callsOf('incoming.update')[0]).toHaveProperty('account.name', 'Support neu');
  });

  it('shows what only the engine can know at the field', async () => {
    const { user } = await newIncoming();
    await fillIn(user);
    await retype(user, /Account name/, 'support');
    await user.click(save());
    expect((await within(fieldBox('name')).findByRole('alert')).textContent).toBe(
      'This name is already taken.',
    );
    await waitFor(() => expect(document.activeElement?.id).toBe('field-name'));
  });

  it('shows the problems the engine lists, each at its field', async () => {
    const { user, fake } = await newIncoming();
    await fillIn(user);
    fake.failNext(
      'incoming.create',
      new MailroomError('input.invalid', 'input', {
        problems: [
          { field: 'account.host', problem: 'hostMalformed' },
          { field: 'user', problem: 'controlCharacters' },
        ],
      }),
    );
    await user.click(save());
    expect((await within(fieldBox('host')).findByRole('alert')).textContent).toBe('This is not a host name.');
    expect(within(fieldBox('user')).getByRole('alert').textContent).toContain('not allowed here');
  });

  it('shows a failure without a field above the form, with the next step', async () => {
    const { user, fake } = await newIncoming();
    await fillIn(user);
    fake.failNext(
      'incoming.create',
      new MailroomError('secret.unavailable', 'secrets', { detail: 'no D-Bus' }),
    );
    await user.click(save());
    const alert = await screen.findByText('The keychain is not available');
    expect(alert.closest('.error-box')?.textContent).toContain('choose the encrypted vault');
    expect(alert.closest('.error-box')?.textContent).toContain('no D-Bus');
    // The keychain is no server.
    expect(alert.closest('.error-box')?.textContent).not.toContain('The server says');
  });

  it('goes back with Escape from a field, and asks before unsaved input is left', async () => {
    const { user } = await newIncoming();
    await user.type(screen.getByLabelText(/Account name/), 'L{Escape}');
    expect(await screen.findByRole('alertdialog')).toBeTruthy();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(screen.getByLabelText<HTMLInputElement>(/Account name/).value).toBe('L');
    await user.clear(screen.getByLabelText(/Account name/));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByLabelText(/Account name/)).toBeNull());
  });

  it('asks before unsaved input is left and keeps it when wished', async () => {
    const { user } = await newIncoming();
    await user.type(screen.getByLabelText(/Account name/), 'Lager');
    await goTo(user, 'Inbox');
    const question = await screen.findByRole('alertdialog');
    await user.click(within(question).getByRole('button', { name: 'Keep editing' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(screen.getByLabelText<HTMLInputElement>(/Account name/).value).toBe('Lager');
    await goTo(user, 'Inbox');
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Discard' }));
    expect(await screen.findByRole('heading', { name: 'Inbox' })).toBeTruthy();
  });

  it('leaves an untouched form without a question', async () => {
    const { user } = await newIncoming();
    await goTo(user, 'Inbox');
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(await screen.findByRole('heading', { name: 'Inbox' })).toBeTruthy();
  });

  it('warns at once that Microsoft 365 takes no passwords', async () => {
    const { user } = await newIncoming();
    await user.type(screen.getByLabelText(/Host name/), 'outlook.office365.com');
    expect(fieldBox('host').textContent).toContain('Microsoft 365 no longer accepts passwords');
  });
});

describe('connection test', () => {
  it('shows every step and points at the field that is wrong', async () => {
    const { user, fake } = await newIncoming();
    await fillIn(user);
    await retype(user, /^Password/, 'wrong');
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
    const tester = screen.getByRole('complementary', { name: 'Connection test' });
    expect(await within(tester).findByText('The server refused the sign-in')).toBeTruthy();
    expect(within(tester).getByText('[AUTHENTICATIONFAILED] Authentication failed.')).toBeTruthy();
    const outcomes = [...tester.querySelectorAll('.step')].map((step) => step.getAttribute('data-outcome'));
    expect(outcomes).toEqual(['ok', 'ok', 'ok', 'ok', 'error', 'waiting']);
    await waitFor(() => expect(document.activeElement?.id).toBe('field-secret'));
    expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true');
    expect(fieldBox('secret').textContent).toContain('The server refused the sign-in');
    expect(fake.callsOf('incoming.check')[0]).toMatchObject({ secret: 'wrong' });
  });

  it('fills in while the test runs', async () => {
    const { user, fake } = await newIncoming({ delay: 300 });
    await fillIn(user);
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
    await waitFor(() => expect(fake.callsOf('incoming.check')).toHaveLength(1));
    const { token } = fake.callsOf('incoming.check')[0] as { token: string };
    const step: TestStep = { id: 'input', ok: true, ms: 1, evidence: [] };
    act(() => fake.emit('check.step', { token: 'of another test', step }));
    const tester = screen.getByRole('complementary', { name: 'Connection test' });
    const outcomes = (): (string | null)[] =>
      [...tester.querySelectorAll('.step')].map((item) => item.getAttribute('data-outcome'));
    expect(outcomes().slice(0, 2)).toEqual(['waiting', 'waiting']);
    act(() => fake.emit('check.step', { token, step }));
    expect(outcomes().slice(0, 2)).toEqual(['ok', 'waiting']);
    expect(tester.querySelector('.step[data-running]')?.textContent).toContain('Find the host name');
    expect(await within(tester).findByText('Everything works.')).toBeTruthy();
  });

  it('unfolds "Advanced" for a finding there', async () => {
    const { user } = await newIncoming();
    // The frame can come before anything was drawn; the field must not be missed then.
    vi.stubGlobal('requestAnimationFrame', (call: FrameRequestCallback) => (call(0), 0));
    onTestFinished(() => void vi.unstubAllGlobals());
    await fillIn(user);
    await retype(user, /Host name/, 'selfsigned.example');
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
    await waitFor(() => expect(document.activeElement?.id).toBe('field-caFile'));
    expect(screen.getByRole('button', { name: 'Advanced' }).getAttribute('aria-expanded')).toBe('true');
  });

  it('needs no account name, but everything the server is asked with', async () => {
    const { user, fake } = await newIncoming();
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
    await waitFor(() => expect(document.activeElement?.id).toBe('field-host'));
    expect(fake.callsOf('incoming.check')).toEqual([]);
    await user.type(screen.getByLabelText(/Host name/), 'mail.lager.example');
    await user.type(screen.getByLabelText(/User name/), 'lager');
    await user.type(screen.getByLabelText(/^Password/), 'geheim');
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
    expect(await screen.findByText('Everything works.')).toBeTruthy();
  });

  it('uses the stored password and says when the result no longer fits', async () => {
    const { user, fake } = await editIncoming('Support');
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
    expect(await screen.findByText('Everything works.')).toBeTruthy();
    expect(fake.callsOf('incoming.check')[0]).toMatchObject({ id: 'in-support' });
    expect(fake.callsOf('incoming.check')[0]).not.toHaveProperty('secret');
    await user.type(screen.getByLabelText(/Host name/), 'x');
    expect(await screen.findByText('The entries have changed since this test.')).toBeTruthy();
  });

  it('says so when the test itself could not be made', async () => {
    const { user, fake } = await editIncoming('Support');
    fake.failNext('incoming.check', new MailroomError('engine.stopped', 'internal'));
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
    expect(await screen.findByText('Mailroom is shutting down')).toBeTruthy();
  });
});

describe('outgoing form', () => {
  async function editOutgoing(): Promise<Mounted> {
    const mounted = await mountApp();
    await goTo(mounted.user, 'Outgoing');
    await mounted.user.click(await screen.findByRole('button', { name: 'Support' }));
    await screen.findByLabelText(/^Port/);
    return mounted;
  }

  it('says what a failed test means for sending, not for fetching', async () => {
    const { user } = await editOutgoing();
    await user.type(screen.getByLabelText(/^Password/), 'wrong');
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
    const tester = screen.getByRole('complementary', { name: 'Connection test' });
    expect(await within(tester).findByText(/Nothing was sent\./)).toBeTruthy();
    expect(within(tester).queryByText(/removed from the server/)).toBeNull();
  });

  it('refuses port 25 while it is typed', async () => {
    const { user, fake } = await editOutgoing();
    await retype(user, /^Port/, '25');
    expect((await within(fieldBox('port')).findByRole('alert')).textContent).toBe(
      'Port 25 is not allowed for sending. Use 587 or 465.',
    );
    await user.click(save());
    expect(fake.callsOf('outgoing.update')).toEqual([]);
  });

  it('makes SSL mean what the port needs', async () => {
    const { user, fake } = await editOutgoing();
    await retype(user, /^Port/, '465');
    await user.click(save());
    await waitFor(() => expect(fake.callsOf('outgoing.update')).toHaveLength(1));
    expect((fake.callsOf('outgoing.update')[0] as RequestOf<'outgoing.update'>).account).toMatchObject({
      port: 465,
      encryption: 'tls',
    });
  });

  it('needs user and password only where there is a sign-in', async () => {
    const { user, fake } = await mountApp({ empty: true });
    await goTo(user, 'Outgoing');
    await user.click(screen.getAllByRole('button', { name: 'New account' })[0] as HTMLElement);
    await user.type(await screen.findByLabelText(/Account name/), 'Post');
    await user.type(screen.getByLabelText(/Host name/), 'smtp.example.com');
    await user.type(screen.getByLabelText(/Sender address/), 'post@example.com');
    await user.type(screen.getByLabelText(/Sender name/), 'Post');
    await user.click(save());
    expect(within(fieldBox('user')).getByRole('alert').textContent).toBe('This field is mandatory.');
    expect(within(fieldBox('secret')).getByRole('alert').textContent).toBe('This field is mandatory.');
    await user.selectOptions(screen.getByLabelText(/Authentication/), 'none');
    expect(screen.getByLabelText<HTMLInputElement>(/User name/).disabled).toBe(true);
    await user.click(save());
    await waitFor(() => expect(fake.callsOf('outgoing.create')).toHaveLength(1));
    const request = fake.callsOf('outgoing.create')[0] as RequestOf<'outgoing.create'>;
    expect(request.secret).toBeUndefined();
    expect(request.account).toMatchObject({ authentication: 'none', user: '', port: 587, isDefault: true });
  });

  it('does not let a password travel in clear', async () => {
    const { user, fake } = await editOutgoing();
    await user.click(screen.getByRole('switch', { name: 'SSL encryption' }));
    await user.click(save());
    expect((await within(fieldBox('encryption')).findByRole('alert')).textContent).toContain(
      'Without encryption the password would be readable',
    );
    expect(fake.callsOf('outgoing.update')).toEqual([]);
  });
});

describe('menu commands', () => {
  it('open the form for a new account', async () => {
    const { fake } = await mountApp();
    act(() => fake.emit('command', { name: 'newAccount' }));
    expect(await screen.findByRole('heading', { name: 'New incoming account' })).toBeTruthy();
    expect(useNavigation.getState().place).toEqual({ view: 'incoming', form: {} });
  });
});
