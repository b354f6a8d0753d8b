import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { MailroomError } from '../../shared/errors.ts';
import { dayOf, startOfDay } from '../../renderer/views/incoming/first-contact-day.ts';
import { DAY_MS, messagesFetched, messagesSince } from '../../renderer/views/incoming/look-numbers.ts';
import { mailboxLook } from './sample-data.ts';
import { goTo, mountApp, type Mounted } from './mount.tsx';

const ID = 'in-branch';

async function openDialog(mounted: Mounted): Promise<HTMLElement> {
  await goTo(mounted.user, 'Incoming');
  await mounted.user.click(await screen.findByRole('button', { name: 'Look and decide…' }));
  return screen.findByRole('dialog', { name: 'The mail that is there already: “Filiale Nord”' });
}

const seen = async (dialog: HTMLElement): Promise<void> => {
  await within(dialog).findByText('What shall become of them?');
};
const plain = (element: HTMLElement): string => (element.textContent ?? '').replaceAll('\u00a0', ' ');

describe('first contact', () => {
  it('is asked for in the list and in the status line', async () => {
    const { user } = await mountApp();
    const status = await screen.findByRole('contentinfo');
    await user.click(await within(status).findByRole('button', { name: 'Decide' }));
    expect(await screen.findByRole('dialog')).toBeTruthy();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByText(/1,284 messages are waiting in this mailbox/)).toBeTruthy();
  });

  it('shows what lies there, how old it is, and what the rules would do', async () => {
    const mounted = await mountApp();
    const dialog = await openDialog(mounted);
    await seen(dialog);
    const words = plain(dialog);
    for (const part of [
      'nothing was changed on the server',
      '1,284',
      '96.0 MB',
      'largest 31.0 MB',
      'Over 25.0 MB2',
      'last 30 days160',
      'The headers of the newest 500 messages were tried.',
      '96Störungencreates tickets',
      '380no rule fits',
    ]) {
      expect(words, part).toContain(part);
    }
    expect(mounted.fake.callsOf('incoming.look')).toEqual([{ id: ID }]);
  });

  it('wants a choice first, and says on the button what it will do', async () => {
    const mounted = await mountApp();
    const dialog = await openDialog(mounted);
    await seen(dialog);
    const confirm = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Confirm' });
    expect(confirm.disabled).toBe(true);
    await mounted.user.click(within(dialog).getByRole('radio', { name: 'Fetch everything' }));
    // Two are over the limit.
    expect(confirm.textContent).toBe('Fetch 1,282 messages');
    await mounted.user.click(within(dialog).getByRole('radio', { name: 'Fetch only what is newer' }));
    expect(confirm.disabled).toBe(true);
    await mounted.user.click(within(dialog).getByRole('button', { name: /last 30 days/ }));
    expect(confirm.textContent).toBe('Fetch 160 messages');
    expect(plain(dialog)).toContain('1,124 messages stay on the server untouched');
    await mounted.user.click(within(dialog).getByRole('radio', { name: 'Leave it alone' }));
    expect(confirm.textContent).toBe('Leave it alone');
    expect(mounted.fake.callsOf('incoming.chooseFirstContact')).toEqual([]);
  });

  it('hands the engine the exact moment of a period, and the banner goes', async () => {
    const mounted = await mountApp();
    const dialog = await openDialog(mounted);
    await seen(dialog);
    await mounted.user.click(within(dialog).getByRole('button', { name: /last 7 days/ }));
    await mounted.user.click(within(dialog).getByRole('button', { name: 'Fetch 41 messages' }));
    await waitFor(() => expect(dialog.isConnected).toBe(false));
    const [request] = mounted.fake.callsOf('incoming.chooseFirstContact') as { id: string; choice: string }[];
    expect(request?.id).toBe(ID);
    expect(Math.abs(Date.now() - 7 * DAY_MS - Date.parse(request?.choice ?? ''))).toBeLessThan(60_000);
    expect(await screen.findByText('“Filiale Nord” is decided')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Look and decide…' })).toBeNull();
  });

  it('says what keeping and moving mean instead of removing', async () => {
    const mounted = await mountApp();
    const stored = mounted.fake.state.incoming.find(({ account }) => account.id === ID);
    if (stored === undefined) throw new Error('the sample data has no undecided account');
    stored.account = { ...stored.account, afterRetrieval: 'move', moveTo: 'Archiv' };
    mounted.fake.emit('accounts.changed', {});
    const dialog = await openDialog(mounted);
    await seen(dialog);
    await waitFor(() => expect(plain(dialog)).toContain('stored here safely, then moved to “Archiv”.'));
    expect(plain(dialog)).not.toContain('removed from the server.');
  });

  it('can be called off while it looks, and tried again when it fails', async () => {
    const mounted = await mountApp();
    let finish = (): void => undefined;
    mounted.fake.answer(
      'incoming.look',
      () => new Promise((resolve) => (finish = () => resolve(mailboxLook(Date.now())))),
    );
    const waiting = await openDialog(mounted);
    expect(within(waiting).getByRole('status').textContent).toContain('Nothing is changed there.');
    await mounted.user.click(within(waiting).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    finish();

    mounted.fake.answer('incoming.look', () => mailboxLook(Date.now()));
    mounted.fake.failNext('incoming.look', new MailroomError('login.refused', 'login', { field: 'secret' }));
    const failed = await openDialog(mounted);
    expect(await within(failed).findByText('The server refused the sign-in')).toBeTruthy();
    await mounted.user.click(within(failed).getByRole('button', { name: 'Try again' }));
    await seen(failed);
  });

  it('leads from a failed look to the field that is wrong', async () => {
    const mounted = await mountApp();
    mounted.fake.failNext('incoming.look', new MailroomError('login.refused', 'login', { field: 'secret' }));
    const dialog = await openDialog(mounted);
    await mounted.user.click(await within(dialog).findByRole('button', { name: 'Go to “Password”' }));
    await waitFor(() => expect(document.activeElement?.id).toBe('field-secret'));
  });

  it('keeps the question open when the server cannot leave mail alone', async () => {
    const mounted = await mountApp();
    const dialog = await openDialog(mounted);
    await seen(dialog);
    mounted.fake.failNext('incoming.chooseFirstContact', new MailroomError('firstContact.noKeys', 'list'));
    await mounted.user.click(within(dialog).getByRole('radio', { name: 'Leave it alone' }));
    await mounted.user.click(within(dialog).getByRole('button', { name: 'Leave it alone' }));
    expect(
      await within(dialog).findByText('This server can’t leave old mail alone'.replace('’', "'")),
    ).toBeTruthy();
    await mounted.user.click(within(dialog).getByRole('radio', { name: 'Fetch everything' }));
    expect(within(dialog).queryByRole('alert')).toBeNull();
  });
});

describe('numbers of a look', () => {
  const now = Date.now();
  const look = mailboxLook(now);

  it('are exact where the look counted, and a range between', () => {
    expect(messagesSince(look, now - 30 * DAY_MS, now)).toEqual({ least: 160, most: 160 });
    expect(messagesSince(look, now - 100 * DAY_MS, now)).toEqual({ least: 160, most: 900 });
    expect(messagesSince(look, now - 700 * DAY_MS, now)).toEqual({ least: 900, most: 1284 });
    expect(messagesSince(look, now - 2 * 3_600_000, now)).toEqual({ least: 0, most: 0 });
    expect(messagesSince(look, now - 5000 * DAY_MS, now)).toEqual({ least: 1284, most: 1284 });
  });

  it('say nothing they do not know when the server gives no dates', () => {
    const { oldest: _oldest, newest: _newest, ...rest } = look;
    expect(messagesSince({ ...rest, byAge: [] }, now - DAY_MS, now)).toEqual({ least: 0, most: 1284 });
    expect(messagesFetched({ ...rest, byAge: [] }, 'none', now)).toEqual({ least: 0, most: 0 });
  });

  it('count days in the time zone of this computer', () => {
    const midnight = startOfDay('2026-03-01');
    expect(new Date(midnight).getHours()).toBe(0);
    expect(dayOf(midnight)).toBe('2026-03-01');
    expect(dayOf(midnight - 1)).toBe('2026-02-28');
    expect(startOfDay('')).toBeNaN();
  });
});
