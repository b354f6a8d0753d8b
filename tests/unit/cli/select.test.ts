// What a command does not take is refused before anything is opened; help and man page know every command.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseInvocation } from '../../../electron/cli/arguments.ts';
import { commands } from '../../../electron/cli/commands/table.ts';
import { helpText } from '../../../electron/cli/help.ts';
import { selectCommand } from '../../../electron/cli/select.ts';

const select = (...argv: string[]) => selectCommand(parseInvocation(argv));
const invalid = (detail: RegExp, field?: string) =>
  expect.objectContaining({
    code: 'input.invalid',
    field,
    detail: expect.stringMatching(detail),
  });

describe('a command', () => {
  it('is found by one word or two, and gets the words after them', () => {
    expect(select('account', 'show', 'A')).toEqual({
      perform: commands['account show']?.perform,
      operands: ['A'],
    });
    expect(select('poll', 'list', 'B').operands).toEqual(['list', 'B']);
    expect(select('poll').operands).toEqual([]);
    expect(select('inbox', 'export', '1', '2', '--out', 'x', '--format', 'mbox').operands).toHaveLength(2);
    expect(
      select('account', 'list', '--json', '--data', 'x', '--secrets', 'memory', '--verbose'),
    ).toBeDefined();
  });

  it.each<[string[], RegExp, string?]>([
    [['account', 'remove', 'O', '--dry-run'], /"account remove".*--dry-run/, 'dry-run'],
    [['account', 'add', '--file', '-', '--limit', ''], /--limit/, 'limit'],
    [['run', '--wait'], /--wait/, 'wait'],
    [['account', 'show', 'A', 'extra'], /"account show".*"extra"/],
    [['account', 'list', 'extra'], /"extra"/],
    [['ticket', 'list', 'extra'], /"extra"/],
    [['account', 'show'], /"account show" needs REF/],
    [['account', 'import'], /needs F/],
    [['outbox', 'cancel'], /needs ID/],
    [['outbox', 'retry'], /--all/],
    [['inbox', 'show'], /needs ID/],
    [['inbox', 'export', '1', '--all', '--out', 'x'], /--all/],
    [['archive', 'export', '--out', 'x'], /--all/],
    [['inbox', 'export', '1', '--account', 'A', '--out', 'x'], /--account/],
    [['inbox', 'rederive'], /--account/],
    [['archive', 'rederive', '--account', 'A'], /"archive" takes/],
    [['check', 'A', '--file', 'x'], /--file/],
    [['check', 'A', 'B'], /"B"/],
    [['check'], /--file/],
    [['account'], /"account" takes list, show, add/],
    [['account', 'constructor'], /"account" takes list/],
    [['constructor'], /unknown command "constructor"/],
    [['account list'], /unknown command/],
  ])('%j is refused', (argv, detail, field) => {
    expect(() => select(...argv)).toThrow(invalid(detail, field));
  });

  it.each(Object.entries(commands))(
    '%s is in the help and in the man page, with its options',
    (name, own) => {
      const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
      const [first = '', second] = name.split(' ');
      for (const text of [helpText, page]) {
        const mentions = text
          .split('\n')
          .filter((line) => line.includes(first) && (second === undefined || line.includes(second)));
        expect(mentions).not.toEqual([]);
        for (const option of own.options) expect(text).toContain(`--${option}`);
      }
    },
  );
});
