import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Dovecot } from '../../servers/dovecot.ts';
import type { RetrievalClient } from '../client.ts';
import { mbsync } from './mbsync.ts';

const INDEX = 'mu init --quiet --muhome=mu --maildir=mail && mu index --quiet --muhome=mu';

/** mbsync, then mu indexes what came. */
export function mbsyncAndMu(dovecot: Dovecot): RetrievalClient {
  const { prepare } = mbsync(dovecot, { tls: false }, INDEX);
  return {
    name: 'mbsync && mu index',
    async prepare(folder) {
      const run = await prepare(folder);
      return {
        ...run,
        undone() {
          const stored = [...run.stored()].length;
          const indexed = indexedMessages(path.join(folder, 'mu'));
          return indexed === stored ? undefined : `${indexed} of ${stored} messages indexed`;
        },
      };
    },
  };
}

/** One line per message; a search for nothing finds all. */
function indexedMessages(muHome: string): number {
  const args = ['find', `--muhome=${muHome}`, '--fields=l', ''];
  const found = execFileSync('mu', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return found.trimEnd().split('\n').length;
}
