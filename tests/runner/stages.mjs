// What `npm test` runs, in order.

const WITH_KEYCHAIN = 'tests/servers/with-secret-service.sh';
const WITH_DISPLAY = ['xvfb-run', '-a', '-s', '-screen 0 1920x1200x24'];

/**
 * `command(report)` is the command line; a stage with `reporter` runs tests and writes them as JSON to the file
 * `report`, one without is a single check. `needs` names what must be prepared: system packages, Electron, the build.
 */
export const STAGES = [
  check('format', 'format:check'),
  check('lint', 'lint'),
  check('types', 'typecheck'),
  check('build', 'build'),
  { name: 'unit', reporter: 'vitest', needs: [], command: (report) => vitest('unit', report) },
  { name: 'renderer', reporter: 'vitest', needs: [], command: (report) => vitest('renderer', report) },
  {
    name: 'integration',
    reporter: 'vitest',
    needs: ['system', 'build'],
    command: (report) => [WITH_KEYCHAIN, ...vitest('integration', report)],
  },
  {
    name: 'faults',
    reporter: 'vitest',
    needs: ['system', 'build'],
    command: (report) => vitest('faults', report),
  },
  {
    name: 'e2e',
    reporter: 'playwright',
    needs: ['system', 'electron', 'build'],
    command: () => [WITH_KEYCHAIN, ...WITH_DISPLAY, 'playwright', 'test', '--reporter=list,json'],
  },
];

/**
 * The stages to run for the names given on the command line, all without any; the build comes along where it is
 * needed. Throws for an unknown name.
 */
export function selectStages(names) {
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `Unknown stage: ${unknown.join(', ')}. Known: ${STAGES.map(({ name }) => name).join(', ')}.`,
    );
  }
  const asked = STAGES.filter((stage) => names.length === 0 || names.includes(stage.name));
  const needed = new Set(asked.flatMap((stage) => stage.needs));
  return STAGES.filter((stage) => asked.includes(stage) || needed.has(stage.name));
}

function check(name, script) {
  return { name, needs: [], command: () => ['npm', 'run', '--silent', script] };
}

function vitest(project, report) {
  return [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
  ];
}
