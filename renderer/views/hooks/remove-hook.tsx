import { useTranslation } from 'react-i18next';
import type { HookOverview } from '../../../shared/domain/hook.ts';
import { invoke } from '../../bridge.ts';
import { Confirm } from '../../components/dialog.tsx';
import { attempt } from '../../components/toasts.tsx';
import { useHooks } from '../../stores/hooks.ts';

interface RemoveHookProps {
  readonly item: HookOverview;
  readonly onClose: () => void;
}

/** Asks before a receiver is deleted: its key is lost with it. */
export function RemoveHook({ item: { hook, waiting }, onClose }: RemoveHookProps) {
  const { t } = useTranslation();
  return (
    <Confirm
      danger
      title={t('outgoing.deleteTitle', { name: hook.name })}
      confirm={t('directory.deleteConfirm')}
      onCancel={onClose}
      onConfirm={async () => {
        onClose();
        await attempt(invoke('hooks.remove', { id: hook.id }));
        await useHooks.getState().load();
      }}
    >
      <p>{t('hooks.removeText')}</p>
      {waiting > 0 && <p>{t('hooks.removeWaiting', { count: waiting })}</p>}
      <p>{t('directory.noUndo')}</p>
    </Confirm>
  );
}
