#!/usr/bin/env node
// npm test [-- STAGE...]: everything CI runs. Does its own set-up in a fresh clone: system packages (as root on Debian
// or Ubuntu), npm packages, Electron. A failing stage does not hide later ones; the last line has the totals.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installDependencies } from '../electron/dev/install-dependencies.mjs';
import { PROJECT, projectEnvironment, requireNode } from '../electron/dev/project.mjs';
import { provisionElectron } from '../electron/dev/provision-electron.mjs';
import { runProgram } from '../electron/dev/run-program.mjs';
import { installSystemPackages } from './runner/debian-packages.mjs';
import { outcomeOf, totalOf, troublesOf } from './runner/results.mjs';
import { selectStages } from './runner/stages.mjs';

requireNode(20);
process.exitCode = await run(process.argv.slice(2));

/** Resolves to the exit code: 0 when everything passed, 1 when something failed, 2 for unknown arguments. */
async function run(names) {
  let stages;
  try {
    stages = selectStages(names);
  } catch (error) {
    console.error(error.message);
    return 2;
  }
  const rows = await runAll(stages);
  const { passed, failed } = totalOf(rows);
  console.log(`\n${table(rows)}\n`);
  troubleLines(rows).forEach((line) => console.log(line));
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** The outcomes of all stages, or of the preparation alone when that fails. */
async function runAll(stages) {
  const started = Date.now();
  try {
    heading('set-up');
    await prepare(new Set(stages.flatMap((stage) => stage.needs)));
  } catch (error) {
    console.error(error.message);
    return [{ name: 'set-up', ms: Date.now() - started, passed: 0, failed: 1, skipped: 0 }];
  }
  console.log(`ready after ${seconds(Date.now() - started)}`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mailroom-reports-'));
  try {
    const rows = [];
    for (const stage of stages) rows.push(await runStage(stage, path.join(folder, `${stage.name}.json`)));
    return rows;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function prepare(needs) {
  const say = (line) => console.log(line);
  if (needs.has('system')) installSystemPackages(say);
  installDependencies(PROJECT, say);
  if (needs.has('electron')) await provisionElectron({ log: say });
}

async function runStage(stage, reportFile) {
  heading(stage.name);
  const started = Date.now();
  const [command, ...args] = stage.command(reportFile);
  const env = projectEnvironment({ PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile });
  const exitCode = await runProgram(command, args, { cwd: PROJECT, env });
  const report = fs.existsSync(reportFile) ? JSON.parse(fs.readFileSync(reportFile, 'utf8')) : undefined;
  const outcome = outcomeOf(stage.reporter, exitCode, report);
  const ms = Date.now() - started;
  console.log(`${stage.name}: ${outcome.failed === 0 ? 'ok' : 'FAILED'} after ${seconds(ms)}`);
  return { name: stage.name, ms, ...outcome, troubles: troublesOf(stage.reporter, report) };
}

/** The tests that failed, and those that passed only at the second try, by name. */
function troubleLines(rows) {
  const lines = (key, title) => {
    const found = rows.flatMap(({ name, troubles }) =>
      (troubles?.[key] ?? []).map((line) => `  ${name}: ${line}`),
    );
    return found.length === 0 ? [] : [title, ...found, ''];
  };
  return [...lines('failed', 'Failed:'), ...lines('unsteady', 'Passed only at the second try:')];
}

function heading(name) {
  console.log(`\n=== ${name} ${'='.repeat(Math.max(0, 70 - name.length))}`);
}

function table(rows) {
  const line = (cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(13) : cell.padStart(9))).join('');
  const head = line(['stage', 'passed', 'failed', 'skipped', 'time']);
  const body = rows.map(({ name, passed, failed, skipped, ms, note }) =>
    [line([name, String(passed), String(failed), String(skipped), seconds(ms)]), note]
      .filter(Boolean)
      .join('  '),
  );
  return [head, ...body].join('\n');
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
