import MimeNode from 'nodemailer/lib/mime-node';

/** A finished piece of a message. */
export interface Leaf {
  /** With its parameters, save the file name. */
  readonly contentType: string;
  readonly encoding: '7bit' | '8bit' | 'quoted-printable' | 'base64';
  /** Not yet in the transfer encoding. */
  readonly bytes: Buffer;
  readonly file?: { readonly name: string; readonly disposition: 'attachment' | 'inline' } | undefined;
  readonly contentId?: string | undefined;
}

export interface Branch {
  /** With its parameters, save the boundary. */
  readonly contentType: `multipart/${string}`;
  readonly parts: readonly Part[];
}

export type Part = Leaf | Branch;

/** A multipart of several parts, or the only part itself. */
export function branch(contentType: Branch['contentType'], parts: readonly [Part, ...Part[]]): Part {
  return parts.length === 1 ? parts[0] : { contentType, parts };
}

/** The tree as nodemailer builds it. The caller adds the header fields of the message to the root. */
export function mimeTree(part: Part): MimeNode {
  const root = new MimeNode(part.contentType, {
    ...nameOf(part),
    // Nothing in the content may name a file or fetch anything.
    disableUrlAccess: true,
    disableFileAccess: true,
  });
  fillNode(root, part);
  return root;
}

function fillNode(node: MimeNode, part: Part): void {
  if ('parts' in part) {
    // What is inside must not be more than the outside promises (RFC 2045 section 6.4).
    if (hasEightBit(part)) node.setHeader('Content-Transfer-Encoding', '8bit');
    for (const child of part.parts) fillNode(node.createChild(child.contentType, nameOf(child)), child);
    return;
  }
  node.setHeader('Content-Transfer-Encoding', part.encoding);
  // nodemailer knows only quoted-printable and base64 for text, and would encode what is ready once more.
  node.getTransferEncoding = () => part.encoding;
  if (part.contentId !== undefined) node.setHeader('Content-ID', `<${part.contentId}>`);
  if (part.file !== undefined) node.setHeader('Content-Disposition', part.file.disposition);
  node.setContent(part.bytes);
}

function nameOf(part: Part): { readonly filename?: string } {
  return 'parts' in part || part.file === undefined ? {} : { filename: part.file.name };
}

function hasEightBit(part: Part): boolean {
  return 'parts' in part ? part.parts.some(hasEightBit) : part.encoding === '8bit';
}
