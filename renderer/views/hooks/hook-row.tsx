import ListChecks from 'lucide-react/icons/list-checks';
import PlugZap from 'lucide-react/icons/plug-zap';
import Trash from 'lucide-react/icons/trash-2';
import { useTranslation } from 'react-i18next';
import type { HookOverview } from '../../../shared/domain/hook.ts';
import { invoke } from '../../bridge.ts';
import { IconButton } from '../../components/button.tsx';
import { Badge } from '../../components/state.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { errorText } from '../../error-text.ts';

interface HookRowProps {
  readonly item: HookOverview;
  readonly onEdit: () => void;
  readonly onDeliveries: () => void;
  readonly onRemove: () => void;
}

/** One receiver: where it is, and whether what it should know has reached it. */
export function HookRow({ item: { hook, waiting, failed }, onEdit, onDeliveries, onRemove }: HookRowProps) {
  const { t } = useTranslation();
  const test = async (): Promise<void> => {
    const answer = await attempt(invoke('hooks.test', { id: hook.id }));
    if (answer === undefined) return;
    if (answer.ok) notify({ title: t('hooks.testOk', { name: hook.name, ms: answer.ms }) });
    else {
      const words = answer.error === undefined ? undefined : errorText(answer.error);
      notify({
        title: t('hooks.testFailed', { name: hook.name }),
        text: words === undefined ? '' : `${words.title}. ${words.remedy}`,
        kind: 'error',
      });
    }
  };
  return (
    <li>
      <button type="button" className="text-entry" onClick={onEdit}>
        <strong>{hook.name}</strong>
        {!hook.active && <Badge>{t('directory.inactive')}</Badge>}
        {failed > 0 && <Badge meaning="error">{t('hooks.failed', { count: failed })}</Badge>}
        {waiting > 0 && <Badge>{t('hooks.waiting', { count: waiting })}</Badge>}
        <span className="secondary">{hook.url}</span>
      </button>
      <IconButton label={t('hooks.test', { name: hook.name })} onClick={() => void test()}>
        <PlugZap size={16} aria-hidden />
      </IconButton>
      <IconButton label={t('hooks.deliveriesOf', { name: hook.name })} onClick={onDeliveries}>
        <ListChecks size={16} aria-hidden />
      </IconButton>
      <IconButton label={t('directory.delete', { name: hook.name })} onClick={onRemove}>
        <Trash size={16} aria-hidden />
      </IconButton>
    </li>
  );
}
