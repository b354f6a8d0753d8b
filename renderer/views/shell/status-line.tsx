import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CirclePause from 'lucide-react/icons/circle-pause';
import CircleHelp from 'lucide-react/icons/circle-question-mark';
import Clock from 'lucide-react/icons/clock';
import Flask from 'lucide-react/icons/flask-conical';
import Loader from 'lucide-react/icons/loader-circle';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncomingOverview } from '../../../shared/ipc/contract.ts';
import { Countdown, ListTime } from '../../components/time.tsx';
import type { Meaning } from '../../components/state.tsx';
import { errorText } from '../../error-text.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation, type Place } from '../../stores/navigation.ts';
import { useSecretsOutOfReach, useStatus } from '../../stores/status.ts';
import { progressText } from '../incoming/account-state.tsx';

const MOST_PROBLEMS = 2;
const MOST_RUNNING = 2;

/** What runs, what waits and what is broken, with the way to it. */
export function StatusLine() {
  const { t } = useTranslation();
  const { incoming, outgoing, loaded, error } = useAccounts();
  const { overall, secrets } = useStatus();
  const go = useNavigation((state) => state.go);

  const broken = incoming.filter(({ status }) => status.state === 'attention');
  const retrying = incoming.filter(({ status }) => status.state === 'retrying');
  const undecided = incoming.filter(({ status }) => status.state === 'undecided');
  const running = incoming.filter(({ status }) => status.state === 'polling');
  const next = incoming
    .filter(({ status }) => status.nextPollAt !== undefined && status.state !== 'polling')
    .toSorted((a, b) => (a.status.nextPollAt ?? 0) - (b.status.nextPollAt ?? 0))[0];
  const secretsBad = useSecretsOutOfReach();
  const problems = [...broken, ...retrying];

  return (
    <footer className="status-line" aria-label={t('status.label')}>
      {overall?.demo === true && (
        <Part meaning="neutral" icon={<Flask size={14} />}>
          {t('status.demo')}
        </Part>
      )}
      {error !== undefined && (
        <Part meaning="error" icon={<CircleAlert size={14} />}>
          {errorText(error).title}
        </Part>
      )}
      {secretsBad && (
        <Part
          meaning="error"
          icon={<CircleAlert size={14} />}
          to={{ view: 'settings' }}
          link={t('action.fix')}
        >
          {secrets?.locked === true ? t('settings.secretsLocked') : t('settings.secretsUnavailable')}
        </Part>
      )}
      {problems.slice(0, MOST_PROBLEMS).map((overview) => (
        <Problem key={overview.account.id} overview={overview} />
      ))}
      {problems.length > MOST_PROBLEMS && (
        <button type="button" className="link" onClick={() => go({ view: 'incoming' })}>
          {t('status.moreProblems', { count: problems.length - MOST_PROBLEMS })}
        </button>
      )}
      {undecided.slice(0, 1).map(({ account }) => (
        <Part
          key={account.id}
          meaning="warning"
          icon={<CircleHelp size={14} />}
          to={{ view: 'incoming', firstContact: account.id }}
          link={t('firstContact.openShort')}
        >
          {account.name}: {t('accountState.undecided')}
        </Part>
      ))}
      {loaded && incoming.length > 0 && overall !== undefined && !overall.hasDefaultAccount && (
        <Part
          meaning="warning"
          icon={<TriangleAlert size={14} />}
          to={outgoing.length === 0 ? { view: 'outgoing', form: {} } : { view: 'outgoing' }}
          link={t('action.fix')}
        >
          {t('status.noDefault')}
        </Part>
      )}
      {running.slice(0, MOST_RUNNING).map(({ account, status }) => (
        <Part key={account.id} meaning="working" icon={<Loader className="spin" size={14} />}>
          {account.name}:{' '}
          {status.progress === undefined ? t('accountState.polling') : progressText(status.progress, t)}
        </Part>
      ))}
      {!secretsBad && next?.status.nextPollAt !== undefined && (
        <Part meaning="neutral" icon={<Clock size={14} />}>
          {t('status.nextPoll', { name: next.account.name })} <Countdown at={next.status.nextPollAt} />
        </Part>
      )}
      {loaded && (
        <Rest
          incoming={incoming}
          quiet={!secretsBad && [...problems, ...running, ...undecided].length === 0}
          next={next}
        />
      )}
    </footer>
  );
}

interface RestProps {
  readonly incoming: readonly IncomingOverview[];
  readonly quiet: boolean;
  readonly next: IncomingOverview | undefined;
}

/** What is to say when nothing runs and nothing is broken. */
function Rest({ incoming, quiet, next }: RestProps) {
  const { t } = useTranslation();
  if (incoming.length === 0) return <span className="status-part">{t('status.noAccounts')}</span>;
  if (incoming.every(({ account }) => !account.active)) {
    return (
      <Part meaning="neutral" icon={<CirclePause size={14} />}>
        {t('status.allPaused')}
      </Part>
    );
  }
  if (!quiet || next === undefined) return null;
  return (
    <Part meaning="ok" icon={<CircleCheck size={14} />}>
      {t('status.allWell')}
    </Part>
  );
}

function Problem({ overview }: { readonly overview: IncomingOverview }) {
  const { t } = useTranslation();
  const { account, status } = overview;
  const broken = status.state === 'attention';
  const title =
    status.error === undefined ? t(`accountState.${status.state}`) : errorText(status.error).title;
  return (
    <Part
      meaning={broken ? 'error' : 'warning'}
      icon={broken ? <CircleAlert size={14} /> : <TriangleAlert size={14} />}
      {...(broken
        ? {
            to: {
              view: 'incoming',
              form: {
                id: account.id,
                ...(status.error?.field === undefined ? {} : { field: status.error.field }),
              },
            } satisfies Place,
            link: t('action.fix'),
          }
        : {})}
    >
      {account.name}: {title}
      {status.failingSince !== undefined && (
        <>
          {' '}
          {t('status.since')} <ListTime at={status.failingSince} />
        </>
      )}
    </Part>
  );
}

interface PartProps {
  readonly meaning: Meaning;
  readonly icon: ReactNode;
  readonly children: ReactNode;
  readonly to?: Place;
  readonly link?: string;
}

function Part({ meaning, icon, children, to, link }: PartProps) {
  const go = useNavigation((state) => state.go);
  return (
    <span className="status-part" data-meaning={meaning}>
      <span aria-hidden className="status-icon">
        {icon}
      </span>
      <span className="status-words">{children}</span>
      {to !== undefined && (
        <button type="button" className="link" onClick={() => go(to)}>
          {link}
        </button>
      )}
    </span>
  );
}
