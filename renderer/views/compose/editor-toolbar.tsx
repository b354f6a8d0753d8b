import type { ChainedCommands, Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import Bold from 'lucide-react/icons/bold';
import ImagePlus from 'lucide-react/icons/image-plus';
import Italic from 'lucide-react/icons/italic';
import Link from 'lucide-react/icons/link';
import List from 'lucide-react/icons/list';
import ListOrdered from 'lucide-react/icons/list-ordered';
import Quote from 'lucide-react/icons/text-quote';
import Redo from 'lucide-react/icons/redo-2';
import RemoveFormatting from 'lucide-react/icons/remove-formatting';
import Strikethrough from 'lucide-react/icons/strikethrough';
import Underline from 'lucide-react/icons/underline';
import Undo from 'lucide-react/icons/undo-2';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/button.tsx';
import { shortcut } from '../../keys.ts';
import { LinkBar } from './link-bar.tsx';

interface Tool {
  readonly name: string;
  readonly icon: ReactNode;
  readonly keys?: string;
  readonly run: (chain: ChainedCommands) => ChainedCommands;
}

const marks: readonly Tool[] = [
  { name: 'bold', icon: <Bold size={16} aria-hidden />, keys: 'B', run: (chain) => chain.toggleBold() },
  { name: 'italic', icon: <Italic size={16} aria-hidden />, keys: 'I', run: (chain) => chain.toggleItalic() },
  {
    name: 'underline',
    icon: <Underline size={16} aria-hidden />,
    keys: 'U',
    run: (chain) => chain.toggleUnderline(),
  },
  { name: 'strike', icon: <Strikethrough size={16} aria-hidden />, run: (chain) => chain.toggleStrike() },
  { name: 'bulletList', icon: <List size={16} aria-hidden />, run: (chain) => chain.toggleBulletList() },
  {
    name: 'orderedList',
    icon: <ListOrdered size={16} aria-hidden />,
    run: (chain) => chain.toggleOrderedList(),
  },
  { name: 'blockquote', icon: <Quote size={16} aria-hidden />, run: (chain) => chain.toggleBlockquote() },
];

const deeds: readonly Tool[] = [
  {
    name: 'clear',
    icon: <RemoveFormatting size={16} aria-hidden />,
    run: (chain) => chain.unsetAllMarks().clearNodes(),
  },
  { name: 'undo', icon: <Undo size={16} aria-hidden />, keys: 'Z', run: (chain) => chain.undo() },
  { name: 'redo', icon: <Redo size={16} aria-hidden />, keys: 'Shift+Z', run: (chain) => chain.redo() },
];

interface EditorToolbarProps {
  readonly editor: Editor;
  readonly onPictures: (files: readonly File[]) => void;
}

/** What can be done to the text, as buttons; the usual keys work too. */
export function EditorToolbar({ editor, onPictures }: EditorToolbarProps) {
  const { t } = useTranslation();
  const [linking, setLinking] = useState(false);
  const pictures = useRef<HTMLInputElement>(null);
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      marks: marks.filter(({ name }) => now.isActive(name)).map(({ name }) => name),
      link: now.isActive('link'),
    }),
  });
  const button = ({ name, icon, keys, run }: Tool, pressed?: boolean): ReactNode => (
    <IconButton
      key={name}
      label={t(`format.${name}`)}
      {...(keys === undefined ? {} : { shortcut: shortcut(keys) })}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      onClick={() => run(editor.chain().focus()).run()}
    >
      {icon}
    </IconButton>
  );
  return (
    <>
      <div className="editor-toolbar" role="toolbar" aria-label={t('format.label')}>
        {marks.map((tool) => button(tool, active.marks.includes(tool.name)))}
        <IconButton
          label={t('format.link')}
          aria-pressed={active.link}
          aria-expanded={linking}
          onClick={() => setLinking(!linking)}
        >
          <Link size={16} aria-hidden />
        </IconButton>
        <IconButton label={t('format.picture')} onClick={() => pictures.current?.click()}>
          <ImagePlus size={16} aria-hidden />
        </IconButton>
        {deeds.map((tool) => button(tool))}
      </div>
      <input
        ref={pictures}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        multiple
        hidden
        data-testid="picture-files"
        onChange={(event) => {
          onPictures([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {linking && <LinkBar editor={editor} onDone={() => setLinking(false)} />}
    </>
  );
}
