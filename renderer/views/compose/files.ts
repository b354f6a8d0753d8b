import { MAX_ATTACHED_BYTES, type OutgoingFile } from '../../../shared/domain/outbound.ts';

/** A file to attach, with its bytes read. */
export interface AttachedFile {
  readonly id: string;
  readonly sizeBytes: number;
  readonly file: OutgoingFile;
}

const MOST_FILES = 50;

/** @throws DOMException when the file cannot be read */
export function readAsDataUrl(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () =>
      reject(reader.error ?? new DOMException('not readable', 'NotReadableError')),
    );
    reader.readAsDataURL(file);
  });
}

/** @throws DOMException when the file cannot be read */
export async function readFile(file: File): Promise<AttachedFile> {
  const url = await readAsDataUrl(file);
  return {
    id: crypto.randomUUID(),
    sizeBytes: file.size,
    file: {
      name: file.name,
      content: url.slice(url.indexOf(',') + 1),
      ...(/^[\w.+-]+\/[\w.+-]+$/.test(file.type) ? { mimeType: file.type } : {}),
    },
  };
}

/** What is wrong with so many files, as a problem code. */
export function filesProblem(files: readonly AttachedFile[]): string | undefined {
  if (files.length > MOST_FILES) return 'tooMany';
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return total > MAX_ATTACHED_BYTES ? 'filesTooLarge' : undefined;
}

export function isPicture(file: Blob): boolean {
  return /^image\/(png|jpe?g|gif|webp|bmp)$/.test(file.type);
}

/** Base64 with its line ends (RFC 2045 section 6.8), in bytes for so many bytes of content. */
export function wireSize(contentBytes: number): number {
  return Math.ceil((contentBytes * 4) / 3 / 76) * 78;
}
