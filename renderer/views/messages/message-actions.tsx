import FileDown from 'lucide-react/icons/file-down';
import Reply from 'lucide-react/icons/reply';
import Trash from 'lucide-react/icons/trash-2';
import { useTranslation } from 'react-i18next';
import type { Folder, MessageDetail } from '../../../shared/domain/message.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { useCompose } from '../../stores/compose.ts';
import { FilingButtons } from './filing-buttons.tsx';
import { exportMessages } from './folder-actions.ts';
import { MessageMenu } from './message-menu.tsx';
import { useByHand } from './use-by-hand.tsx';
import { useViewKeys } from '../../components/use-view-keys.ts';

interface MessageActionsProps {
  readonly folder: Folder;
  readonly message: MessageDetail;
}

/** What can be done with the message that is open. */
export function MessageActions({ folder, message }: MessageActionsProps) {
  const { t } = useTranslation();
  const compose = useCompose((state) => state.open);
  const hand = useByHand(folder, [message]);
  const isDeleted = folder === 'deleted';
  const reply = (): void => compose({ answered: message });
  useViewKeys({ r: isDeleted ? undefined : reply });
  return (
    <div className="detail-actions">
      {!isDeleted && (
        <Button icon={<Reply size={16} aria-hidden />} onClick={reply}>
          {t('message.reply')}
        </Button>
      )}
      <FilingButtons folder={folder} hand={hand} fileable={!isDeleted && message.ticket === undefined} />
      {isDeleted ? (
        <Button icon={<Trash size={16} aria-hidden />} onClick={hand.remove}>
          {t('message.purge')}
        </Button>
      ) : (
        <IconButton label={t('message.remove')} shortcut={t('shortcuts.del')} onClick={hand.remove}>
          <Trash size={16} aria-hidden />
        </IconButton>
      )}
      <IconButton
        label={t('message.export')}
        disabled={!message.hasSource}
        onClick={() => void exportMessages([message.id])}
      >
        <FileDown size={16} aria-hidden />
      </IconButton>
      <MessageMenu message={message} onAttach={hand.attach} />
      {hand.dialog}
    </div>
  );
}
