import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Folder } from '../../../shared/domain/message.ts';
import { formatCount } from '../../format.ts';
import { useMessages } from '../../stores/messages.ts';

const LOOK_AGAIN_AFTER = 5000;

/** Says that a search does not find everything yet, and searches again until it does. */
export function IndexingNotice({ folder }: { readonly folder: Folder }) {
  const { t } = useTranslation();
  const { notIndexed } = useMessages((state) => state[folder]);
  const refresh = useMessages((state) => state.refresh);
  const isWaiting = notIndexed > 0;
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setInterval(() => void refresh(folder), LOOK_AGAIN_AFTER);
    return () => clearInterval(timer);
  }, [isWaiting, folder, refresh]);
  return (
    <div role="status">
      {isWaiting && (
        <p className="search-note">
          {t('message.notIndexed', { count: notIndexed, shown: formatCount(notIndexed) })}
        </p>
      )}
    </div>
  );
}
