import { act, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { RequestOf } from '../../shared/ipc/contract.ts';
import { fieldBox, goTo, mountApp, type Mounted } from './mount.tsx';

/** What sending added elsewhere: the form and list of outgoing accounts, tickets, settings, alarms. */

async function editSupport(): Promise<Mounted> {
  const mounted = await mountApp();
  await goTo(mounted.user, 'Outgoing');
  await mounted.user.click(await screen.findByRole('button', { name: 'Support' }));
  await screen.findByLabelText(/^Port/);
  await mounted.user.click(screen.getByRole('button', { name: 'Advanced' }));
  return mounted;
}

const save = (): HTMLElement => screen.getByRole('button', { name: 'Save' });

async function chooseInMenu(user: UserEvent, account: string, item: string): Promise<void> {
  await user.click(await screen.findByRole('button', { name: `More for “${account}”` }));
  await user.click(await screen.findByRole('menuitem', { name: item }));
}

describe('outgoing form', () => {
  it('sends a password readable only with consent, and forgets the consent with the encryption back on', async () => {
    const { user, fake } = await editSupport();
    expect(screen.queryByRole('switch', { name: 'Send the password unencrypted' })).toBeNull();
    await user.selectOptions(screen.getByLabelText('Kind of encryption'), 'none');
    const consent = await screen.findByRole('switch', { name: 'Send the password unencrypted' });
    expect(fieldBox('allowClearPassword').textContent).toContain('readable for everybody');
    await user.click(save());
    expect((await within(fieldBox('encryption')).findByRole('alert')).textContent).toContain(
      'Without encryption the password would be readable',
    );
    await user.click(consent);
    await waitFor(() => expect(within(fieldBox('encryption')).queryByRole('alert')).toBeNull());
    await user.click(save());
    await waitFor(() => expect(fake.callsOf('outgoing.update')).toHaveLength(1));
    expect((fake.callsOf('outgoing.update')[0] as RequestOf<'outgoing.update'>).account).toMatchObject({
      encryption: 'none',
      allowClearPassword: true,
    });
    await user.click(await screen.findByRole('button', { name: 'Support' }));
    await user.selectOptions(await screen.findByLabelText('Kind of encryption'), 'starttls');
    await user.click(save());
    await waitFor(() => expect(fake.callsOf('outgoing.update')).toHaveLength(2));
    expect((fake.callsOf('outgoing.update')[1] as RequestOf<'outgoing.update'>).account).toMatchObject({
      allowClearPassword: false,
    });
  });

  it('needs no consent for CRAM-MD5', async () => {
    const { user } = await editSupport();
    await user.selectOptions(screen.getByLabelText('Kind of encryption'), 'none');
    await screen.findByRole('switch', { name: 'Send the password unencrypted' });
    await user.selectOptions(screen.getByLabelText(/^Authentication/), 'cramMd5');
    expect(screen.queryByRole('switch', { name: 'Send the password unencrypted' })).toBeNull();
  });

  it('asks for an access token with XOAUTH2', async () => {
    const { user } = await editSupport();
    await user.selectOptions(screen.getByLabelText(/^Authentication/), 'xoauth2');
    expect(screen.getByLabelText(/^Access token/)).toBeTruthy();
    expect(fieldBox('authentication').textContent).toContain('It runs out');
  });

  it('limits connections and rate, and says what is possible', async () => {
    const { user, fake } = await editSupport();
    const connections = screen.getByLabelText('Connections at the same time');
    await user.clear(connections);
    await user.type(connections, '11');
    await user.click(save());
    expect((await within(fieldBox('maxConnections')).findByRole('alert')).textContent).toBe(
      'Between 1 and 10 connections.',
    );
    await user.clear(connections);
    await user.type(connections, '2');
    await user.clear(screen.getByLabelText('Messages per minute'));
    await user.type(screen.getByLabelText('Messages per minute'), '30');
    await user.click(save());
    await waitFor(() => expect(fake.callsOf('outgoing.update')).toHaveLength(1));
    expect((fake.callsOf('outgoing.update')[0] as RequestOf<'outgoing.update'>).account).toMatchObject({
      maxConnections: 2,
      maxPerMinute: 30,
    });
  });

  it('puts copies into a mailbox chosen from the server of an IMAP4 account', async () => {
    const { user, fake } = await editSupport();
    const accounts = screen.getByLabelText<HTMLSelectElement>('Copy of sent messages');
    expect([...accounts.options].map(({ text }) => text)).not.toContain('Vertrieb');
    await user.selectOptions(accounts, 'in-support');
    await user.click(save());
    expect(await within(fieldBox('sentCopyMailbox')).findByRole('alert')).toBeTruthy();
    await user.click(within(fieldBox('sentCopyMailbox')).getByRole('button', { name: 'Choose…' }));
    const picker = await screen.findByRole('dialog', { name: 'Where shall the copies go?' });
    await user.click(await within(picker).findByText('Gesendet'));
    await user.click(within(picker).getByRole('button', { name: 'Choose' }));
    expect(fake.callsOf('incoming.folders')[0]).toMatchObject({ id: 'in-support' });
    await user.click(save());
    await waitFor(() => expect(fake.callsOf('outgoing.update')).toHaveLength(1));
    expect((fake.callsOf('outgoing.update')[0] as RequestOf<'outgoing.update'>).account).toMatchObject({
      sentCopyAccountId: 'in-support',
      sentCopyMailbox: 'Gesendet',
    });
  });

  it('takes over from an incoming account what that tells, and leaves what was written', async () => {
    const { user } = await mountApp();
    await goTo(user, 'Outgoing');
    await user.click(await screen.findByRole('button', { name: 'New account' }));
    await user.type(await screen.findByLabelText(/^Account name/), 'Mein Name');
    await user.selectOptions(screen.getByLabelText('Take over from an incoming account'), 'in-support');
    const value = (label: RegExp): string => screen.getByLabelText<HTMLInputElement>(label).value;
    expect(value(/^Host name/)).toBe('mail.weber-logistik.example');
    expect(value(/^User name/)).toBe('support@weber-logistik.example');
    expect(value(/^Sender address/)).toBe('support@weber-logistik.example');
    expect(value(/^Sender name/)).toBe('Support');
    expect(value(/^Account name/)).toBe('Mein Name');
    expect(value(/^Password/)).toBe('');
  });
});

describe('pausing and deleting an outgoing account', () => {
  it('shows first who sends then, and does nothing before the answer', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Outgoing');
    await chooseInMenu(user, 'Rechnungen', 'Pause');
    const question = await screen.findByRole('alertdialog', { name: 'Pause “Rechnungen”?' });
    expect(question.textContent).toContain('meanwhile: Buchhaltung.');
    const rows = within(question).getAllByRole('row').slice(1);
    expect(rows).toHaveLength(7);
    expect(rows[0]?.textContent).toContain('No groupRechnungsfrageRechnungen');
    expect(rows[0]?.textContent).toContain('Support');
    expect(fake.callsOf('outgoing.setActive')).toEqual([]);
    await user.click(within(question).getByRole('button', { name: 'Pause account' }));
    await waitFor(() =>
      expect(fake.callsOf('outgoing.setActive')).toEqual([{ id: 'out-billing', active: false }]),
    );
  });

  it('pauses at once where nothing else changes', async () => {
    const { user, fake } = await mountApp();
    fake.state.groups = [];
    fake.state.types = [];
    await goTo(user, 'Outgoing');
    await chooseInMenu(user, 'Rechnungen', 'Pause');
    await waitFor(() => expect(fake.callsOf('outgoing.setActive')).toHaveLength(1));
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('is not offered for the default account, with the reason', async () => {
    const { user } = await mountApp();
    await goTo(user, 'Outgoing');
    await user.click(screen.getByRole('button', { name: 'More for “Support”' }));
    for (const name of [/^Pause/, /^Delete/]) {
      const item = await screen.findByRole('menuitem', { name });
      expect(item.getAttribute('aria-disabled')).toBe('true');
      expect(item.textContent).toContain('Make another account the default first.');
    }
  });

  it('says what becomes of messages that wait', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Outgoing');
    await chooseInMenu(user, 'Haustechnik (alt)', 'Delete…');
    const question = await screen.findByRole('alertdialog');
    expect(question.textContent).toContain('1 message in the outbox is not sent any more');
    expect(question.textContent).toContain('This group loses its account: Haustechnik.');
    await user.click(within(question).getByRole('button', { name: 'Delete account' }));
    await waitFor(() => expect(fake.callsOf('outgoing.remove')).toEqual([{ id: 'out-old' }]));
  });
});

describe('alarms', () => {
  it('have recipients and a time, both checked', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Settings');
    await user.type(screen.getByLabelText('Tell'), 'it@weber-logistik.example, nonsense');
    await user.clear(screen.getByLabelText('Report after'));
    await user.type(screen.getByLabelText('Report after'), '2');
    const form = screen.getByLabelText('Tell').closest('form');
    if (form === null) throw new Error('there is no form');
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    expect(await within(form).findByText('This is not an e-mail address.')).toBeTruthy();
    expect(within(form).getByText('Between 5 minutes and 24 hours (1440 minutes).')).toBeTruthy();
    await user.clear(screen.getByLabelText('Tell'));
    await user.type(screen.getByLabelText('Tell'), 'it@weber-logistik.example; chef@weber-logistik.example');
    await user.clear(screen.getByLabelText('Report after'));
    await user.type(screen.getByLabelText('Report after'), '30');
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(fake.callsOf('settings.set')).toEqual([
        {
          alarms: {
            recipients: ['it@weber-logistik.example', 'chef@weber-logistik.example'],
            afterMinutes: 30,
          },
        },
      ]),
    );
  });

  it('show up in the corner, with the way to the account, and again when they are over', async () => {
    const { user, fake } = await mountApp();
    const alarm = {
      accountId: 'out-billing',
      account: 'Rechnungen',
      direction: 'outgoing' as const,
      kind: 'failing' as const,
      since: Date.now() - 3_600_000,
      raisedAt: Date.now(),
    };
    act(() => fake.emit('alarm.changed', alarm));
    const notice = await waitFor(() => {
      const found = document.querySelector<HTMLElement>('.toast');
      if (found === null) throw new Error('there is no notice');
      return found;
    });
    expect(notice.textContent).toContain('Rechnungen has not worked since');
    await user.click(within(notice).getByText('Show'));
    expect(await screen.findByRole('heading', { level: 1, name: 'Outgoing' })).toBeTruthy();
    act(() => fake.emit('alarm.changed', { ...alarm, endedAt: Date.now() }));
    expect(await screen.findByText('Rechnungen works again')).toBeTruthy();
  });
});
