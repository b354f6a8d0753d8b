import type { Attachment } from '../../../shared/domain/message.ts';
import { safeFileName } from './file-name.ts';
import { decodedText, fieldOf, headerFields } from './header-fields.ts';
import type { AttachmentEntry } from './images-as-attachments.ts';
import { beginningOf, contentOf, sizeOf } from './leaf.ts';
import type { Part } from './structure.ts';

/** Outlook's own container (TNEF). It is kept as it is, not unpacked. */
export const TNEF_TYPE = 'application/ms-tnef';
/** Where the subject of an attached message is looked for, in bytes as encoded. */
const SUBJECT_BYTES = 65_536;
const MAX_SUBJECT_CHARACTERS = 80;

/** What lists and rules know about an attachment. */
export function describeEntry(source: Buffer, entry: AttachmentEntry, index: number): Attachment {
  const { leaf, picture, disposition } = entry;
  const mimeType = picture?.mimeType ?? realType(leaf?.header.mimeType ?? '', leaf?.header.fileName ?? '');
  const contentId = picture?.contentId ?? leaf?.header.contentId;
  return {
    index,
    name: picture?.name ?? safeFileName(nameOf(source, leaf, mimeType), mimeType, index),
    mimeType,
    sizeBytes: leaf === undefined ? (picture?.bytes().length ?? 0) : sizeOf(source, leaf.part),
    disposition,
    ...(contentId === undefined ? {} : { contentId }),
  };
}

/** The decoded bytes of an attachment. */
export function contentOfEntry(source: Buffer, { leaf, picture }: AttachmentEntry): Buffer {
  return leaf === undefined ? (picture?.bytes() ?? Buffer.alloc(0)) : contentOf(source, leaf.part);
}

function realType(mimeType: string, fileName: string): string {
  return mimeType === 'application/vnd.ms-tnef' || /^winmail\.dat$/i.test(fileName.trim())
    ? TNEF_TYPE
    : mimeType;
}

function nameOf(source: Buffer, leaf: AttachmentEntry['leaf'], mimeType: string): string {
  if (leaf === undefined) return '';
  if (leaf.header.fileName.trim() !== '') return leaf.header.fileName;
  if (mimeType === TNEF_TYPE) return 'winmail.dat';
  return mimeType === 'message/rfc822' || mimeType === 'message/global' ? subjectName(source, leaf.part) : '';
}

/** An attached message goes by its subject. */
function subjectName(source: Buffer, part: Part): string {
  const head = beginningOf(source, part, SUBJECT_BYTES).toString('latin1');
  const end = head.search(/\r?\n\r?\n/);
  const raw = fieldOf(headerFields(end < 0 ? head : head.slice(0, end)), 'subject') ?? '';
  const subject = decodedText(raw).replace(/[/\\]/g, '_').replace(/\s+/g, ' ').trim();
  return subject === '' ? '' : `${[...subject].slice(0, MAX_SUBJECT_CHARACTERS).join('').trim()}.eml`;
}
