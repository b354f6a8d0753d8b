// Loaded into a process by `--import`: when it ends, its peak of resident memory is written to a file, in bytes.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const KIB = 1024;

if (isMainThread) {
  process.once('exit', () => {
    writeFileSync(process.env.MAILROOM_BENCH_PEAK_FILE, String(process.resourceUsage().maxRSS * KIB));
  });
}
