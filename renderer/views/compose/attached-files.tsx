import Paperclip from 'lucide-react/icons/paperclip';
import X from 'lucide-react/icons/x';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../components/button.tsx';
import { formatSize } from '../../format.ts';
import type { AttachedFile } from './files.ts';

interface AttachedFilesProps {
  readonly files: readonly AttachedFile[];
  readonly onAdd: (files: readonly File[]) => void;
  readonly onRemove: (id: string) => void;
}

/** What goes along with the message. Files can be dropped and pasted anywhere in the window too. */
export function AttachedFiles({ files, onAdd, onRemove }: AttachedFilesProps) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="compose-files" data-field="attachments">
      <Button icon={<Paperclip size={16} aria-hidden />} onClick={() => picker.current?.click()}>
        {t('compose.attach')}
      </Button>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        data-testid="attach-files"
        onChange={(event) => {
          onAdd([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <ul className="attachments" aria-label={t('fields.attachments')}>
        {files.map(({ id, file, sizeBytes }) => (
          <li key={id} className="attachment">
            <Paperclip size={14} aria-hidden />
            <span className="attachment-name" title={file.name}>
              {file.name}
            </span>
            <span className="secondary tabular">{formatSize(sizeBytes)}</span>
            <IconButton label={t('compose.removeFile', { name: file.name })} onClick={() => onRemove(id)}>
              <X size={14} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
