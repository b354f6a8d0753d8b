import type { Command } from './command.ts';
import { exitCodes } from './command.ts';

/** `mailroom run`: polls and sends until asked to end, then drains. */
export const run: Command = async ({ engine, output }) => {
  engine.on((name, payload) => {
    if (name !== 'poll.finished') return;
    const finished = payload as {
      account: string;
      imported: number;
      removed: number;
      error?: { code: string };
    };
    const failure = finished.error === undefined ? '' : ` ${finished.error.code}`;
    output.note(`${finished.account}: ${finished.imported} imported, ${finished.removed} removed${failure}`);
  });
  engine.start();
  output.note('Polling and sending. End with Ctrl+C.');
  // The engine's timers do not keep a process alive: a service must.
  const alive = setInterval(() => {}, 60_000);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  clearInterval(alive);
  output.note('Ending.');
  return exitCodes.ok;
};
