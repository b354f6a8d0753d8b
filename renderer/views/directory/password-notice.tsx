import { useTranslation } from 'react-i18next';
import type { User } from '../../../shared/domain/directory.ts';
import { invoke } from '../../bridge.ts';
import { Confirm } from '../../components/dialog.tsx';
import { ExactTime } from '../../components/time.tsx';
import { attempt } from '../../components/toasts.tsx';
import { useUsers } from '../../stores/directory.ts';
import { tellQueued } from '../compose/tell-queued.ts';

/** Tells a user that the password was changed (S53), after showing to whom and when the last word went. */
export function PasswordNotice({ user, onDone }: { readonly user: User; readonly onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Confirm
      title={t('users.notifyTitle', { name: user.name })}
      confirm={t('users.notifyConfirm')}
      onCancel={onDone}
      onConfirm={async () => {
        onDone();
        const entry = await attempt(invoke('users.notifyPasswordChange', { id: user.id }));
        await useUsers.getState().load();
        if (entry !== undefined) tellQueued(entry);
      }}
    >
      <p>{t('users.notifyText', { address: user.email })}</p>
      <p className="secondary">
        {user.passwordNoticeAt === undefined ? (
          t('users.neverNotified')
        ) : (
          <>
            {t('users.lastNotified')} <ExactTime at={user.passwordNoticeAt} />
          </>
        )}
      </p>
    </Confirm>
  );
}
