import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { selfSigned } from '../servers/certificates.ts';
import { startDovecot } from '../servers/dovecot.ts';
import { startTlsProxy } from '../servers/tls-proxy.ts';
import { launchApp, temporaryDataDirectory, valueOf } from './app.ts';

/** Electron brings a TLS library of its own, so the pin is proved in the real window, too. */
test('a server of one’s own is trusted by its certificate, until that changes', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailroom-trust-'));
  const directory = temporaryDataDirectory();
  const dovecot = await startDovecot();
  // Expired and for another name: what stands in small offices.
  const own = await selfSigned(folder, {
    names: ['nas.local'],
    notBefore: new Date('2024-01-01'),
    notAfter: new Date('2025-01-01'),
  });
  const other = await selfSigned(folder);
  const front = await startTlsProxy(own, dovecot.ports.imap);
  const app = await launchApp(directory.path);
  const { page } = app;
  try {
    await page.getByRole('navigation').getByRole('button', { name: 'Incoming' }).click();
    await page
      .getByRole('button', { name: /set up an account|new account/i })
      .first()
      .click();
    await page.locator('#field-name').fill('Office');
    await page.locator('#field-host').fill('localhost');
    await page.locator('#field-user').fill('u1');
    await page.locator('#field-secret').fill('pw');
    await page.getByRole('button', { name: 'Advanced' }).click();
    await page.locator('#field-port').fill(String(front.port));
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('button', { name: 'Show certificate…' }).click();
    const dialog = page.getByRole('dialog');
    const { fingerprint256 } = new X509Certificate(own.certificate);
    await expect(dialog).toContainText(fingerprint256);
    await expect(dialog).toContainText('nas.local');
    await dialog.getByRole('button', { name: 'Trust exactly this certificate' }).click();
    await expect(page.getByRole('complementary', { name: 'Connection test' })).toContainText(
      'Everything works.',
    );
    await expect(page.locator('[data-field="pinnedFingerprint"]')).toContainText(fingerprint256);

    const [overview] = valueOf(await app.call('incoming.list', {}));
    expect(overview).toBeUndefined();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Office').first()).toBeVisible();
    const [saved] = valueOf(await app.call('incoming.list', {}));
    expect(saved?.account).toMatchObject({
      pinnedFingerprint: fingerprint256,
      pinnedCertificate: own.certificate,
    });

    const impostor = await startTlsProxy(other, dovecot.ports.imap);
    const { id, createdAt: _createdAt, updatedAt: _updatedAt, ...account } = saved?.account ?? ({} as never);
    const moved = { ...account, port: impostor.port };
    const tested = valueOf(await app.call('incoming.check', { id, account: moved }));
    await impostor.stop();
    expect(tested.steps.at(-1)).toMatchObject({ id: 'tls', finding: { code: 'tls.pinChanged' } });
  } finally {
    await app.close();
    await front.stop();
    await dovecot.stop();
    directory.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});
