// Upgrades the database of the folder named on the command line. Says when it begins, to be killed meanwhile.
import { writeSync } from 'node:fs';
import { openDatabase } from '../../electron/engine/store/database.ts';

writeSync(1, 'begins\n');
openDatabase(process.argv[2] ?? '').close();
writeSync(1, 'done\n');
