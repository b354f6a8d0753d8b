import { createHash } from 'node:crypto';
import type { Leaf, MessageBody } from './body.ts';
import { readDataUrl } from './data-url.ts';
import { embeddedAddresses, isEmbeddedScheme, type IsEmbedded } from './html-pictures.ts';
import { beginningOf, contentOf } from './leaf.ts';
import { safeFileName } from './file-name.ts';
import { SNIFF_BYTES, sniffPicture, type PictureKind } from './sniff.ts';

/** A picture that belongs to the body of a message. */
export interface Picture {
  /** A part of the message, or the bytes of a `data:` address. */
  readonly leaf: Leaf | undefined;
  readonly bytes: () => Buffer;
  readonly name: string;
  readonly mimeType: string;
  readonly contentId: string | undefined;
}

/** The embedded pictures of a message, in the order of the body; those it does not mention come last. */
export interface Pictures {
  readonly all: readonly Picture[];
  /** The picture an address of the body means; undefined when the message has none. */
  find(address: string): Picture | undefined;
  readonly isEmbedded: IsEmbedded;
}

/**
 * Finds what is embedded: parts that the HTML refers to by Content-ID or Content-Location, `data:` pictures,
 * and pictures with inline disposition that nothing refers to. Other parts can't be reached by an address,
 * and neither can parts that are no pictures.
 */
export function findPictures(source: Buffer, body: MessageBody): Pictures {
  const leaves = new LeavesByAddress(source, body);
  const all: Picture[] = [];
  const byLeaf = new Map<Leaf, Picture>();
  const byData = new Map<string, Picture | undefined>();
  const unnamed = { count: 0 };

  function addLeaf(leaf: Leaf): Picture {
    const known = byLeaf.get(leaf);
    if (known !== undefined) return known;
    const picture = pictureOfLeaf(source, leaf, unnamed);
    byLeaf.set(leaf, picture);
    all.push(picture);
    return picture;
  }
  function addData(address: string): Picture | undefined {
    const key = createHash('sha256').update(address).digest('base64');
    if (byData.has(key)) return byData.get(key);
    const picture = pictureOfData(address, unnamed);
    byData.set(key, picture);
    if (picture !== undefined) all.push(picture);
    return picture;
  }
  function find(address: string): Picture | undefined {
    if (/^data:/i.test(address)) return addData(address);
    const leaf = leaves.find(address);
    return leaf === undefined ? undefined : addLeaf(leaf);
  }
  const isEmbedded: IsEmbedded = (address) => isEmbeddedScheme(address) || leaves.find(address) !== undefined;

  for (const { html } of body.sections) {
    if (html === undefined || !(leaves.any || /data:|&#|&colon/i.test(html))) continue;
    for (const address of embeddedAddresses(html, isEmbedded)) find(address);
  }
  for (const leaf of body.others) {
    if (leaf.header.disposition === 'inline' && leaf.header.mimeType.startsWith('image/')) addLeaf(leaf);
  }
  return { all, find, isEmbedded };
}

/** A picture's identity: its bytes. */
export function digest(picture: Picture): string {
  return createHash('sha256').update(picture.bytes()).digest('base64');
}

class LeavesByAddress {
  readonly any: boolean;
  private readonly byId = new Map<string, Leaf>();
  private readonly byLocation = new Map<string, Leaf>();
  private readonly base: string | undefined;

  constructor(source: Buffer, body: MessageBody) {
    this.base = body.base;
    for (const leaf of body.others.filter((candidate) => isPicture(source, candidate))) {
      const { contentId, location } = leaf.header;
      // The first of several parts by the same name counts.
      if (contentId !== undefined && !this.byId.has(contentId)) this.byId.set(contentId, leaf);
      const absolute = location === undefined ? undefined : resolved(location, this.base);
      if (absolute !== undefined && !this.byLocation.has(absolute)) this.byLocation.set(absolute, leaf);
    }
    this.any = this.byId.size > 0 || this.byLocation.size > 0;
  }

  find(address: string): Leaf | undefined {
    if (!/^cid:/i.test(address)) {
      return this.byLocation.size === 0 ? undefined : this.byLocation.get(resolved(address, this.base));
    }
    const id = address
      .slice(4)
      .trim()
      .replace(/^<+|>+$/g, '');
    return this.byId.get(id) ?? this.byId.get(percentDecoded(id));
  }
}

function resolved(address: string, base: string | undefined): string {
  return URL.canParse(address, base) ? new URL(address, base).href : address;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Some senders call pictures application/octet-stream. */
function isPicture(source: Buffer, { part, header }: Leaf): boolean {
  if (header.mimeType.startsWith('image/')) return true;
  return header.mimeType === 'application/octet-stream' && kindOf(source, part) !== undefined;
}

function kindOf(source: Buffer, part: Leaf['part']): PictureKind | undefined {
  return sniffPicture(beginningOf(source, part, SNIFF_BYTES * 3));
}

function pictureOfLeaf(source: Buffer, leaf: Leaf, unnamed: { count: number }): Picture {
  const { fileName, mimeType, contentId } = leaf.header;
  const kind = kindOf(source, leaf.part);
  return {
    leaf,
    bytes: () => contentOf(source, leaf.part),
    name:
      fileName.trim() === ''
        ? numbered(unnamed, kind, mimeType)
        : safeFileName(fileName, mimeType, unnamed.count),
    mimeType: mimeType.startsWith('image/') ? mimeType : (kind?.mimeType ?? mimeType),
    contentId,
  };
}

function pictureOfData(address: string, unnamed: { count: number }): Picture | undefined {
  const data = readDataUrl(address);
  if (data === undefined || data.bytes.length === 0) return undefined;
  const kind = sniffPicture(data.bytes);
  return {
    leaf: undefined,
    bytes: () => data.bytes,
    name: numbered(unnamed, kind, data.mimeType),
    mimeType: kind?.mimeType ?? data.mimeType,
    contentId: undefined,
  };
}

function numbered(unnamed: { count: number }, kind: PictureKind | undefined, mimeType: string): string {
  unnamed.count += 1;
  const declared = /^image\/(?:x-)?([a-z0-9]{1,8})$/.exec(mimeType)?.[1];
  return `image-${String(unnamed.count).padStart(3, '0')}.${kind?.extension ?? declared ?? 'bin'}`;
}
