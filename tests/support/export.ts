import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Cli } from './cli.ts';

/** Every raw source in inbox and archive, exported by the command line. */
export async function exportedSources(cli: Cli): Promise<Buffer[]> {
  const sources: Buffer[] = [];
  for (const folder of ['inbox', 'archive']) {
    const out = mkdtempSync(path.join(cli.folder, `${folder}-`));
    await cli.json([folder, 'export', '--all', '--out', out]);
    for (const name of readdirSync(out).sort()) sources.push(readFileSync(path.join(out, name)));
  }
  return sources;
}

/** Digests in order of value: equal lists mean the same messages, none lost, none twice. */
export function digests(sources: Iterable<Buffer>): string[] {
  return Array.from(sources, (source) => createHash('sha256').update(source).digest('hex')).sort();
}
