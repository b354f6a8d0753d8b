import { useTranslation } from 'react-i18next';
import { Loading } from '../../components/loading.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { RouteChain } from './route-chain.tsx';
import type { RouteAnswer } from './use-route.ts';

/** Who will send this and why; unfolded, the whole order. */
export function RouteLine({ route, error }: RouteAnswer) {
  const { t } = useTranslation();
  if (error !== undefined) return <ErrorBox error={error} doing="sending" />;
  if (route === undefined) return <Loading>{t('route.asking')}</Loading>;
  return (
    <details className="route-line">
      <summary aria-live="polite">
        <span className="route-words">
          {t('route.sentBy')} <strong>{route.account}</strong> &lt;{route.from}&gt; ·{' '}
          {t(`routeReason.${route.why}`)}
        </span>
        <span className="link">{t('route.whyShort')}</span>
      </summary>
      <RouteChain steps={route.steps} />
    </details>
  );
}
