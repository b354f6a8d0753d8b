// A server that takes everything and keeps nothing, in a process of its own: STARTTLS and AUTH are there for who wants
// them. Started by `startSink`; `MAILROOM_SINK_KEY` and `_CERT` are files.
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

let taken = 0;
const file = (name: string): string => readFileSync(process.env[`MAILROOM_SINK_${name}`] ?? '', 'utf8');

const server = new SMTPServer({
  name: 'localhost',
  key: file('KEY'),
  cert: file('CERT'),
  authMethods: ['PLAIN', 'LOGIN'],
  authOptional: true,
  // smtp-source signs in nowhere and encrypts nothing.
  allowInsecureAuth: false,
  disableReverseLookup: true,
  maxClients: 100,
  onAuth: ({ username }, _session, callback) => callback(null, { user: username ?? '' }),
  onData(stream, _session, callback) {
    stream.resume();
    stream.once('end', () => {
      taken += 1;
      callback(null);
    });
  },
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.server.address() as AddressInfo).port });
});
process.on('message', () => process.send?.({ taken }));
process.on('disconnect', () => process.exit());
