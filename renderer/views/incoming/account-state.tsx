import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import CircleHelp from 'lucide-react/icons/circle-question-mark';
import CirclePause from 'lucide-react/icons/circle-pause';
import Hourglass from 'lucide-react/icons/hourglass';
import Loader from 'lucide-react/icons/loader-circle';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountStatus, PollProgress } from '../../../shared/domain/poll.ts';
import { State, type Meaning } from '../../components/state.tsx';
import { useSecretsOutOfReach } from '../../stores/status.ts';

const looks: Readonly<Record<AccountStatus['state'], readonly [Meaning, ReactNode]>> = {
  idle: ['ok', <CircleCheck key="idle" size={16} />],
  polling: ['working', <Loader key="polling" className="spin" size={16} />],
  slow: ['warning', <Hourglass key="slow" size={16} />],
  retrying: ['warning', <TriangleAlert key="retrying" size={16} />],
  attention: ['error', <CircleAlert key="attention" size={16} />],
  undecided: ['warning', <CircleHelp key="undecided" size={16} />],
  paused: ['neutral', <CirclePause key="paused" size={16} />],
  new: ['neutral', <CircleDashed key="new" size={16} />],
};

/** How an account is doing, as icon, word and colour. */
export function AccountState({ status }: { readonly status: AccountStatus }) {
  const { t } = useTranslation();
  const outOfReach = useSecretsOutOfReach();
  // What was fine with the last poll is no answer while no poll can be made.
  if (outOfReach && (status.state === 'idle' || status.state === 'new')) {
    return (
      <State meaning="error" icon={looks.attention[1]}>
        {t('accountState.locked')}
      </State>
    );
  }
  const [meaning, icon] = looks[status.state];
  return (
    <State meaning={meaning} icon={icon}>
      {status.state === 'polling' && status.progress !== undefined
        ? progressText(status.progress, t)
        : t(`accountState.${status.state}`)}
    </State>
  );
}

/** `Fetching 12 of 40`. */
export function progressText(progress: PollProgress, t: (key: string) => string): string {
  const phase = t(`pollPhase.${progress.phase}`);
  return progress.total > 0 && (progress.phase === 'fetching' || progress.phase === 'removing')
    ? `${phase} ${progress.done}/${progress.total}`
    : phase;
}
