// driver.ts DATA_DIRECTORY: polls once and prints, as JSON in milliseconds, how late the main thread's event loop was
// meanwhile.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { startEngineHost } from './engine-host.ts';

/** How often the loop is looked at. The histogram holds the time between two looks, this pause included. */
const RESOLUTION_MS = 5;

const [dataDirectory = ''] = process.argv.slice(2);
const host = await startEngineHost(dataDirectory);
const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
// What starting the engine costs is another question.
await delay(100);
histogram.enable();
await host.poll();
histogram.disable();
await host.stop();
process.stdout.write(JSON.stringify({ p99: late(histogram.percentile(99)), max: late(histogram.max) }));
