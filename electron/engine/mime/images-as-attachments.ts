import { plainText, htmlText, type Leaf, type MessageBody, type TextSection } from './body.ts';
import { safeFileName } from './file-name.ts';
import { replacePictures } from './html-pictures.ts';
import { digest, findPictures, type Picture, type Pictures } from './pictures.ts';

/** An attachment before its position and size are known. */
export interface AttachmentEntry {
  readonly leaf: Leaf | undefined;
  readonly picture: Picture | undefined;
  readonly disposition: 'attachment' | 'inline';
}

/** A message as it is shown, filed and exported. */
export interface DerivedBody {
  readonly text: string;
  readonly html: string | undefined;
  readonly entries: readonly AttachmentEntry[];
  readonly pictures: Pictures;
}

/**
 * Derives body and attachments under the account's option "treat images as attachments" (S21).
 *
 * On: each embedded picture becomes an attachment, the same bytes once, in the order of the body and before
 * the other attachments; in the body a marker with its file name stands in its place, and no address of an
 * embedded picture is left. Off: pictures stay where they are and are listed as `inline`. Pictures on other
 * servers are left alone either way.
 */
export function deriveBody(source: Buffer, body: MessageBody, imagesAsAttachments: boolean): DerivedBody {
  const pictures = findPictures(source, body);
  if (!imagesAsAttachments) {
    const { sections } = body;
    return {
      text: plainText(sections),
      html: htmlText(sections),
      entries: inPlace(body, pictures),
      pictures,
    };
  }
  const kept = distinct(pictures.all);
  const sections = body.sections.map((section) => withMarkers(section, pictures, kept.original));
  const embedded = new Set(pictures.all.map(({ leaf }) => leaf));
  const entries: AttachmentEntry[] = [
    ...kept.pictures.map((picture) => ({ leaf: picture.leaf, picture, disposition: 'attachment' as const })),
    ...body.others.filter((leaf) => !embedded.has(leaf)).map(ordinary),
  ];
  return { text: plainText(sections), html: htmlText(sections), entries, pictures };
}

/** Parts in the order of the message, then the pictures that are no parts. */
function inPlace(body: MessageBody, pictures: Pictures): AttachmentEntry[] {
  const byLeaf = new Map(pictures.all.map((picture) => [picture.leaf, picture]));
  return [
    ...body.others.map((leaf) => {
      const picture = byLeaf.get(leaf);
      return picture === undefined ? ordinary(leaf) : { leaf, picture, disposition: 'inline' as const };
    }),
    ...pictures.all
      .filter(({ leaf }) => leaf === undefined)
      .map((picture) => ({ leaf: undefined, picture, disposition: 'inline' as const })),
  ];
}

function ordinary(leaf: Leaf): AttachmentEntry {
  return { leaf, picture: undefined, disposition: 'attachment' };
}

interface Distinct {
  readonly pictures: readonly Picture[];
  /** The picture that stands for this one: itself, or an earlier one with the same bytes. */
  readonly original: (picture: Picture) => Picture;
}

function distinct(all: readonly Picture[]): Distinct {
  const first = new Map<string, Picture>();
  const originals = new Map<Picture, Picture>();
  for (const picture of all) {
    const key = digest(picture);
    const original = first.get(key) ?? picture;
    first.set(key, original);
    originals.set(picture, original);
  }
  return { pictures: [...first.values()], original: (picture) => originals.get(picture) ?? picture };
}

function withMarkers(
  section: TextSection,
  pictures: Pictures,
  original: (picture: Picture) => Picture,
): TextSection {
  const nameOf = (address: string): string => {
    const picture = pictures.find(address);
    return picture === undefined ? nameOfMissing(address) : original(picture).name;
  };
  return {
    plain: section.plain === undefined ? undefined : withNames(section.plain, nameOf),
    html:
      section.html === undefined
        ? undefined
        : withNames(
            replacePictures(section.html, pictures.isEmbedded, (address, alternative) =>
              marker(nameOf(address), alternative.replace(/\s+/g, ' ').trim().slice(0, 200)),
            ),
            nameOf,
          ),
  };
}

/** The marks that mail programs put into plain text, such as `[cid:logo@example.com]`. */
function withNames(text: string, nameOf: (address: string) => string): string {
  return text.replace(/\[(cid:[^\][\s<>"']{1,300})\]/gi, (_all, address: string) => `[${nameOf(address)}]`);
}

function marker(name: string, alternative: string): string {
  const isNew = alternative !== '' && alternative.toLowerCase() !== name.toLowerCase();
  // An alternative that is an address itself says nothing to people.
  return isNew && !/cid:|data:image/i.test(alternative) ? `[${name}: ${alternative}]` : `[${name}]`;
}

/** A Content-ID often starts with the file name. */
function nameOfMissing(address: string): string {
  if (!/^cid:/i.test(address)) return 'image';
  const name = safeFileName(address.slice(4).replace(/@.*$/s, ''), 'image/x-missing', 0);
  return name.startsWith('part-001') ? 'image' : name;
}
