import { Image } from '@tiptap/extension-image';
import { EditorContent, useEditor } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';
import { useEffect, useRef } from 'react';
import type { BodyHandle } from './body-handle.ts';
import { EditorToolbar } from './editor-toolbar.tsx';
import { textToHtml } from './html.ts';

interface RichEditorProps {
  readonly label: string;
  /** HTML. */
  readonly start: string;
  readonly focused: boolean;
  readonly onReady: (handle: BodyHandle) => void;
  readonly onChange: () => void;
  /** Files that were pasted or dropped into the text. */
  readonly onFiles: (files: readonly File[]) => void;
}

const extensions = [
  StarterKit.configure({
    heading: { levels: [1, 2, 3] },
    link: { openOnClick: false, defaultProtocol: 'https', protocols: ['mailto'] },
  }),
  Image.configure({ inline: true, allowBase64: true }),
];

/** Formatted text. Loaded when somebody writes, so that the window is there at once. */
export function RichEditor(props: RichEditorProps) {
  const latest = useRef(props);
  latest.current = props;
  const editor = useEditor({
    extensions,
    content: props.start,
    autofocus: props.focused ? 'start' : false,
    // The styles are in our own sheet; the content policy wants no other.
    injectCSS: false,
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': props.label,
        class: 'rich-text',
      },
      handlePaste: (_view, event) => take(event.clipboardData, latest.current.onFiles),
      handleDrop: (_view, event, _slice, moved) => !moved && take(event.dataTransfer, latest.current.onFiles),
    },
    onUpdate: () => latest.current.onChange(),
  });
  useEffect(() => {
    latest.current.onReady({
      read: () => editor.getHTML(),
      insertText: (text) => {
        editor.chain().focus().insertContent(textToHtml(text)).run();
      },
      insertPicture: (name, src) => editor.chain().focus().setImage({ src, alt: name, title: name }).run(),
    });
  }, [editor]);
  return (
    <div className="rich-editor">
      <EditorToolbar editor={editor} onPictures={props.onFiles} />
      <EditorContent className="rich-content" editor={editor} />
    </div>
  );
}

/** Whether there were files to take; text is the editor's own business. */
function take(data: DataTransfer | null, onFiles: (files: readonly File[]) => void): boolean {
  const files = [...(data?.files ?? [])];
  if (files.length === 0) return false;
  onFiles(files);
  return true;
}
