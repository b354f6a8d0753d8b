/** What the composer asks of the editor, whichever one it is. */
export interface BodyHandle {
  /** Plain text, or the HTML of the editor. */
  read(): string;
  insertText(text: string): void;
  /** A picture inside the text; answers false where there can be none. */
  insertPicture(name: string, dataUrl: string): boolean;
}
