import Download from 'lucide-react/icons/download';
import Paperclip from 'lucide-react/icons/paperclip';
import Image from 'lucide-react/icons/image';
import { useTranslation } from 'react-i18next';
import type { Attachment, MessageDetail } from '../../../shared/domain/message.ts';
import { invoke } from '../../bridge.ts';
import { IconButton } from '../../components/button.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { formatSize } from '../../format.ts';

/** What is attached: name, size, save. Pictures of the text don't count, but can be saved too (S21). */
export function AttachmentsBar({ message }: { readonly message: MessageDetail }) {
  const { t } = useTranslation();
  const attached = message.attachmentList.filter(({ disposition }) => disposition === 'attachment');
  const inText = message.attachmentList.filter(({ disposition }) => disposition === 'inline');
  return (
    <>
      {attached.length > 0 && (
        <AttachmentList label={t('message.attachments')} attachments={attached} messageId={message.id} />
      )}
      {inText.length > 0 && (
        <details className="inline-pictures">
          <summary>{t('message.inlinePictures', { count: inText.length })}</summary>
          <AttachmentList
            label={t('message.inlinePictures', { count: inText.length })}
            attachments={inText}
            messageId={message.id}
          />
        </details>
      )}
    </>
  );
}

interface AttachmentListProps {
  readonly label: string;
  readonly attachments: readonly Attachment[];
  readonly messageId: number;
}

function AttachmentList({ label, attachments, messageId }: AttachmentListProps) {
  const { t } = useTranslation();
  const save = async ({ index }: Attachment): Promise<void> => {
    const answer = await attempt(invoke('files.saveAttachment', { messageId, index }));
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
