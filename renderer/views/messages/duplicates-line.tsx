import Copy from 'lucide-react/icons/files';
import { useTranslation } from 'react-i18next';
import type { MessageDetail } from '../../../shared/domain/message.ts';
import { useMessages } from '../../stores/messages.ts';
import { useNavigation } from '../../stores/navigation.ts';

/** Where else the same message is here. */
export function DuplicatesLine({ message }: { readonly message: MessageDetail }) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  const select = useMessages((state) => state.select);
  if (message.duplicates.length === 0) return null;
  return (
    <ul className="duplicates">
      {message.duplicates.map(({ id, folder, account, kind }) => (
        <li key={id}>
          <Copy size={14} aria-hidden />
          <span>{t(`duplicate.${kind}`)}</span>
          <button
            type="button"
            className="link"
            onClick={() => {
              go({ view: folder });
              select(folder, id);
            }}
          >
            {t('duplicate.place', { folder: t(`nav.${folder}`), account })}
          </button>
        </li>
      ))}
    </ul>
  );
}
