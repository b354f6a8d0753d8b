import Check from 'lucide-react/icons/circle-check';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Circle from 'lucide-react/icons/circle-dashed';
import CircleX from 'lucide-react/icons/circle-x';
import Loader from 'lucide-react/icons/loader-circle';
import ShieldQuestion from 'lucide-react/icons/shield-question-mark';
import PlugZap from 'lucide-react/icons/plug-zap';
import { useTranslation } from 'react-i18next';
import type { ConnectionTest, TestStep, TestStepId } from '../../../shared/domain/connection-test.ts';
import type { MailroomError, PlainError } from '../../../shared/errors.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorBox, ServerWords } from '../../components/error-box.tsx';
import { errorText, type Doing } from '../../error-text.ts';
import { isAboutTrust } from './use-trust.tsx';

/** What the tester is doing. */
export type TesterState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly steps: readonly TestStep[] }
  | { readonly phase: 'done'; readonly test: ConnectionTest; readonly stale: boolean }
  | { readonly phase: 'failed'; readonly error: MailroomError };

interface ConnectionTesterProps {
  readonly state: TesterState;
  /** The steps this kind of account goes through, in order. */
  readonly steps: readonly TestStepId[];
  readonly doing?: Doing | undefined;
  readonly onRun: () => void;
  readonly onShowField: (error: PlainError) => void;
  /** Opens the certificate that a finding is about. */
  readonly onShowCertificate: () => void;
}

/** The connection test beside the form: every step, what it took, and what it found. */
export function ConnectionTester(props: ConnectionTesterProps) {
  const { state, steps, doing, onRun, onShowField, onShowCertificate } = props;
  const { t } = useTranslation();
  const found = state.phase === 'done' ? state.test.steps : state.phase === 'running' ? state.steps : [];
  // The step under way is the first of which nothing was told yet.
  const current = state.phase === 'running' ? steps[found.length] : undefined;
  return (
    <aside className="tester" aria-label={t('tester.title')}>
      <div className="tester-header">
        <h2>{t('tester.title')}</h2>
        <Button
          icon={
            state.phase === 'running' ? (
              <Loader className="spin" size={16} aria-hidden />
            ) : (
              <PlugZap size={16} aria-hidden />
            )
          }
          busy={state.phase === 'running'}
          disabled={state.phase === 'running'}
          onClick={onRun}
        >
          {state.phase === 'running' ? t('tester.running') : t('tester.run')}
        </Button>
      </div>
      <p className="tester-verdict" role="status" data-phase={verdictPhase(state)}>
        {verdict(state, t)}
      </p>
      {state.phase === 'failed' && <ErrorBox error={state.error} />}
      <ol className="steps">
        {steps.map((id) => {
          const step = found.find((candidate) => candidate.id === id);
          return (
            <Step
              key={id}
              id={id}
              step={step}
              running={id === current}
              doing={doing}
              onShowField={onShowField}
              onShowCertificate={onShowCertificate}
            />
          );
        })}
      </ol>
    </aside>
  );
}

function verdictPhase(state: TesterState): string {
  return state.phase === 'done' ? (state.test.ok ? 'ok' : 'error') : state.phase;
}

function verdict(state: TesterState, t: (key: string) => string): string {
  switch (state.phase) {
    case 'idle':
      return t('tester.idle');
    case 'running':
      return t('tester.runningText');
    case 'failed':
      return t('tester.failed');
    case 'done':
      if (state.stale) return t('tester.stale');
      return state.test.ok ? t('tester.ok') : t('tester.bad');
  }
}

interface StepProps {
  readonly id: TestStepId;
  readonly step: TestStep | undefined;
  readonly running: boolean;
  readonly doing: Doing | undefined;
  readonly onShowField: (error: PlainError) => void;
  /** Opens the certificate that a finding is about. */
  readonly onShowCertificate: () => void;
}

function Step({ id, step, running, ...finding }: StepProps) {
  const { t } = useTranslation();
  const outcome = step === undefined ? 'waiting' : step.ok ? 'ok' : 'error';
  return (
    <li className="step" data-outcome={outcome} data-running={running || undefined}>
      <span className="step-icon">
        {step === undefined && running ? (
          <Loader className="spin" size={16} aria-label={t('tester.runningText')} />
        ) : step === undefined ? (
          <Circle size={16} aria-label={t('tester.waiting')} />
        ) : step.ok ? (
          <Check size={16} aria-label={t('tester.stepOk')} />
        ) : (
          <CircleX size={16} aria-label={t('tester.stepBad')} />
        )}
      </span>
      <div className="step-words">
        <div className="step-line">
          <span className="step-name">{t(`stages.${id}`)}</span>
          {step !== undefined && <span className="step-time">{t('tester.ms', { ms: step.ms })}</span>}
        </div>
        {step?.finding !== undefined && <Finding error={step.finding} {...finding} />}
        {step !== undefined && step.evidence.length > 0 && <Evidence step={step} />}
      </div>
    </li>
  );
}

interface FindingProps {
  readonly error: PlainError;
  readonly doing: Doing | undefined;
  readonly onShowField: (error: PlainError) => void;
  readonly onShowCertificate?: (() => void) | undefined;
}

/** What went wrong, with the way to the field. */
export function Finding({ error, doing, onShowField, onShowCertificate }: FindingProps) {
  const { t } = useTranslation();
  const { title, text, remedy } = errorText(error, doing);
  return (
    <div className="finding">
      <strong>{title}</strong>
      <p>{text}</p>
      <p>{remedy}</p>
      <ServerWords text={error.detail} code={error.code} />
      {onShowCertificate !== undefined && isAboutTrust(error.code) && (
        <Button icon={<ShieldQuestion size={16} aria-hidden />} onClick={onShowCertificate}>
          {t('tester.showCertificate')}
        </Button>
      )}
      {error.field !== undefined && (
        <Button kind="quiet" onClick={() => onShowField(error)}>
          {t('tester.showField', { field: t(`fields.${error.field}`) })}
        </Button>
      )}
    </div>
  );
}

function Evidence({ step }: { readonly step: TestStep }) {
  const { t } = useTranslation();
  const text = step.evidence.map(({ label, value }) => `${label}: ${value}`).join('\n');
  return (
    <details className="evidence">
      <summary>
        <ChevronRight size={14} aria-hidden />
        {t('tester.evidence')}
      </summary>
      <dl>
        {step.evidence.map(({ label, value }, index) => (
          <div key={index}>
            <dt>{t(`evidence.${label}`, { defaultValue: label })}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <CopyButton text={text} />
    </details>
  );
}
