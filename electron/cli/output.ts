import type { Writable } from 'node:stream';

/** Where a command writes: results to stdout, progress to stderr. */
export interface Output {
  readonly json: boolean;
  /** The result: `value` as one JSON document, or `lines` for people. */
  result(value: unknown, lines: readonly string[]): void;
  /** Bytes as they are. */
  bytes(data: Buffer): Promise<void>;
  /** For people only, and not part of the result. */
  note(line: string): void;
}

export function createOutput(json: boolean, stdout: Writable, stderr: Writable): Output {
  return {
    json,
    result(value, lines) {
      if (json) stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
      else for (const line of lines) stdout.write(`${line}\n`);
    },
    bytes: (data) =>
      new Promise((resolve, reject) => {
        stdout.write(data, (error) => (error ? reject(error) : resolve()));
      }),
    note(line) {
      stderr.write(`${line}\n`);
    },
  };
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
