import type { Editor } from '@tiptap/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';

/** Where the selected words lead. An address without words is written out. */
export function LinkBar({ editor, onDone }: { readonly editor: Editor; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState(String(editor.getAttributes('link')['href'] ?? ''));
  const field = useRef<HTMLInputElement>(null);
  // The bar was asked for to write here.
  useEffect(() => field.current?.focus(), []);
  const apply = (target: string): void => {
    const chain = editor.chain().focus().extendMarkRange('link');
    const bare = target.trim();
    const href = bare === '' || /^[a-z][a-z\d+.-]*:/i.test(bare) ? bare : `https://${bare}`;
    if (href === '') chain.unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive('link')) {
      chain.insertContent({ type: 'text', text: bare, marks: [{ type: 'link', attrs: { href } }] }).run();
    } else chain.setLink({ href }).run();
    onDone();
  };
  return (
    <div className="link-bar">
      <input
        className="input"
        type="text"
        ref={field}
        value={url}
        placeholder="https://"
        aria-label={t('format.linkTarget')}
        spellCheck={false}
        onChange={(event) => setUrl(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onDone();
          } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            apply(url);
          }
        }}
      />
      <Button onClick={() => apply(url)}>{t('format.linkApply')}</Button>
      {editor.isActive('link') && <Button onClick={() => apply('')}>{t('format.linkRemove')}</Button>}
    </div>
  );
}
