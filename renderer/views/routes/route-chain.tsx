import Check from 'lucide-react/icons/check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import CirclePause from 'lucide-react/icons/circle-pause';
import { useTranslation } from 'react-i18next';
import type { RouteStep } from '../../../shared/domain/outbound.ts';

/** The order in which the sending account was looked for, and why each step gave it or did not (S64). */
export function RouteChain({ steps }: { readonly steps: readonly RouteStep[] }) {
  const { t } = useTranslation();
  return (
    <ol className="route-chain" aria-label={t('route.why')}>
      {steps.map((step) => (
        <li key={step.step} data-outcome={step.outcome}>
          <span className="route-icon" aria-hidden>
            {step.outcome === 'used' ? (
              <Check size={14} />
            ) : step.outcome === 'paused' ? (
              <CirclePause size={14} />
            ) : (
              <CircleDashed size={14} />
            )}
          </span>
          <span>
            <strong>
              {t(`routeStep.${step.step}`)}
              {step.name !== undefined && ` ${t('route.quoted', { name: step.name })}`}:
            </strong>{' '}
            <span className={step.outcome === 'used' ? undefined : 'secondary'}>
              {t(`routeOutcome.${step.outcome}`, { account: step.account ?? '' })}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}
