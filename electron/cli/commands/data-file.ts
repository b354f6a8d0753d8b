import path from 'node:path';
import { existsSync } from 'node:fs';
import { performArchiveJob } from '../../engine/store/archive-job.ts';
import { backUp } from '../../engine/store/backup.ts';
import { databaseFile } from '../../engine/store/database.ts';
import { usage } from '../arguments.ts';
import { formatSize } from '../output.ts';
import { exitCodes, type FileCommand } from './command.ts';

/** `mailroom verify` */
export const verify: FileCommand = async ({ dataDirectory, sqliteBinding, output }) => {
  const found = await performArchiveJob({ file: databaseFile(dataDirectory), sqliteBinding });
  if (found === undefined) return exitCodes.failed;
  const { ok, messages, bytes, removalPending, notIndexed, ms, problems } = found;
  const isIndexDamaged = problems.some(({ kind }) => kind === 'index');
  output.result(found, [
    ...problems.map(
      ({ kind, messageId, detail }) =>
        `${kind}${messageId === undefined ? '' : ` (message ${messageId})`}: ${detail}`,
    ),
    `${ok ? 'In order' : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`}: ${messages} messages, ${formatSize(bytes)}, checked in ${ms} ms.`,
    ...(removalPending === 0
      ? []
      : [`${removalPending} of them are still to be removed from their servers.`]),
    ...(notIndexed === 0 ? [] : [`${notIndexed} of them are still to come into the search index.`]),
    ...(isIndexDamaged ? ['"mailroom reindex" makes the search index anew.'] : []),
  ]);
  return ok ? exitCodes.ok : exitCodes.failed;
};

/** `mailroom backup --out F` */
export const backup: FileCommand = async ({ dataDirectory, sqliteBinding, output, options }) => {
  if (options.out === undefined) throw usage('--out names the file to write', 'out');
  const target = path.resolve(options.out);
  if (existsSync(target)) throw usage(`--out: ${options.out} exists already`, 'out');
  let tenths = 0;
  await backUp(databaseFile(dataDirectory), target, {
    sqliteBinding,
    onProgress(done, total) {
      const now = Math.floor((done / total) * 10);
      if (now > tenths) output.note(`${now * 10} %`);
      tenths = now;
    },
  });
  output.result({ out: options.out }, [`Written to ${options.out}, and checked.`]);
  return exitCodes.ok;
};
