import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { makeMaildir } from '../../servers/maildir.ts';
import { USER, type RetrievalClient } from '../client.ts';
import { maildirDigests } from '../digests.ts';

/** A client that fetches, stores and removes a single message before it asks for the next. */
export function oneByOne(protocol: 'imap4' | 'pop3', port: number): RetrievalClient {
  const script = fileURLToPath(new URL(`../one-by-one/${protocol}.ts`, import.meta.url));
  return {
    name: `one by one, ${protocol}`,
    async prepare(folder) {
      const maildir = path.join(folder, 'maildir');
      makeMaildir(maildir);
      return {
        command: { argv: [process.execPath, script, String(port), USER, maildir] },
        stored: () => maildirDigests(maildir),
      };
    },
  };
}
