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

/**
 * What a person must look at: `{ failed, unsteady }`, lines with the name of a test and the beginning of its reason.
 * `unsteady` are tests that passed only when they were tried again. The long output above the totals hides them.
 */
export function troublesOf(reporter, report) {
  if (report === undefined) return { failed: [], unsteady: [] };
  return reporter === 'vitest' ? vitestTroubles(report) : playwrightTroubles(report);
}

function vitestTroubles({ testResults }) {
  const line = (file, { fullName, failureMessages }) =>
    `${file}: ${fullName}: ${firstLine(failureMessages[0])}`;
  const failed = testResults.flatMap(({ name, message, assertionResults }) => {
    const lines = assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => line(name, test));
    return lines.length === 0 && message ? [`${name}: ${firstLine(message)}`] : lines;
  });
  const unsteady = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map((test) => line(name, test)),
  );
  return { failed, unsteady };
}

function playwrightTroubles(report) {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  const failed = (report.suites ?? [])
    .flatMap(specs)
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) => {
      const error = tests
        .flatMap(({ results }) => results)
        .find((result) => result.error !== undefined)?.error;
      return `${file}: ${title}: ${firstLine(error?.message)}`;
    });
  return { failed: [...failed, ...report.errors.map(({ message }) => firstLine(message))], unsteady: [] };
}

function firstLine(text) {
  // The runners colour their messages.
  return (text ?? '')
    .replace(/\u001b\[[0-9;]*m/g, '')
    .split('\n')[0]
    .slice(0, 300);
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
