import type { Writable } from 'node:stream';

/** Where a command writes: results to stdout, progress to stderr. */
export interface Output {
  readonly json: boolean;
  /** The result: `value` as one JSON document, or `lines` for people. */
  result(value: unknown, lines: readonly string[]): void;
  /** One result of many, with `--json` as one JSON object on a line of its own; otherwise a note. */
  streamed(value: unknown, line: string): void;
  /** Bytes as they are. */
  bytes(data: Buffer): Promise<void>;
  /** For people only, and not part of the result. */
  note(line: string): void;
  /** Resolves when nobody reads standard output any more. */
  readonly abandoned: Promise<void>;
}

/** What somebody writes in a mail must not steer the terminal (control sequences, ECMA-48). Line ends and tabs stay. */
function harmless(line: string): string {
  return line.replace(/\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '\ufffd');
}

export function createOutput(json: boolean, stdout: Writable, stderr: Writable): Output {
  const note = (line: string): void => void stderr.write(`${harmless(line)}\n`);
  return {
    json,
    result(value, lines) {
      if (json) stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
      else for (const line of lines) stdout.write(`${harmless(line)}\n`);
    },
    streamed(value, line) {
      if (json) stdout.write(`${JSON.stringify(value)}\n`);
      else note(line);
    },
    bytes: (data) =>
      new Promise((resolve, reject) => {
        stdout.write(data, (error) => {
          if (error === undefined || error === null || isReaderGone(error)) resolve();
          else reject(error);
        });
      }),
    note,
    abandoned: new Promise((resolve) => {
      stdout.on('error', (error) => {
        if (isReaderGone(error)) resolve();
      });
    }),
  };
}

/**
 * Keeps the standard streams from bringing the program down. A reader that goes away (`... | head -1`) is no
 * failure; `onLost` is told when results are lost for another reason, like a full disk behind a redirection.
 */
export function guardStreams(stdout: Writable, stderr: Writable, onLost: (error: Error) => void): void {
  stdout.on('error', (error) => {
    if (!isReaderGone(error)) onLost(error);
  });
  // Nowhere is left to say it.
  stderr.on('error', () => {});
}

function isReaderGone(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED';
}

/** Bytes for people: one decimal, decimal units. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const kilobytes = bytes / 1000;
  return kilobytes < 1000 ? `${kilobytes.toFixed(1)} kB` : `${(kilobytes / 1000).toFixed(1)} MB`;
}

/** Aligned columns; the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  '),
  );
}
