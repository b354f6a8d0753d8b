// pop3.ts PORT USER MAILDIR: lock-step POP3 (RFC 1939). Our own lines, because node-pop3 does not keep the bytes:
// it decodes to UTF-8, leaves dot-stuffing in and drops the last line end (docs/dependencies.md).
import { once } from 'node:events';
import { connect } from 'node:net';
import { storeMessage } from './store.ts';

const [port, user = '', maildir = ''] = process.argv.slice(2);
const socket = connect(Number(port), '127.0.0.1').setNoDelay(true);
let received: Buffer = Buffer.alloc(0);

/** Takes what came up to and with `end`, as soon as it is there. */
async function take(end: string): Promise<Buffer> {
  const chunks: Buffer[] = [received];
  for (;;) {
    // The end may lie across the seam of two chunks.
    const tail = Buffer.concat(chunks.slice(-2)).subarray(-end.length - (chunks.at(-1)?.length ?? 0));
    if (tail.includes(end)) break;
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    if (chunk.length < end.length) chunks.push(Buffer.concat([chunks.pop() ?? Buffer.alloc(0), chunk]));
    else chunks.push(chunk);
  }
  const all = Buffer.concat(chunks);
  const at = all.indexOf(end) + end.length;
  received = all.subarray(at);
  return all.subarray(0, at);
}

async function ask(line: string | undefined): Promise<string> {
  if (line !== undefined) socket.write(`${line}\r\n`);
  const answer = (await take('\r\n')).toString('latin1');
  if (!answer.startsWith('+OK')) throw new Error(`${line}: ${answer}`);
  return answer;
}

/** A body of several lines without its final dot. */
function unstuff(body: Buffer): Buffer {
  const text = body.toString('latin1').slice(0, -'.\r\n'.length);
  return Buffer.from(text.replace(/(^|\r\n)\.\./g, '$1.'), 'latin1');
}

await ask(undefined);
await ask(`USER ${user}`);
await ask('PASS pw');
const count = Number((await ask('STAT')).split(' ')[1]);
for (let number = 1; number <= count; number++) {
  await ask(`RETR ${number}`);
  storeMessage(maildir, String(number), unstuff(await take('\r\n.\r\n')));
  await ask(`DELE ${number}`);
}
await ask('QUIT');
socket.destroy();
