import { useTranslation } from 'react-i18next';
import { formatCount } from '../../format.ts';
import { useMessages } from '../../stores/messages.ts';
import { useStatus } from '../../stores/status.ts';

/** The whole inbox, or only what was set aside in it. */
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
    <fieldset className="segments scope">
      <legend className="hidden">{t('message.scope.label')}</legend>
      {scopes.map(({ value, label, count }) => (
        <label key={String(value)} className="segment">
          <input
            type="radio"
            name="scope"
            checked={setAside === value}
            onChange={() => void query('inbox', { setAside: value })}
          />
          <span>
            {label}
            {count !== undefined && <small className="tabular">{formatCount(count)}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
