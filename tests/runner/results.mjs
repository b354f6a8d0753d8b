// How many tests passed and failed, read from the runners' JSON reports.

/**
 * The outcome of a stage: `{ passed, failed, skipped, note? }`. A stage without a reporter counts as one. A runner
 * that ran no test, wrote no report (`report` undefined), or ended badly without naming a failed test has failed once.
 */
export function outcomeOf(reporter, exitCode, report) {
  if (reporter === undefined) {
    return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  }
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0, note: 'wrote no report' };
  const counts = reporter === 'vitest' ? vitestCounts(report) : playwrightCounts(report);
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, note: 'ran no test' };
  if (exitCode !== 0 && counts.failed === 0)
    return { ...counts, failed: 1, note: `ended with code ${exitCode}` };
  return counts;
}

/** The sum of all outcomes. */
export function totalOf(outcomes) {
  const sum = (key) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

function vitestCounts(report) {
  // A file that cannot be loaded has no tests of its own, so it counts itself.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function playwrightCounts(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
}
