// Sends ready messages over one connection; prints how long it took, in seconds. Arguments as those of engine.ts,
// without a data directory.
import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { sampleHtml, sampleSubject, sampleText } from './sample.ts';

const [port = '', caFile = '', messages = ''] = process.argv.slice(2);
const transport = createTransport({
  pool: true,
  maxConnections: 1,
  host: 'localhost',
  port: Number(port),
  requireTLS: true,
  auth: { user: 'support', pass: 'pw' },
  tls: { ca: readFileSync(caFile) },
});
const raw = await new MailComposer({
  from: 'support@example.com',
  to: 'user@example.com',
  subject: sampleSubject,
  text: sampleText,
  html: sampleHtml,
})
  .compile()
  .build();
const begun = performance.now();
const sent = await Promise.all(
  Array.from({ length: Number(messages) }, (_, nth) =>
    transport.sendMail({ envelope: { from: 'support@example.com', to: `user${nth}@example.com` }, raw }),
  ),
);
const seconds = (performance.now() - begun) / 1000;
process.stdout.write(`${JSON.stringify({ seconds, sent: sent.length })}\n`);
transport.close();
