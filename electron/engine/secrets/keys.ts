/** Under which key the secret of an account or a receiver is kept. By id, so that renaming moves nothing. */
export function secretKey(kind: 'incoming' | 'outgoing' | 'hook', id: string): string {
  return `${kind}:${id}`;
}

/** Under which key the proxy's password is kept. */
export const PROXY_SECRET = 'proxy';
