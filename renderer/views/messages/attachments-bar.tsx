import Download from 'lucide-react/icons/download';
import Paperclip from 'lucide-react/icons/paperclip';
import Image from 'lucide-react/icons/image';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '../../../shared/domain/message.ts';
import { IconButton } from '../../components/button.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { formatSize } from '../../format.ts';

interface AttachmentsBarProps {
  readonly attachments: readonly Attachment[];
  /** Asks where to save it. */
  readonly save: (attachment: Attachment) => Promise<{ readonly saved: boolean; readonly name: string }>;
}

/** What is attached: name, size, save. Pictures of the text don't count, but can be saved too (S21). */
export function AttachmentsBar({ attachments, save }: AttachmentsBarProps) {
  const { t } = useTranslation();
  const attached = attachments.filter(({ disposition }) => disposition === 'attachment');
  const inText = attachments.filter(({ disposition }) => disposition === 'inline');
  return (
    <>
      {attached.length > 0 && (
        <AttachmentList label={t('message.attachments')} attachments={attached} save={save} />
      )}
      {inText.length > 0 && (
        <details className="inline-pictures">
          <summary>{t('message.inlinePictures', { count: inText.length })}</summary>
          <AttachmentList
            label={t('message.inlinePictures', { count: inText.length })}
            attachments={inText}
            save={save}
          />
        </details>
      )}
    </>
  );
}

function AttachmentList({ label, attachments, save: ask }: AttachmentsBarProps & { readonly label: string }) {
  const { t } = useTranslation();
  const save = async (attachment: Attachment): Promise<void> => {
    const answer = await attempt(ask(attachment));
    if (answer?.saved === true) notify({ title: t('message.attachmentSaved', { name: answer.name }) });
  };
  return (
    <ul className="attachments" aria-label={label}>
      {attachments.map((attachment) => (
        <li key={attachment.index} className="attachment">
          {attachment.mimeType.startsWith('image/') ? (
            <Image size={14} aria-hidden />
          ) : (
            <Paperclip size={14} aria-hidden />
          )}
          <span className="attachment-name" title={`${attachment.name} · ${attachment.mimeType}`}>
            {attachment.name}
          </span>
          {attachment.mimeType === 'application/ms-tnef' && (
            <span className="secondary">{t('message.outlookContainer')}</span>
          )}
          <span className="secondary tabular">{formatSize(attachment.sizeBytes)}</span>
          <IconButton
            label={t('message.saveAttachment', { name: attachment.name })}
            onClick={() => void save(attachment)}
          >
            <Download size={14} aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
