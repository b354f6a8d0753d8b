import { resolveInside } from './resolve-inside.ts';

/** The file a request of the page means; undefined when it is for another host or leads out of the folder. */
export function requestedFile(folder: string, origin: string, address: string): string | undefined {
  const url = new URL(address);
  // Not `url.origin`: that of a scheme which is not one of the web is always "null".
  if (`${url.protocol}//${url.host}` !== origin) return undefined;
  return resolveInside(folder, url.pathname);
}
