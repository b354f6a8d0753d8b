/** What a `data:` address holds (RFC 2397). */
export interface DataUrl {
  readonly mimeType: string;
  readonly bytes: Buffer;
}

/** Undefined for an address of another kind. */
export function readDataUrl(address: string): DataUrl | undefined {
  const comma = address.indexOf(',');
  if (comma < 0 || !/^data:/i.test(address)) return undefined;
  const [mimeType = '', ...parameters] = address.slice(5, comma).toLowerCase().split(';');
  const data = percentDecoded(address.slice(comma + 1));
  const isBase64 = parameters.at(-1)?.trim() === 'base64';
  return {
    mimeType: mimeType.trim(),
    bytes: isBase64 ? Buffer.from(data.toString('latin1'), 'base64') : data,
  };
}

function percentDecoded(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (!text.includes('%')) return bytes;
  const decoded = bytes
    .toString('latin1')
    .replace(/%([0-9a-f]{2})/gi, (_all, pair: string) => String.fromCharCode(Number.parseInt(pair, 16)));
  return Buffer.from(decoded, 'latin1');
}
