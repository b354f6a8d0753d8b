import { NEEDED_NODE_API } from '../engine/store/runtime.ts';

/**
 * What to tell somebody whose Node.js is too old for the store; undefined when it is not, or when a binary made for it
 * is named in `MAILROOM_SQLITE_BINDING`. To be asked before the store is opened.
 */
export function nodeTooOld(
  { node, napi }: { readonly node: string; readonly napi?: string | undefined },
  sqliteBinding: string | undefined,
): string | undefined {
  if (sqliteBinding !== undefined || Number(napi ?? 0) >= NEEDED_NODE_API) return undefined;
  return `mailroom needs Node.js 22.14 or newer, this is ${node}. In the checkout, npm brings the right one: npm run -s mailroom -- COMMAND`;
}
