import { useTranslation } from 'react-i18next';
import { Segments } from '../../components/segments.tsx';
import { useMessages } from '../../stores/messages.ts';
import { useStatus } from '../../stores/status.ts';

/** The whole inbox, or only what was set aside in it. */
export function ScopeSwitch() {
  const { t } = useTranslation();
  const setAside = useMessages((state) => state.inbox.setAside);
  const query = useMessages((state) => state.query);
  const status = useStatus((state) => state.overall);
  return (
    <Segments
      label={t('message.scope.label')}
      value={setAside}
      options={[
        { value: false, label: t('message.scope.all'), count: status?.inbox },
        { value: true, label: t('message.scope.setAside'), count: status?.setAside },
      ]}
      onChange={(value) => void query('inbox', { setAside: value })}
    />
  );
}
