import { readFile } from 'node:fs/promises';
import { MailroomError } from '../../../shared/errors.ts';
import { usage } from '../arguments.ts';

/** Reads a file, or stdin for `-`. @throws MailroomError `input.unreadable` */
export async function readInput(file: string | undefined, option: string): Promise<Buffer> {
  if (file === undefined) throw usage(`--${option} is needed: a file, or - for standard input`, option);
  if (file === '-') return readStdin();
  try {
    return await readFile(file);
  } catch (error) {
    throw new MailroomError('input.unreadable', 'input', {
      field: option,
      params: { name: file },
      detail: (error as Error).message,
    });
  }
}

/** @throws MailroomError `input.unreadable`, `input.invalid` */
export async function readJson(file: string | undefined, option: string): Promise<unknown> {
  return parseJson((await readInput(file, option)).toString('utf8'), sourceName(file), option);
}

/**
 * Parses JSON that may hold a secret: a failure says where it is wrong, if that is known, and quotes nothing.
 *
 * @throws MailroomError `input.invalid`
 */
export function parseJson(text: string, source: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own words quote the text. They end with the place, or with a quotation and no place.
    const place = /\(line (\d+) column (\d+)\)$/.exec((error as Error).message);
    const where = place === null ? '' : ` (line ${place[1]}, column ${place[2]})`;
    throw usage(`${source} is not JSON${where}`, field);
  }
}

function sourceName(file: string | undefined): string {
  return file === undefined || file === '-' ? 'standard input' : file;
}

/** As `readJson`, for commands that take one object. */
export async function readJsonObject(
  file: string | undefined,
  option: string,
): Promise<Record<string, unknown>> {
  const value = await readJson(file, option);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw usage(`${sourceName(file)} is not one JSON object`, option);
  }
  return { ...value };
}

/** A secret from stdin: one line, its line end taken off. */
export async function readSecret(): Promise<string> {
  return (await readStdin()).toString('utf8').replace(/\r?\n$/, '');
}

async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks);
}
