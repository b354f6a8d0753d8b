import { describe, expect, it } from 'vitest';
import { outcomeOf, totalOf } from '../../runner/results.mjs';
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
