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

export async function readJson(file: string | undefined, option: string): Promise<unknown> {
  const text = (await readInput(file, option)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usage(`--${option}: not JSON: ${(error as Error).message}`, option);
  }
}

/** As `readJson`, for commands that take one object. */
export async function readJsonObject(
  file: string | undefined,
  option: string,
): Promise<Record<string, unknown>> {
  const value = await readJson(file, option);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw usage(`--${option}: expected one JSON object`, option);
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
