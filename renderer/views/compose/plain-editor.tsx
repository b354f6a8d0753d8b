import { useEffect, useRef } from 'react';
import type { BodyHandle } from './body-handle.ts';

interface PlainEditorProps {
  readonly label: string;
  readonly start: string;
  readonly focused: boolean;
  readonly onReady: (handle: BodyHandle) => void;
  readonly onChange: () => void;
}

/** The text of a message without any formatting. */
export function PlainEditor({ label, start, focused, onReady, onChange }: PlainEditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const first = useRef({ onReady, focused });
  useEffect(() => {
    const area = field.current;
    if (area === null) return;
    first.current.onReady({
      read: () => area.value,
      insertText: (text) => {
        area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
        area.dispatchEvent(new Event('input', { bubbles: true }));
        area.focus();
      },
      insertPicture: () => false,
    });
    // Answers are written above what they quote.
    area.setSelectionRange(0, 0);
    if (first.current.focused) area.focus();
  }, []);
  return (
    <textarea
      ref={field}
      className="input compose-text"
      aria-label={label}
      defaultValue={start}
      onInput={onChange}
    />
  );
}
