// Sends what is due in a data directory, to be killed meanwhile. Says when it begins and when nothing is due any more.
// Arguments: data directory, id of the outgoing account.
import { writeSync } from 'node:fs';
import { createMemorySecrets } from '../../../electron/engine/secrets/memory.ts';
import { secretKey } from '../../../electron/engine/secrets/keys.ts';
import { openEngine } from '../engine-process.ts';

const [dataDirectory = '', accountId = ''] = process.argv.slice(2);
const secrets = createMemorySecrets();
await secrets.set(secretKey('outgoing', accountId), 'pw');
const engine = openEngine(dataDirectory, secrets);
writeSync(1, 'begins\n');
await engine.flushOutbox();
writeSync(1, 'done\n');
await engine.stop();
