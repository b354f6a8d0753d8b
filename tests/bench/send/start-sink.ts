import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Certificate } from '../../servers/certificates.ts';

export interface Sink {
  readonly port: number;
  /** Messages taken so far. */
  taken(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts `sink.ts`. */
export async function startSink({ keyFile, certificateFile }: Certificate): Promise<Sink> {
  const child = fork(fileURLToPath(new URL('sink.ts', import.meta.url)), {
    env: { ...process.env, MAILROOM_SINK_KEY: keyFile, MAILROOM_SINK_CERT: certificateFile },
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    port,
    async taken() {
      const answer = once(child, 'message') as Promise<[{ taken: number }]>;
      child.send('taken?');
      return (await answer)[0].taken;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
