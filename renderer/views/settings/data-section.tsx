import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import Download from 'lucide-react/icons/hard-drive-download';
import Loader from 'lucide-react/icons/loader-circle';
import ShieldCheck from 'lucide-react/icons/shield-check';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArchiveVerification } from '../../../shared/domain/verification.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { State } from '../../components/state.tsx';
import { notify } from '../../components/toasts.tsx';
import { formatCount, formatDuration, formatSize } from '../../format.ts';

type Check =
  | { readonly phase: 'idle' | 'running' }
  | { readonly phase: 'failed'; readonly error: MailroomError }
  | { readonly phase: 'done'; readonly result: ArchiveVerification };

/** The data on this computer: is everything whole, and a copy of it. */
export function DataSection() {
  const { t } = useTranslation();
  const [check, setCheck] = useState<Check>({ phase: 'idle' });
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<MailroomError>();
  const verify = async (): Promise<void> => {
    setCheck({ phase: 'running' });
    try {
      setCheck({ phase: 'done', result: await invoke('archive.verify', {}) });
    } catch (error) {
      setCheck({ phase: 'failed', error: asMailroomError(error) });
    }
  };
  const backUp = async (): Promise<void> => {
    setSaving(true);
    setFailure(undefined);
    try {
      const { saved, name } = await invoke('files.backup', {});
      if (saved) notify({ title: t('data.backedUp', { name }), text: t('data.backedUpText') });
    } catch (error) {
      setFailure(asMailroomError(error));
    }
    setSaving(false);
  };
  const running = check.phase === 'running';
  return (
    <section>
      <h2>{t('data.title')}</h2>
      <p className="secondary">{t('data.verifyText')}</p>
      <div className="data-action">
        <Button
          icon={
            running ? (
              <Loader className="spin" size={16} aria-hidden />
            ) : (
              <ShieldCheck size={16} aria-hidden />
            )
          }
          busy={running}
          disabled={running}
          onClick={() => void verify()}
        >
          {running ? t('data.verifying') : t('data.verify')}
        </Button>
      </div>
      <div role="status">{check.phase === 'done' && <Outcome result={check.result} />}</div>
      {check.phase === 'failed' && <ErrorBox error={check.error} />}
      <p className="secondary data-next">{t('data.backupText')}</p>
      <div className="data-action">
        <Button
          icon={
            saving ? <Loader className="spin" size={16} aria-hidden /> : <Download size={16} aria-hidden />
          }
          busy={saving}
          disabled={saving}
          onClick={() => void backUp()}
        >
          {t('data.backup')}
        </Button>
      </div>
      {failure !== undefined && <ErrorBox error={failure} />}
    </section>
  );
}

/** The outcome in words, then every problem. */
function Outcome({ result }: { readonly result: ArchiveVerification }) {
  const { t } = useTranslation();
  const { ok, problems } = result;
  const words = problems
    .map(
      ({ kind, messageId, detail }) => `${kind}${messageId === undefined ? '' : ` #${messageId}`}: ${detail}`,
    )
    .join('\n');
  return (
    <div className="data-outcome">
      <State meaning={ok ? 'ok' : 'error'} icon={ok ? <CircleCheck size={16} /> : <CircleAlert size={16} />}>
        {ok
          ? t('data.whole')
          : t('data.broken', { count: problems.length, shown: formatCount(problems.length) })}
      </State>
      <p className="secondary tabular">
        {t('data.checked', {
          count: result.messages,
          shown: formatCount(result.messages),
          size: formatSize(result.bytes),
          duration: formatDuration(result.ms),
        })}{' '}
        {result.removalPending > 0 &&
          t('data.removalPending', {
            count: result.removalPending,
            shown: formatCount(result.removalPending),
          })}
      </p>
      {problems.length > 0 && (
        <>
          <p>{t('data.brokenText')}</p>
          <div className="problems">
            <ul>
              {problems.map((problem, index) => (
                <li key={index}>
                  <strong>{t(`data.problem.${problem.kind}`)}</strong>
                  {problem.messageId !== undefined && (
                    <span className="tabular"> · {t('data.message', { id: problem.messageId })}</span>
                  )}
                  <code>{problem.detail}</code>
                </li>
              ))}
            </ul>
            <CopyButton text={words} />
          </div>
        </>
      )}
    </div>
  );
}
