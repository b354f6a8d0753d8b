/** Whether a view is all there is in its memory, so that handing the memory over takes nothing else along. */
export function ownsItsMemory(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
}

/** The same bytes in memory of their own: themselves, or one copy. */
export function compact(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return ownsItsMemory(bytes) ? bytes : new Uint8Array(bytes);
}
