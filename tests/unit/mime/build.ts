// Small messages for tests, written as they look on the wire.

/** Lines with CRLF, one byte per character. */
export function lines(...all: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    all.flatMap((line, index) => [
      ...(index === 0 ? [] : [Buffer.from('\r\n')]),
      typeof line === 'string' ? Buffer.from(line, 'latin1') : line,
    ]),
  );
}

/** A multipart with its header; `boundary` must differ from those around it. */
export function multipart(subtype: string, boundary: string, ...parts: readonly Buffer[]): Buffer {
  return lines(
    `Content-Type: multipart/${subtype}; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, part]),
    `--${boundary}--`,
    '',
  );
}

export function html(markup: string): Buffer {
  return lines('Content-Type: text/html; charset=utf-8', '', Buffer.from(markup));
}

export function text(words: string): Buffer {
  return lines('Content-Type: text/plain; charset=utf-8', '', Buffer.from(words));
}

const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';

/** Bytes that begin like a PNG; different for each `content`. */
export function png(content: string): Buffer {
  return Buffer.from(PNG_SIGNATURE + content, 'latin1');
}

interface PictureOptions {
  readonly id?: string;
  readonly name?: string;
  readonly bytes?: Buffer;
  readonly type?: string;
  readonly disposition?: string;
  readonly location?: string;
}

/** A picture part in base64. */
export function picture(options: PictureOptions = {}): Buffer {
  const { id, name, bytes = png('a'), type = 'image/png', disposition, location } = options;
  const field = (title: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`${title}: ${value}`];
  return lines(
    `Content-Type: ${type}${name === undefined ? '' : `; name="${name}"`}`,
    'Content-Transfer-Encoding: base64',
    ...field('Content-ID', id === undefined ? undefined : `<${id}>`),
    ...field('Content-Disposition', disposition),
    ...field('Content-Location', location),
    '',
    bytes.toString('base64'),
  );
}

export function dataUrl(bytes: Buffer, type = 'image/png'): string {
  return `data:${type};base64,${bytes.toString('base64')}`;
}
