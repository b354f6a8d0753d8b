import type { PollRun } from '../../../shared/domain/poll.ts';
import { exitCodes, type Command } from './command.ts';
import { withText } from './poll.ts';

/** `mailroom run`: polls and sends until asked to end, then drains. */
export const run: Command = async ({ engine, output }) => {
  engine.on((name, payload) => {
    if (name !== 'poll.finished') return;
    const { account, imported, removed, error } = payload as PollRun;
    const failure = error === undefined ? '' : ` ${error.code}`;
    output.streamed(
      withText(payload as PollRun),
      `${account}: ${imported} imported, ${removed} removed${failure}`,
    );
  });
  engine.start();
  output.note('Polling and sending. End with Ctrl+C.');
  // The engine's timers do not keep a process alive: a service must.
  const alive = setInterval(() => {}, 60_000);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
    void output.abandoned.then(resolve);
  });
  clearInterval(alive);
  output.note('Ending.');
  return exitCodes.ok;
};
