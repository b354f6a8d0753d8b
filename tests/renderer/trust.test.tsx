import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { MailroomError } from '../../shared/errors.ts';
import { useAccounts } from '../../renderer/stores/accounts.ts';
import type { RequestOf } from '../../shared/ipc/contract.ts';
import { fieldBox, goTo, mountApp, type Mounted } from './mount.tsx';
import { serverCertificate } from './sample-data.ts';

async function testHost(host: string): Promise<Mounted> {
  const mounted = await mountApp();
  const { user } = mounted;
  await goTo(user, 'Incoming');
  await user.click(screen.getAllByRole('button', { name: 'New account' })[0] as HTMLElement);
  await user.type(await screen.findByLabelText(/Host name/), host);
  await user.type(screen.getByLabelText(/User name/), 'lager');
  await user.type(screen.getByLabelText(/^Password/), 'geheim');
  await user.click(screen.getByRole('button', { name: 'Test connection' }));
  return mounted;
}

async function openDialog(user: Mounted['user']): Promise<HTMLElement> {
  await user.click(await screen.findByRole('button', { name: 'Show certificate…' }));
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByText(serverCertificate.fingerprint);
  return dialog;
}

const lastCheck = ({ fake }: Mounted) => fake.callsOf('incoming.check').at(-1) as RequestOf<'incoming.check'>;

describe('trust in one certificate', () => {
  it('shows it, pins it, and tests again; nothing is saved before', async () => {
    const mounted = await testHost('selfsigned.example');
    const { user, fake } = mounted;
    const dialog = await openDialog(user);
    for (const fact of ['mail.weber-logistik.example', 'mail.weber-logistik.example (by itself)'])
      expect(within(dialog).getAllByText(fact).length).toBeGreaterThan(0);
    expect(dialog.textContent).toContain('The certificate is self-signed');
    expect(within(dialog).queryByRole('button', { name: 'Accept the other name only' })).toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Trust exactly this certificate' }));
    expect(await screen.findByText('Everything works.')).toBeTruthy();
    expect(lastCheck(mounted).account).toMatchObject({
      pinnedFingerprint: serverCertificate.fingerprint,
      pinnedCertificate: serverCertificate.pem,
    });
    expect(fake.callsOf('incoming.create')).toEqual([]);

    // The finding has unfolded the fields under "Advanced".
    expect(fieldBox('pinnedFingerprint').textContent).toContain(serverCertificate.fingerprint);
    await user.click(within(fieldBox('pinnedFingerprint')).getByRole('button', { name: 'Remove' }));
    expect(document.querySelector('[data-field="pinnedFingerprint"]')).toBeNull();
    await user.type(screen.getByLabelText(/Account name/), 'Lager');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(fake.callsOf('incoming.create')).toHaveLength(1));
    const saved = fake.callsOf('incoming.create')[0] as RequestOf<'incoming.create'>;
    expect(saved.account.pinnedFingerprint).toBeUndefined();
  });

  it('accepts another name alone', async () => {
    const mounted = await testHost('othername.example');
    const dialog = await openDialog(mounted.user);
    await mounted.user.click(within(dialog).getByRole('button', { name: 'Accept the other name only' }));
    expect(await screen.findByText('Everything works.')).toBeTruthy();
    expect(lastCheck(mounted).account).toMatchObject({ waiveNameCheck: true });
    expect(lastCheck(mounted).account.pinnedFingerprint).toBeUndefined();
    await mounted.user.click(screen.getByRole('button', { name: 'Advanced' }));
    expect(fieldBox('waiveNameCheck').textContent).toContain('made out for another name');
  });

  it('changes nothing when it is closed, and leaves the form open', async () => {
    const mounted = await testHost('selfsigned.example');
    await openDialog(mounted.user);
    await mounted.user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByLabelText<HTMLInputElement>(/Host name/).value).toBe('selfsigned.example');
    expect(mounted.fake.callsOf('incoming.check')).toHaveLength(1);
    const dialog = await openDialog(mounted.user);
    await mounted.user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(mounted.fake.callsOf('incoming.check')).toHaveLength(1);
  });

  it('shows before and after when a pinned certificate has changed', async () => {
    const { user, fake } = await mountApp();
    const [stored] = fake.state.incoming;
    if (stored === undefined) throw new Error('no account');
    const pinnedFingerprint = Array(32).fill('AB').join(':');
    fake.state.incoming[0] = { ...stored, account: { ...stored.account, pinnedFingerprint } };
    act(() => fake.emit('accounts.changed', {}));
    await waitFor(() =>
      expect(useAccounts.getState().incoming.map(({ account }) => account.pinnedFingerprint)).toContain(
        pinnedFingerprint,
      ),
    );
    await goTo(user, 'Incoming');
    await user.click(await screen.findByRole('button', { name: stored.account.name }));
    await screen.findByLabelText(/Host name/);
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
    // The finding points at the field, which is in sight.
    await waitFor(() => within(fieldBox('pinnedFingerprint')).getByRole('alert'));
    const dialog = await openDialog(user);
    expect(within(dialog).getByText('Trusted until now').nextSibling?.textContent).toContain(
      pinnedFingerprint,
    );
    expect(within(dialog).getByText('Shown now').nextSibling?.textContent).toContain(
      serverCertificate.fingerprint,
    );
    await user.click(within(dialog).getByRole('button', { name: /Trust exactly/ }));
    await screen.findByText('Everything works.');
    expect(fieldBox('pinnedFingerprint').textContent).toContain(serverCertificate.fingerprint);
    expect(fake.callsOf('incoming.update')).toEqual([]);
  });

  it('says why there is no certificate to see', async () => {
    const { user, fake } = await testHost('selfsigned.example');
    fake.failNext('incoming.certificate', new MailroomError('connect.refused', 'connect'));
    await user.click(await screen.findByRole('button', { name: 'Show certificate…' }));
    expect(await within(await screen.findByRole('dialog')).findByText('Connection refused')).toBeTruthy();
  });
});

describe('the proxy in the settings', () => {
  it('is checked, saved with its password, and forgets it', async () => {
    const { user, fake } = await mountApp();
    await goTo(user, 'Settings');
    expect(screen.queryByLabelText(/Host name of the proxy/)).toBeNull();
    await user.selectOptions(screen.getByLabelText(/Kind of proxy/), 'http');
    expect(screen.getByLabelText<HTMLInputElement>(/Port of the proxy/).value).toBe('8080');
    const save = (): HTMLElement => {
      const form = screen.getByLabelText(/Kind of proxy/).closest('form') as HTMLElement;
      return within(form).getByRole('button', { name: 'Save' });
    };
    await user.click(save());
    expect(await screen.findByText('This field is mandatory.')).toBeTruthy();
    await user.type(screen.getByLabelText(/Host name of the proxy/), 'proxy.office.example');
    await user.type(screen.getByLabelText(/User name at the proxy/), 'office');
    await user.type(screen.getByLabelText(/^Password at the proxy/), 'geheim');
    await user.click(save());
    await waitFor(() => expect(fake.callsOf('settings.set')).toHaveLength(1));
    expect(fake.callsOf('settings.setProxyPassword')).toEqual([{ password: 'geheim' }]);
    expect(fake.callsOf('settings.set')).toEqual([
      { proxy: { kind: 'http', host: 'proxy.office.example', port: 8080, user: 'office' } },
    ]);
    expect(await screen.findByText('The proxy is set')).toBeTruthy();
    const password = screen.getByLabelText<HTMLInputElement>(/^Password at the proxy/);
    expect([password.value, password.placeholder]).toEqual(['', '•••••••• (stored)']);
    await user.click(screen.getByRole('button', { name: 'Delete the stored password' }));
    await waitFor(() => expect(fake.callsOf('settings.setProxyPassword').at(-1)).toEqual({}));
    await user.selectOptions(screen.getByLabelText(/Kind of proxy/), 'none');
    await user.click(save());
    await waitFor(() =>
      expect(fake.callsOf('settings.set').at(-1)).toMatchObject({ proxy: { kind: 'none' } }),
    );
  });
});
