import Bell from 'lucide-react/icons/mail-warning';
import Check from 'lucide-react/icons/check';
import Download from 'lucide-react/icons/download';
import RotateCw from 'lucide-react/icons/rotate-cw';
import Trash from 'lucide-react/icons/trash-2';
import Undo from 'lucide-react/icons/undo-2';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageDetail } from '../../../shared/domain/message.ts';
import type { PlainError } from '../../../shared/errors.ts';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { ListTime } from '../../components/time.tsx';
import { formatSize } from '../../format.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { DeleteOnServer } from './delete-on-server.tsx';
import { HeldCard } from './held-card.tsx';
import { decide, notifySender, release, retry } from './set-aside-actions.ts';

/** Why a message was set aside, and what can be done with it. Nothing for messages that are simply here. */
export function SetAsideCard({ message }: { readonly message: MessageDetail }) {
  const { reason, state } = message;
  if (reason === undefined) return null;
  return (
    <div className="detail-reason">
      {state === 'oversize' ? (
        <Oversize message={message} reason={reason} />
      ) : reason.code === 'rule.unknownSender' ? (
        <HeldCard message={message} reason={reason} />
      ) : (
        <ErrorBox error={reason}>{state === 'quarantined' && <Quarantined message={message} />}</ErrorBox>
      )}
    </div>
  );
}

interface CardProps {
  readonly message: MessageDetail;
}

function Oversize({ message, reason }: CardProps & { readonly reason: PlainError }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'delete' | 'notify'>();
  const go = useNavigation((state) => state.go);
  const overview = useAccounts((state) =>
    state.incoming.find(({ account }) => account.id === message.accountId),
  );
  const told = message.trail.find((entry) => entry.event === 'senderNotified');
  const { decision = 'leave' } = message;
  if (overview === undefined) {
    return (
      <ErrorBox error={reason} meaning="warning">
        <p>{t('setAside.accountGone')}</p>
      </ErrorBox>
    );
  }
  return (
    <ErrorBox error={reason} meaning="warning">
      {decision === 'leave' ? (
        <div className="card-actions">
          <Button
            icon={<Download size={16} aria-hidden />}
            onClick={() => void decide([message.id], 'fetch')}
          >
            {t('setAside.fetch')}
          </Button>
          <Button
            icon={<Bell size={16} aria-hidden />}
            disabled={told !== undefined || message.from.address === ''}
            onClick={() => setAsking('notify')}
          >
            {t('setAside.notify')}
          </Button>
          <Button icon={<Trash size={16} aria-hidden />} onClick={() => setAsking('delete')}>
            {t('setAside.delete')}
          </Button>
          <Button
            onClick={() => go({ view: 'incoming', form: { id: overview.account.id, field: 'maxSizeBytes' } })}
          >
            {t('setAside.raiseLimit')}
          </Button>
        </div>
      ) : (
        <div className="card-decision" role="status">
          <strong>{t(`setAside.decision.${decision}`)}</strong>
          <Button
            kind="quiet"
            icon={<Undo size={16} aria-hidden />}
            onClick={() => void decide([message.id], 'leave')}
          >
            {t('action.undo')}
          </Button>
          {!overview.account.active && <span>{t('setAside.paused')}</span>}
        </div>
      )}
      {told !== undefined && (
        <p className="secondary">
          {t('setAside.toldSender')} <ListTime at={told.at} />
        </p>
      )}
      {asking === 'delete' && <DeleteOnServer messages={[message]} onClose={() => setAsking(undefined)} />}
      {asking === 'notify' && (
        <Confirm
          title={t('setAside.notifyTitle', { address: message.from.address })}
          confirm={t('setAside.notifyConfirm')}
          onCancel={() => setAsking(undefined)}
          onConfirm={() => {
            setAsking(undefined);
            void notifySender(message.id);
          }}
        >
          <p>{t('setAside.notifyText', { subject: message.subject, size: formatSize(message.sizeBytes) })}</p>
        </Confirm>
      )}
    </ErrorBox>
  );
}

function Quarantined({ message }: CardProps) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t(message.hasSource ? 'setAside.keptHere' : 'setAside.onServer')}</p>
      <div className="card-actions">
        <Button icon={<RotateCw size={16} aria-hidden />} onClick={() => void retry([message.id])}>
          {t('action.tryAgain')}
        </Button>
        <Button
          icon={<Check size={16} aria-hidden />}
          disabled={!message.hasSource}
          onClick={() => void release([message.id])}
        >
          {t('setAside.release')}
        </Button>
      </div>
      <p className="secondary">{t(message.hasSource ? 'setAside.releaseHelp' : 'setAside.releaseNotHere')}</p>
    </>
  );
}
