import type { MessageBody } from './body.ts';
import { embeddedAddresses } from './html-pictures.ts';
import type { Picture, Pictures } from './pictures.ts';
import { sniffPicture } from './sniff.ts';

/** Picture types that may be put into the reading pane. SVG can carry script and is not one of them. */
const SHOWN_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp']);
/** All inline pictures of a message together, in bytes, before encoding. */
const MAX_BYTES = 20_000_000;

/**
 * `data:` URLs of the parts that are shown in the body, by Content-ID, and by the address the HTML uses where
 * that is another one. The type is that of the bytes, whatever the part claims.
 */
export function inlineImages(body: MessageBody, pictures: Pictures): Record<string, string> {
  const images: Record<string, string> = Object.create(null) as Record<string, string>;
  const urls = new Map<Picture, string | undefined>();
  let left = MAX_BYTES;
  const show = (key: string, picture: Picture): void => {
    if (!urls.has(picture)) {
      const url = left < 0 ? undefined : dataUrl(picture.bytes());
      left -= url?.length ?? 0;
      urls.set(picture, url);
    }
    const url = urls.get(picture);
    if (url !== undefined) images[key] = url;
  };
  for (const picture of pictures.all) {
    if (picture.leaf !== undefined && picture.contentId !== undefined) show(picture.contentId, picture);
  }
  for (const { html = '' } of body.sections) {
    for (const address of embeddedAddresses(html, pictures.isEmbedded)) {
      const picture = /^(cid|data):/i.test(address) ? undefined : pictures.find(address);
      if (picture !== undefined) show(address, picture);
    }
  }
  return { ...images };
}

function dataUrl(bytes: Buffer): string | undefined {
  const kind = sniffPicture(bytes);
  if (kind === undefined || !SHOWN_TYPES.has(kind.mimeType)) return undefined;
  return `data:${kind.mimeType};base64,${bytes.toString('base64')}`;
}
