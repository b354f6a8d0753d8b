/**
 * Gives a control the focus at once, because the next key belongs to it. A dialog that closes gives the focus back where it
 * came from a moment later; the control takes it again in the next frame then.
 *
 * @returns what to call when the control goes before that
 */
export function takeFocus(control: HTMLElement): () => void {
  const holder = document.activeElement;
  control.focus();
  const isFromDialog =
    holder === null ||
    holder === document.body ||
    holder.closest(':is([role=dialog], [role=alertdialog])') !== null;
  if (!isFromDialog) return () => undefined;
  const frame = requestAnimationFrame(() => {
    if (document.activeElement !== control) control.focus();
  });
  return () => cancelAnimationFrame(frame);
}
