/** Under which key an account's secret is kept. By id, so that renaming an account moves nothing. */
export function secretKey(direction: 'incoming' | 'outgoing', accountId: string): string {
  return `${direction}:${accountId}`;
}

/** Under which key the proxy's password is kept. */
export const PROXY_SECRET = 'proxy';
