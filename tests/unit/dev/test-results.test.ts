import { describe, expect, it } from 'vitest';
import { outcomeOf, totalOf, troublesOf } from '../../runner/results.mjs';
import { selectStages } from '../../runner/stages.mjs';

const vitest = (passed: number, failed: number, testResults: object[] = []) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults,
});

const playwright = (expected: number, unexpected: number, flaky = 0, errors: object[] = []) => ({
  stats: { expected, unexpected, flaky, skipped: 0 },
  errors,
});

describe('outcomeOf', () => {
  it('counts a check without tests as one', () => {
    expect(outcomeOf(undefined, 0, undefined)).toMatchObject({ passed: 1, failed: 0 });
    expect(outcomeOf(undefined, 1, undefined)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('reads both runners', () => {
    expect(outcomeOf('vitest', 1, vitest(3, 2))).toEqual({ passed: 3, failed: 2, skipped: 1 });
    expect(outcomeOf('playwright', 1, playwright(3, 1, 1))).toEqual({ passed: 3, failed: 2, skipped: 0 });
  });

  it('counts a test file that cannot be loaded', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const failing = { status: 'failed', assertionResults: [{ status: 'failed' }] };
    expect(outcomeOf('vitest', 1, vitest(3, 1, [broken, failing]))).toMatchObject({ passed: 3, failed: 2 });
  });

  it('never takes silence for success', () => {
    expect(outcomeOf('vitest', 0, undefined)).toMatchObject({ failed: 1, note: 'wrote no report' });
    expect(outcomeOf('vitest', 0, vitest(0, 0))).toMatchObject({ failed: 1, note: 'ran no test' });
    expect(outcomeOf('playwright', 0, playwright(0, 0))).toMatchObject({ failed: 1, note: 'ran no test' });
    expect(outcomeOf('vitest', 1, vitest(5, 0))).toMatchObject({
      passed: 5,
      failed: 1,
      note: 'ended with code 1',
    });
  });

  it('adds up', () => {
    const outcomes = [
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 2, failed: 3, skipped: 4 },
    ];
    expect(totalOf(outcomes)).toEqual({ passed: 3, failed: 3, skipped: 4 });
  });
});

describe('troublesOf', () => {
  it('names the tests that failed, and those that passed at the second try', () => {
    const file = (name: string, assertionResults: object[], message = ''): object => ({
      name,
      message,
      assertionResults,
    });
    const report = vitest(2, 1, [
      file('a.test.ts', [
        { status: 'passed', fullName: 'works', failureMessages: [] },
        {
          status: 'passed',
          fullName: 'wavers',
          failureMessages: ['\u001b[31mError: timed out\u001b[0m\n at x'],
        },
        { status: 'failed', fullName: 'breaks', failureMessages: ['AssertionError: 1 is not 2\n at y'] },
      ]),
      file('b.test.ts', [], 'Cannot find module'),
    ]);
    expect(troublesOf('vitest', report)).toEqual({
      failed: ['a.test.ts: breaks: AssertionError: 1 is not 2', 'b.test.ts: Cannot find module'],
      unsteady: ['a.test.ts: wavers: Error: timed out'],
    });
    const broken = { results: [{}, { error: { message: 'Error: not visible\n at z' } }] };
    const suites = [
      { suites: [{ specs: [{ ok: false, file: 'c.spec.ts', title: 'opens', tests: [broken] }] }] },
      { specs: [{ ok: true, file: 'c.spec.ts', title: 'closes', tests: [] }] },
    ];
    expect(troublesOf('playwright', { ...playwright(1, 1), suites })).toEqual({
      failed: ['c.spec.ts: opens: Error: not visible'],
      unsteady: [],
    });
    expect(troublesOf('vitest', undefined)).toEqual({ failed: [], unsteady: [] });
  });
});

describe('selectStages', () => {
  const names = (asked: string[]): string[] => selectStages(asked).map(({ name }) => name);

  it('runs everything by default, and the build where it is needed', () => {
    expect(names([])).toEqual([
      'format',
      'lint',
      'types',
      'build',
      'unit',
      'renderer',
      'integration',
      'faults',
      'e2e',
    ]);
    expect(names(['unit', 'lint'])).toEqual(['lint', 'unit']);
    expect(names(['e2e'])).toEqual(['build', 'e2e']);
  });

  it('refuses a name it does not know', () => {
    expect(() => names(['unti'])).toThrow(/unti/);
  });
});
