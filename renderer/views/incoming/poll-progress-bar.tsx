import { useTranslation } from 'react-i18next';
import type { PollProgress } from '../../../shared/domain/poll.ts';

/** How far a running poll is; moves without an end while that is not known. */
export function PollProgressBar({ progress }: { readonly progress: PollProgress | undefined }) {
  const { t } = useTranslation();
  const known = progress !== undefined && progress.total > 0 && progress.phase === 'fetching';
  return (
    <progress
      className="poll-progress"
      aria-label={t('incoming.progress')}
      {...(known ? { max: progress.total, value: progress.done } : {})}
    />
  );
}
