import { act, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { fieldBox, goTo, mountApp, type Mounted } from './mount.tsx';

async function openTab(name: string, options = {}): Promise<Mounted> {
  const mounted = await mountApp(options);
  await goTo(mounted.user, 'Types & groups');
  await mounted.user.click(await screen.findByRole('tab', { name }));
  return mounted;
}

const dialog = (name: string): Promise<HTMLElement> => screen.findByRole('dialog', { name });

async function save(user: UserEvent, box: HTMLElement): Promise<void> {
  await user.click(within(box).getByRole('button', { name: 'Save' }));
}

describe('groups', () => {
  it('show their account and that it is paused', async () => {
    await openTab('Groups');
    const row = (await screen.findByRole('button', { name: 'Haustechnik' })).closest('tr');
    expect(row?.textContent).toContain('Haustechnik (alt) (paused)');
    expect(screen.getByRole('button', { name: 'Nachtschicht' }).closest('tr')?.textContent).toContain('Off');
  });

  it('are made with an account and a signature whose variables are put in by a click', async () => {
    const { user, fake } = await openTab('Groups');
    await user.click(screen.getByRole('button', { name: 'New group' }));
    const box = await dialog('New group');
    await save(user, box);
    expect((await within(fieldBox('name')).findByRole('alert')).textContent).toBe('This field is mandatory.');
    await user.type(within(box).getByLabelText(/^Group/), 'Einkauf');
    await user.selectOptions(within(box).getByLabelText('Outgoing account'), 'out-billing');
    await user.type(within(box).getByLabelText('Signature in English'), 'Regards, ');
    await user.click(within(box).getByRole('button', { name: '{{sender.name}}' }));
    await save(user, box);
    await waitFor(() =>
      expect(fake.callsOf('groups.create')).toEqual([
        {
          name: 'Einkauf',
          active: true,
          outgoingAccountId: 'out-billing',
          signatureEn: 'Regards, {{sender.name}}',
          signatureDe: '',
        },
      ]),
    );
    expect(await screen.findByRole('button', { name: 'Einkauf' })).toBeTruthy();
  });

  it('refuse a variable that nobody knows, and a name that is taken', async () => {
    const { user, fake } = await openTab('Groups');
    await user.click(await screen.findByRole('button', { name: 'Support' }));
    const box = await dialog('Edit group');
    await user.type(within(box).getByLabelText('Signature in German'), ' {{{{nobody}}');
    await save(user, box);
    expect((await within(fieldBox('signatureDe')).findByRole('alert')).textContent).toContain(
      'A variable in double braces is not known here.',
    );
    await user.clear(within(box).getByLabelText('Signature in German'));
    await user.clear(within(box).getByLabelText(/^Group/));
    await user.type(within(box).getByLabelText(/^Group/), 'BUCHHALTUNG');
    await save(user, box);
    expect((await within(fieldBox('name')).findByRole('alert')).textContent).toBe(
      'This name is already taken.',
    );
    expect(fake.state.groups.find(({ id }) => id === 'group-support')?.name).toBe('Support');
  });

  it('are deleted after a question that says what stays, and tell what lost them', async () => {
    const { user, fake } = await openTab('Groups');
    const named = fake.state.rules.filter(({ actions }) =>
      actions.some((action) => 'groupId' in action && action.groupId === 'group-support'),
    );
    expect(named).not.toEqual([]);
    await user.click(await screen.findByRole('button', { name: 'Delete “Support”' }));
    const question = await screen.findByRole('alertdialog');
    expect(question.textContent).toContain('Its tickets stay, without a responsible group.');
    for (const { title } of named) expect(question.textContent).toContain(`“${title}”`);
    expect(fake.callsOf('groups.remove')).toEqual([]);
    await user.click(within(question).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('1 ticket has no responsible group now.')).toBeTruthy();
    expect(JSON.stringify(fake.state.rules)).not.toContain('group-support');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Support' })).toBeNull());
  });

  it('ask before input is thrown away', async () => {
    const { user } = await openTab('Groups');
    await user.click(await screen.findByRole('button', { name: 'Support' }));
    const box = await dialog('Edit group');
    await user.type(within(box).getByLabelText(/^Group/), 'x');
    await user.click(within(box).getByRole('button', { name: 'Cancel' }));
    const question = await screen.findByRole('alertdialog', { name: 'Discard your changes?' });
    await user.click(within(question).getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(box.isConnected).toBe(false));
  });

  it('follow what changes elsewhere', async () => {
    const { fake } = await openTab('Groups');
    await screen.findByRole('button', { name: 'Support' });
    fake.state.groups = fake.state.groups.slice(1);
    act(() => fake.emit('directory.changed', {}));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Support' })).toBeNull());
  });

  it('say what they are for when there are none', async () => {
    await openTab('Groups', { empty: true });
    expect(await screen.findByText('No groups yet')).toBeTruthy();
  });
});

describe('ticket types', () => {
  it('are changed', async () => {
    const { user, fake } = await openTab('Ticket types');
    await user.click(await screen.findByRole('button', { name: 'Störung' }));
    const box = await dialog('Edit ticket type');
    await user.selectOptions(within(box).getByLabelText('Outgoing account'), 'out-support');
    await user.click(within(box).getByRole('switch', { name: 'Active' }));
    await save(user, box);
    await waitFor(() =>
      expect(fake.callsOf('types.update')).toEqual([
        { id: 'type-fault', type: { name: 'Störung', active: false, outgoingAccountId: 'out-support' } },
      ]),
    );
  });
});

describe('users', () => {
  it('belong to groups', async () => {
    const { user, fake } = await openTab('Users');
    await user.click(await screen.findByRole('button', { name: 'Tom Baker' }));
    const box = await dialog('Edit user');
    await user.click(within(box).getByRole('checkbox', { name: 'Support' }));
    await user.click(within(box).getByRole('checkbox', { name: 'Haustechnik' }));
    await save(user, box);
    await waitFor(() =>
      expect(fake.callsOf('users.update')[0]).toMatchObject({
        id: 'user-tom',
        user: { groupIds: ['group-support'] },
      }),
    );
  });

  it('need an address and a login of their own', async () => {
    const { user, fake } = await openTab('Users');
    await user.click(screen.getByRole('button', { name: 'New user' }));
    const box = await dialog('New user');
    await user.type(within(box).getByLabelText(/^Login/), 'MSCHMIDT');
    await user.type(within(box).getByLabelText(/^Name/), 'Moritz Schmidt');
    await user.type(within(box).getByLabelText(/^E-mail address/), 'nonsense');
    await save(user, box);
    expect((await within(fieldBox('email')).findByRole('alert')).textContent).toBe(
      'This is not an e-mail address.',
    );
    await user.clear(within(box).getByLabelText(/^E-mail address/));
    await user.type(within(box).getByLabelText(/^E-mail address/), 'moritz@weber-logistik.example');
    await save(user, box);
    expect((await within(fieldBox('login')).findByRole('alert')).textContent).toBe(
      'This name is already taken.',
    );
    expect(fake.state.users).toHaveLength(2);
  });

  it('are told of a changed password after a question that shows the last time', async () => {
    const { user, fake } = await openTab('Users');
    await user.click(
      await screen.findByRole('button', { name: 'Send password-change notice to Maria Schmidt' }),
    );
    const question = await screen.findByRole('alertdialog');
    expect(question.textContent).toContain('maria.schmidt@weber-logistik.example');
    expect(question.textContent).toMatch(/Last notice: .*20\d\d/);
    expect(fake.callsOf('users.notifyPasswordChange')).toEqual([]);
    await user.click(within(question).getByRole('button', { name: 'Send notice' }));
    await waitFor(() => expect(fake.callsOf('users.notifyPasswordChange')).toEqual([{ id: 'user-maria' }]));
    expect(await screen.findByText('The message is in the outbox')).toBeTruthy();
  });
});

describe('texts', () => {
  it('are written in both languages and read in a preview', async () => {
    const { user, fake } = await openTab('Texts');
    await user.click(screen.getByRole('button', { name: 'New text' }));
    const box = await dialog('New text');
    await user.type(within(box).getByLabelText(/^Name/), 'Rückfrage');
    await user.type(within(box).getByLabelText('Subject in German'), 'Zu ');
    await user.click(within(box).getByRole('button', { name: '{{ticket.number}}' }));
    await user.type(within(box).getByLabelText('Text in German'), 'Eine Frage');
    await user.click(within(box).getByRole('button', { name: 'Preview' }));
    expect(await within(box).findByText('Zu T-000123')).toBeTruthy();
    await user.click(within(box).getByRole('button', { name: 'Back to writing' }));
    expect(within(box).getByLabelText<HTMLInputElement>('Subject in German').value).toBe(
      'Zu {{ticket.number}}',
    );
    await save(user, box);
    await waitFor(() =>
      expect(fake.callsOf('templates.create')[0]).toMatchObject({
        kind: 'reply',
        name: 'Rückfrage',
        subjectDe: 'Zu {{ticket.number}}',
        textDe: 'Eine Frage',
      }),
    );
  });

  it('of the program can be changed and given back, with an undo', async () => {
    const { user, fake } = await openTab('Texts');
    await user.click(await screen.findByRole('button', { name: /^Password changed/ }));
    const box = await dialog('Password changed');
    expect(within(box).queryByLabelText(/^Name/)).toBeNull();
    const subject = within(box).getByLabelText('Subject in English');
    await user.clear(subject);
    await user.type(subject, 'New password');
    await save(user, box);
    await user.click(await screen.findByRole('button', { name: 'Back to the built-in text' }));
    const question = await screen.findByRole('alertdialog');
    await user.click(within(question).getByRole('button', { name: 'Back to the built-in text' }));
    const stored = () => fake.state.templates.find(({ kind }) => kind === 'passwordChange');
    await waitFor(() => expect(stored()?.builtIn).toBe(true));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(stored()?.subjectEn).toBe('New password'));
  });

  it('of confirmations are made, and deleted after a question that names their rules', async () => {
    const { user, fake } = await openTab('Texts');
    await user.click(screen.getByRole('button', { name: 'New confirmation' }));
    const box = await dialog('New confirmation');
    await user.type(within(box).getByLabelText(/^Name/), 'Short');
    await user.type(within(box).getByLabelText('Text in English'), 'Dear ');
    await user.click(within(box).getByRole('button', { name: '{{contact.name}}' }));
    await save(user, box);
    await waitFor(() =>
      expect(fake.callsOf('templates.create')).toMatchObject([
        { kind: 'confirmation', name: 'Short', textEn: 'Dear {{contact.name}}' },
      ]),
    );
    await user.click(await screen.findByRole('button', { name: 'Delete “Short”' }));
    const unused = await screen.findByRole('alertdialog');
    expect(unused.textContent).not.toContain('These rules');
    await user.click(within(unused).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByRole('button', { name: 'Undo' })).toBeTruthy();

    await user.click(screen.getByRole('button', { name: 'Delete “Störung gemeldet”' }));
    const question = await screen.findByRole('alertdialog');
    expect(question.textContent).toMatch(/These rules confirm with it .*: “Drucker”\./);
    await user.click(within(question).getByRole('button', { name: 'Delete' }));
    await waitFor(() =>
      expect(fake.state.rules.find(({ title }) => title === 'Drucker')?.actions).toContainEqual({
        kind: 'confirm',
      }),
    );
  });

  it('refuse variables of another kind of text', async () => {
    const { user, fake } = await openTab('Texts');
    await user.click(await screen.findByRole('button', { name: /^Password changed/ }));
    const box = await dialog('Password changed');
    await user.type(within(box).getByLabelText('Text in English'), '{{{{ticket.number}}');
    await save(user, box);
    expect(await within(fieldBox('textEn')).findByRole('alert')).toBeTruthy();
    expect(fake.callsOf('templates.update')).toEqual([]);
  });
});

describe('who sends what', () => {
  const cell = (row: number, column: number): HTMLElement => {
    const found = document.getElementById(`cell-${row}-${column}`);
    if (found === null) throw new Error(`There is no cell ${row}/${column}.`);
    return found;
  };

  it('names the account, the step that gave it, and a paused one that was passed over', async () => {
    await openTab('Who sends what');
    const grid = await screen.findByRole('grid', { name: 'Who sends what' });
    expect(
      within(grid)
        .getAllByRole('columnheader')
        .map((head) => head.textContent),
    ).toEqual(['Responsible group / Ticket type', 'No type', 'Störung', 'Rechnungsfrage', 'Bestellung']);
    expect(
      within(grid)
        .getAllByRole('rowheader')
        .map((head) => head.textContent),
    ).toEqual(['No group', 'Support', 'Buchhaltung', 'Haustechnik']);
    expect(cell(0, 0).textContent).toBe('Supportdefault');
    expect(cell(0, 2).textContent).toBe('Rechnungenby type');
    expect(cell(2, 1).textContent).toBe('Rechnungenby group');
    expect(cell(3, 1).textContent).toBe('Supportdefaultpaused one passed over');
  });

  it('is walked through with the arrows and explains each cell', async () => {
    const { user } = await openTab('Who sends what');
    await screen.findByRole('grid');
    act(() => cell(0, 0).focus());
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowRight}');
    expect(document.activeElement).toBe(cell(3, 1));
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(cell(3, 1));
    await user.keyboard('{Enter}');
    const reason = await screen.findByRole('region', { name: 'Why this account?' });
    expect(await within(reason).findByText('“Haustechnik (alt)” is paused, passed over')).toBeTruthy();
    expect(reason.textContent).toContain('Haustechnik · Störung');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(reason.isConnected).toBe(false));
  });

  it('changes with the accounts', async () => {
    const { fake } = await openTab('Who sends what');
    await screen.findByRole('grid');
    fake.state.outgoing = fake.state.outgoing.map((item) =>
      item.account.id === 'out-billing' ? { ...item, account: { ...item.account, active: false } } : item,
    );
    act(() => fake.emit('accounts.changed', {}));
    await waitFor(() => expect(cell(2, 1).textContent).toBe('Supportdefaultpaused one passed over'));
  });
});
