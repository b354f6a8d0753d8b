import Download from 'lucide-react/icons/download';
import Paperclip from 'lucide-react/icons/paperclip';
import Image from 'lucide-react/icons/image';
import { useTranslation } from 'react-i18next';
import type { Attachment, MessageDetail } from '../../../shared/domain/message.ts';
import { invoke } from '../../bridge.ts';
import { IconButton } from '../../components/button.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { formatSize } from '../../format.ts';

/** What is attached: name, size, save. Embedded pictures count only where the account says so (S21). */
export function AttachmentsBar({ message }: { readonly message: MessageDetail }) {
  const { t } = useTranslation();
  const listed = message.attachmentList.filter(
    (attachment) => attachment.disposition === 'attachment' || message.imagesAsAttachments,
  );
  const save = async (attachment: Attachment): Promise<void> => {
    const answer = await attempt(
      invoke('files.saveAttachment', { messageId: message.id, index: attachment.index }),
    );
    if (answer?.saved === true) notify({ title: t('message.attachmentSaved', { name: answer.name }) });
  };
  if (listed.length === 0) return null;
  return (
    <ul className="attachments" aria-label={t('message.attachments')}>
      {listed.map((attachment) => (
        <li key={attachment.index} className="attachment">
          {attachment.mimeType.startsWith('image/') ? (
            <Image size={14} aria-hidden />
          ) : (
            <Paperclip size={14} aria-hidden />
          )}
          <span className="attachment-name" title={`${attachment.name} · ${attachment.mimeType}`}>
            {attachment.name}
          </span>
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
