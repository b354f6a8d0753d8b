import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { MAX_RANK, type Rule } from '../../shared/domain/rule.ts';
import { MailroomError } from '../../shared/errors.ts';
import { fieldBox, goTo, mountApp, type Mounted } from './mount.tsx';

async function openRules(options = {}): Promise<Mounted> {
  const mounted = await mountApp(options);
  await goTo(mounted.user, 'Rules');
  await screen.findByRole('table');
  return mounted;
}

const titles = (): (string | undefined)[] =>
  [...document.querySelectorAll('.rule-line .row-title')].map((title) => title.textContent ?? undefined);

const row = (title: string): HTMLElement => {
  const found = screen.getByRole('button', { name: title }).closest('tr');
  if (found === null) throw new Error(`There is no rule ${title}.`);
  return found;
};

async function openEditor(user: UserEvent, title?: string): Promise<HTMLElement> {
  await user.click(screen.getByRole('button', { name: title ?? 'New rule' }));
  return screen.findByRole('dialog', { name: title === undefined ? 'New rule' : 'Edit rule' });
}

const group = (box: HTMLElement, name: string) => within(within(box).getByRole('group', { name }));

async function menu(user: UserEvent, title: string, item: string): Promise<void> {
  await user.click(screen.getByRole('button', { name: `More for “${title}”` }));
  await user.click(await screen.findByRole('menuitem', { name: item }));
}

describe('the list of rules', () => {
  it('begins with what always comes first, and leads to the switch for threads', async () => {
    const { user } = await openRules();
    const [, first] = screen.getAllByRole('row');
    expect(first?.textContent).toContain('Mail with a known ticket number in the subject always goes');
    expect(first?.textContent).toContain('Answers to mail of a ticket do too');
    await user.click(within(first!).getByRole('button', { name: 'Change in the account' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Support' })).toBeTruthy();
  });

  it('says what each rule does in a sentence', async () => {
    await openRules();
    expect(row('Drucker').textContent).toContain(
      'When the subject contains “Drucker”, the sender has the domain kunde.example and no machine wrote it ' +
        '→then create a ticket (type Störung, group Support, priority High); ' +
        'confirm receipt to the sender (text Störung gemeldet); ' +
        'then go on with the next rule',
    );
  });

  it('switches a rule off and on in place', async () => {
    const { user, fake } = await openRules();
    await user.click(screen.getByRole('switch', { name: '“Störungen” is active' }));
    await waitFor(() => expect(fake.state.rules.find(({ id }) => id === 'rule-1')?.active).toBe(false));
    expect(screen.getByRole('switch', { name: '“Störungen” is active' }).ariaChecked).toBe('false');
  });

  it('moves the selected rule with Alt and the arrow keys, and says where it went', async () => {
    const { user, fake } = await openRules();
    await user.keyboard('jj{Alt>}{ArrowUp}{/Alt}');
    await waitFor(() => expect(fake.callsOf('rules.move')).toEqual([{ id: 'rule-2' }]));
    expect(await screen.findByText('“Drucker” is now at place 1 of 3.')).toBeTruthy();
    expect(titles()).toEqual(['Drucker', 'Störungen', 'Newsletter-Anmeldungen']);
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect(fake.callsOf('rules.move')).toHaveLength(1);
  });

  it('moves a rule by dragging it', async () => {
    const { fake } = await openRules();
    const grip = row('Störungen').querySelector('.rule-grip')!;
    const transfer = { setData: () => undefined, setDragImage: () => undefined, effectAllowed: '' };
    fireEvent.dragStart(grip, { dataTransfer: transfer });
    // Without layout every row begins at 0: below that is the lower half.
    fireEvent.dragOver(row('Drucker'), { clientY: 5 });
    expect(row('Drucker').dataset['drop']).toBe('after');
    fireEvent.drop(row('Drucker'), { dataTransfer: transfer });
    await waitFor(() => expect(fake.callsOf('rules.move')).toEqual([{ id: 'rule-1', after: 'rule-2' }]));
    await waitFor(() => expect(titles()).toEqual(['Drucker', 'Störungen', 'Newsletter-Anmeldungen']));
  });

  it('duplicates a rule right behind it, switched off', async () => {
    const { user, fake } = await openRules();
    await menu(user, 'Störungen', 'Duplicate');
    await waitFor(() => expect(titles()[1]).toBe('Störungen (copy)'));
    expect(fake.state.rules.find(({ title }) => title === 'Störungen (copy)')?.active).toBe(false);
  });

  it('proposes a rank that is allowed, though a rule has the highest', async () => {
    const { user, fake } = await openRules();
    const [first, second, ...others] = fake.state.rules;
    fake.state.rules = [{ ...first!, rank: MAX_RANK }, { ...second!, rank: MAX_RANK - 1 }, ...others];
    fake.emit('accounts.changed', {});
    await waitFor(() => expect(row(first!.title).textContent).toContain(String(MAX_RANK)));
    const box = await openEditor(user);
    expect(within(box).getByLabelText<HTMLInputElement>(/^Rank/).value).toBe(String(MAX_RANK - 2));
    await user.click(within(box).getByRole('button', { name: 'Cancel' }));
    await menu(user, first!.title, 'Duplicate');
    await waitFor(() =>
      expect(fake.callsOf('rules.create')).toEqual([expect.objectContaining({ rank: MAX_RANK - 2 })]),
    );
  });

  it('copies a rule to another account', async () => {
    const { user, fake } = await openRules();
    await menu(user, 'Störungen', 'Copy to another account…');
    const box = await screen.findByRole('dialog', { name: 'Copy “Störungen” to another account' });
    await user.selectOptions(within(box).getByLabelText('To the account'), 'in-billing');
    await user.click(within(box).getByRole('button', { name: 'Copy' }));
    expect(await screen.findByText('The rule is copied to “Rechnungen”')).toBeTruthy();
    expect(fake.callsOf('rules.copy')).toEqual([{ ids: ['rule-1'], accountId: 'in-billing' }]);
    const before = fake.state.rules.length;
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(fake.state.rules).toHaveLength(before - 1));
  });

  it('deletes the selected rule with its key, and goes on to the next', async () => {
    const { user } = await openRules();
    await user.keyboard('j{Delete}');
    await waitFor(() => expect(titles()).toEqual(['Drucker', 'Newsletter-Anmeldungen']));
    expect(row('Drucker').getAttribute('aria-current')).toBe('true');
    expect(await screen.findByRole('button', { name: 'Undo' })).toBeTruthy();
  });

  it('deletes a rule and brings it back to its place', async () => {
    const { user } = await openRules();
    await menu(user, 'Störungen', 'Delete rule');
    await waitFor(() => expect(titles()).toEqual(['Drucker', 'Newsletter-Anmeldungen']));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(titles()).toEqual(['Störungen', 'Drucker', 'Newsletter-Anmeldungen']));
  });

  it('asks for an account when there is none', async () => {
    const { user } = await mountApp({ empty: true });
    await goTo(user, 'Rules');
    expect(await screen.findByText('Rules belong to an account')).toBeTruthy();
  });
});

describe('the editor of a rule', () => {
  it('makes a rule of several conditions and actions', async () => {
    const { user, fake } = await openRules();
    const box = await openEditor(user);
    await user.type(within(box).getByLabelText(/^Title/), 'Hardware');
    await user.type(group(box, 'Condition 1').getByLabelText('Compared with'), 'toner');
    await user.click(within(box).getByRole('button', { name: 'Add condition' }));
    const second = group(box, 'Condition 2');
    await user.selectOptions(second.getByLabelText('What is looked at'), 'Sender');
    await user.selectOptions(second.getByLabelText('Comparison'), 'does not have the domain');
    await user.type(second.getByLabelText('Compared with'), 'spam.example');
    await user.click(within(box).getByRole('button', { name: 'Any one is enough' }));
    const action = group(box, 'Action 1');
    await user.selectOptions(action.getByLabelText('Ticket type'), 'Störung');
    await user.selectOptions(action.getByLabelText('Responsible group'), 'Support');
    await user.selectOptions(action.getByLabelText('Owner'), 'Tom Baker');
    await user.selectOptions(action.getByLabelText('Priority'), 'Urgent');
    await user.click(within(box).getByRole('button', { name: 'Add action' }));
    await user.selectOptions(group(box, 'Action 2').getByLabelText('Who'), 'The owner of the ticket');
    await user.click(within(box).getByRole('switch', { name: 'Try later rules too' }));
    await user.click(within(box).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(fake.callsOf('rules.create')).toEqual([
        {
          accountId: 'in-support',
          title: 'Hardware',
          rank: 100,
          active: true,
          match: 'any',
          conditions: [
            { field: 'subject', operator: 'contains', value: 'toner' },
            { field: 'sender', operator: 'domainIs', value: 'spam.example', negate: true },
          ],
          actions: [
            {
              kind: 'createTicket',
              typeId: 'type-fault',
              groupId: 'group-support',
              ownerId: 'user-tom',
              priority: 'urgent',
            },
            { kind: 'notify', owner: true },
          ],
          continue: true,
        },
      ]),
    );
    await waitFor(() => expect(titles()).toContain('Hardware'));
  });

  it('confirms with the built-in text or one that is written for it', async () => {
    const { user, fake } = await openRules();
    const box = await openEditor(user, 'Drucker');
    const words = group(box, 'Action 2').getByLabelText<HTMLSelectElement>('Text of the confirmation');
    expect([...words.options].map(({ text }) => text)).toEqual(['Built-in text', 'Störung gemeldet']);
    expect(words.selectedOptions[0]?.text).toBe('Störung gemeldet');
    await user.selectOptions(words, 'Built-in text');
    await user.click(within(box).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(fake.callsOf('rules.update')).toMatchObject([
        { rule: { actions: [{ kind: 'createTicket' }, { kind: 'confirm' }] } },
      ]),
    );
    expect(JSON.stringify(fake.callsOf('rules.update'))).not.toContain('templateId');
  });

  it('offers only comparisons that fit, and replaces one that no longer does', async () => {
    const { user } = await openRules();
    const box = await openEditor(user);
    const first = group(box, 'Condition 1');
    const comparisons = (): (string | null)[] =>
      [...first.getByLabelText('Comparison').querySelectorAll('option')].map((option) => option.textContent);
    await user.selectOptions(first.getByLabelText('What is looked at'), 'Size');
    expect(comparisons()).toEqual([
      'is larger than',
      'is not larger than',
      'is smaller than',
      'is not smaller than',
    ]);
    await user.selectOptions(first.getByLabelText('What is looked at'), 'Attachment');
    expect(comparisons()).toEqual(['yes', 'no']);
    expect(first.queryByLabelText('Compared with')).toBeNull();
    await user.selectOptions(first.getByLabelText('What of the attachment'), 'its name');
    expect(comparisons()).toContain('ends with');
    expect(comparisons()).not.toContain('has the domain');
  });

  it('keeps everything of a rule that is opened and saved', async () => {
    const everything: Rule = {
      id: 'rule-all',
      accountId: 'in-support',
      title: 'Everything',
      rank: 5,
      active: false,
      match: 'any',
      conditions: [
        { field: 'header', name: 'X-Priority', operator: 'startsWith', value: '1', caseSensitive: true },
        { field: 'attachment', operator: 'is', value: 'yes', negate: true },
        { field: 'attachment', name: 'type', operator: 'is', value: 'application/pdf' },
        { field: 'sizeBytes', operator: 'above', value: 2_500_000 },
      ],
      actions: [
        { kind: 'assignTicket', ticket: 'T-000123' },
        { kind: 'setFields', status: 'processing', priority: 'low' },
        { kind: 'leave' },
        { kind: 'forward', to: ['a@test.example', 'b@test.example'] },
        { kind: 'notify', userId: 'user-tom' },
      ],
      continue: true,
    };
    const { user, fake } = await mountApp();
    fake.state.rules.push(everything);
    await goTo(user, 'Incoming');
    await goTo(user, 'Rules');
    fake.emit('accounts.changed', {});
    await screen.findByRole('button', { name: 'Everything' });
    const box = await openEditor(user, 'Everything');
    await user.click(within(box).getByRole('button', { name: 'Save' }));
    const { id, ...rule } = everything;
    await waitFor(() => expect(fake.callsOf('rules.update')).toEqual([{ id, rule }]));
  });

  it('shows what is wrong in the row it belongs to, and goes there', async () => {
    const { user, fake } = await openRules();
    const box = await openEditor(user);
    await user.type(within(box).getByLabelText(/^Title/), 'Wrong');
    const first = group(box, 'Condition 1');
    await user.selectOptions(first.getByLabelText('What is looked at'), 'Header field');
    await user.type(first.getByLabelText('Name of the header field'), 'X Priority:');
    await user.type(first.getByLabelText('Compared with'), '1');
    await user.click(within(box).getByRole('button', { name: 'Add condition' }));
    await user.selectOptions(group(box, 'Condition 2').getByLabelText('What is looked at'), 'Size');
    await user.selectOptions(group(box, 'Action 1').getByLabelText('What is done'), 'Send on');
    await user.type(group(box, 'Action 1').getByLabelText('Addresses'), 'a@test.example, nobody');
    await user.click(within(box).getByRole('button', { name: 'Save' }));
    expect((await within(fieldBox('conditions.0.name')).findByRole('alert')).textContent).toContain(
      'The name of a header field',
    );
    expect(within(fieldBox('conditions.1.value')).getByRole('alert').textContent).toBe(
      'Enter a size in MB, such as 25 or 2.5.',
    );
    expect(within(fieldBox('actions.0.to')).getByRole('alert').textContent).toBe(
      'This is not an e-mail address.',
    );
    expect(document.activeElement).toBe(first.getByLabelText('Name of the header field'));
    expect(fake.callsOf('rules.create')).toEqual([]);
  });

  it('puts what the engine refuses at the row, until it is changed', async () => {
    const { user } = await openRules();
    const box = await openEditor(user);
    await user.type(within(box).getByLabelText(/^Title/), 'Pattern');
    await user.selectOptions(group(box, 'Condition 1').getByLabelText('Comparison'), 'matches the pattern');
    await user.type(group(box, 'Condition 1').getByLabelText('Compared with'), '(?=x)');
    await user.click(within(box).getByRole('button', { name: 'Save' }));
    expect((await within(fieldBox('conditions.0.value')).findByRole('alert')).textContent).toContain(
      'This regular expression is not valid.',
    );
    await user.type(group(box, 'Condition 1').getByLabelText('Compared with'), 'y');
    await waitFor(() => expect(within(fieldBox('conditions.0.value')).queryByRole('alert')).toBeNull());
  });

  it('asks before input is thrown away', async () => {
    const { user } = await openRules();
    const box = await openEditor(user, 'Drucker');
    await user.click(within(box).getByRole('button', { name: 'Remove condition 2' }));
    await user.click(within(box).getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByRole('alertdialog', { name: 'Discard your changes?' })).toBeTruthy();
  });
});

describe('a rehearsal', () => {
  it('tries the edited rules and shows what would become different', async () => {
    const { user, fake } = await openRules();
    const box = await openEditor(user, 'Störungen');
    const value = group(box, 'Condition 1').getByLabelText('Compared with');
    await user.clear(value);
    await user.type(value, 'Drucker im 2');
    await user.click(within(box).getByRole('button', { name: 'Try it' }));
    const rehearsal = await screen.findByRole('dialog', { name: /^Rehearsal/ });
    expect(rehearsal.textContent).toContain(
      'This is only a rehearsal: no message, ticket or rule is changed',
    );
    expect(await within(rehearsal).findByText(/messages tried · \d+ would go another way/)).toBeTruthy();
    await user.click(within(rehearsal).getByRole('button', { name: /^Changed/ }));
    const option = within(within(rehearsal).getByRole('listbox', { name: 'Messages tried' })).getAllByRole(
      'option',
    )[0];
    expect(option?.textContent).toContain('stays in the inbox → new ticket');
    const detail = within(rehearsal).getByRole('region', { name: 'What every rule says' });
    expect(detail.textContent).toContain('Today');
    expect(detail.textContent).toContain('the subject contains “Drucker im 2”');
    expect(detail.textContent).toContain('Found: Drucker im 2');
    expect(fake.callsOf('rules.update')).toEqual([]);
    const [asked] = fake.callsOf('rules.rehearse') as { rules: { title: string }[] }[];
    expect(asked?.rules.map(({ title }) => title)).toEqual([
      'Störungen',
      'Drucker',
      'Newsletter-Anmeldungen',
    ]);
  });

  it('tries a file that was dropped', async () => {
    const { user, fake } = await openRules();
    await user.click(screen.getByRole('button', { name: 'Rehearse…' }));
    const rehearsal = await screen.findByRole('dialog', { name: /^Rehearsal/ });
    const file = new File(['Subject: Störung im Lager\r\n\r\nx'], 'a.eml', { type: 'message/rfc822' });
    fireEvent.drop(rehearsal.querySelector('.rehearsal')!, { dataTransfer: { files: [file] } });
    expect(await within(rehearsal).findByText('1 message tried')).toBeTruthy();
    const asked = fake.callsOf('rules.rehearse').at(-1) as { messages: { source: string } };
    expect(atob(asked.messages.source)).toContain('Subject: St');
    expect(within(rehearsal).getByDisplayValue('a.eml')).toBeTruthy();
  });

  it('holds a thousand messages with only those in sight in the page', async () => {
    const { user, fake } = await openRules({ messages: 1200 });
    await user.click(screen.getByRole('button', { name: 'Rehearse…' }));
    const rehearsal = await screen.findByRole('dialog', { name: /^Rehearsal/ });
    await user.selectOptions(within(rehearsal).getByLabelText('Try on'), '1000');
    await waitFor(() => expect(fake.callsOf('rules.rehearse')).toHaveLength(2));
    const list = await within(rehearsal).findByRole('listbox', { name: 'Messages tried' });
    const shown = within(list).getAllByRole('option');
    expect(Number(shown[0]?.getAttribute('aria-setsize'))).toBeGreaterThan(100);
    expect(shown.length).toBeLessThan(40);
    list.focus();
    await user.keyboard('{ArrowDown}');
    expect(within(list).getAllByRole('option')[1]?.ariaSelected).toBe('true');
  });

  it('says what went wrong', async () => {
    const { user, fake } = await openRules();
    fake.failNext('rules.rehearse', new MailroomError('store.full', 'store'));
    await user.click(screen.getByRole('button', { name: 'Rehearse…' }));
    const rehearsal = await screen.findByRole('dialog', { name: /^Rehearsal/ });
    expect(await within(rehearsal).findByRole('alert')).toBeTruthy();
  });
});
