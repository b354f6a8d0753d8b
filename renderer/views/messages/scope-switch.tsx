import { useTranslation } from 'react-i18next';
import { formatCount } from '../../format.ts';
import { useMessages } from '../../stores/messages.ts';
import { useStatus } from '../../stores/status.ts';

/** The whole inbox, or only what was set aside in it. Buttons, so that the keys of the list go on working. */
export function ScopeSwitch() {
  const { t } = useTranslation();
  const setAside = useMessages((state) => state.inbox.setAside);
  const query = useMessages((state) => state.query);
  const status = useStatus((state) => state.overall);
  const scopes = [
    { value: false, label: t('message.scope.all'), count: status?.inbox },
    { value: true, label: t('message.scope.setAside'), count: status?.setAside },
  ];
  return (
    <div className="segments scope" role="group" aria-label={t('message.scope.label')}>
      {scopes.map(({ value, label, count }) => (
        <button
          key={String(value)}
          type="button"
          className="segment-button"
          aria-pressed={setAside === value}
          onClick={() => void query('inbox', { setAside: value })}
        >
          {label}
          {count !== undefined && (
            <>
              {' '}
              <small className="tabular">{formatCount(count)}</small>
            </>
          )}
        </button>
      ))}
    </div>
  );
}
