import MimeNode from 'nodemailer/lib/mime-node';

/** The source with another sender (From, Reply-To); Message-ID, Date and body untouched byte for byte. */
export function withSender(source: Buffer, sender: { name: string; address: string }): Buffer {
  return withFields(source, { From: [sender], 'Reply-To': [sender] });
}

/** The source with other visible recipients (To, Cc; bcc never appears); everything else untouched byte for byte. */
export function withRecipients(
  source: Buffer,
  recipients: { to: readonly string[]; cc: readonly string[] },
): Buffer {
  return withFields(source, { To: recipients.to, Cc: recipients.cc });
}

type Addresses = readonly (string | { name: string; address: string })[];

/** Replaces header fields where they stand (RFC 5322 2.2); one without addresses is left out. */
function withFields(source: Buffer, fields: Readonly<Record<string, Addresses>>): Buffer {
  const end = source.indexOf('\r\n\r\n');
  const section = source.toString('latin1', 0, end + 2);
  const names = new Set(Object.keys(fields).map((name) => name.toLowerCase()));
  const kept = section
    .split(/(?<=\r\n)(?![ \t])/)
    .filter((field) => !names.has(field.slice(0, field.indexOf(':')).toLowerCase()));
  const added = Object.entries(fields).map(([name, addresses]) => lineOf(name, addresses));
  return Buffer.concat([Buffer.from([...added, ...kept].join(''), 'latin1'), source.subarray(end + 2)]);
}

function lineOf(name: string, addresses: Addresses): string {
  if (addresses.length === 0) return '';
  const built = new MimeNode('text/plain').setHeader(name, [...addresses]).buildHeaders();
  const field = built.split(/(?<=\r\n)(?![ \t])/).find((line) => line.startsWith(`${name}:`)) ?? '';
  return field.endsWith('\r\n') ? field : `${field}\r\n`;
}
