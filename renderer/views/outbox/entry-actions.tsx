import Ban from 'lucide-react/icons/ban';
import CircleCheck from 'lucide-react/icons/circle-check';
import FileDown from 'lucide-react/icons/file-down';
import Route from 'lucide-react/icons/route';
import RotateCw from 'lucide-react/icons/rotate-cw';
import Users from 'lucide-react/icons/users';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxDetail } from '../../../shared/domain/outbound.ts';
import { invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { useOutbox } from '../../stores/outbox.ts';
import { mayDo } from './allowed.ts';
import { ReaddressDialog } from './readdress-dialog.tsx';
import { SendThroughDialog } from './send-through-dialog.tsx';

type Asking = 'retry' | 'readdress' | 'sendThrough';

/** What can be done with a message in its state. */
export function EntryActions({ detail }: { readonly detail: OutboxDetail }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Asking>();
  const done = (): void => setAsking(undefined);
  const { id, state } = detail;
  const act = async (
    channel: 'outbox.retry' | 'outbox.cancel' | 'outbox.confirmSent',
    words: string,
  ): Promise<void> => {
    const changed = await attempt(invoke(channel, { id }));
    useOutbox.getState().changed();
    await useOutbox.getState().load();
    if (changed !== undefined) notify({ title: words });
  };
  const retry = (): void => {
    // It may have arrived already: only a person can decide to send it twice.
    if (state === 'unknown') setAsking('retry');
    else void act('outbox.retry', t('outbox.retried'));
  };
  const save = async (): Promise<void> => {
    const answer = await attempt(invoke('files.exportSent', { id }));
    if (answer?.saved === true) notify({ title: t('message.attachmentSaved', { name: answer.name }) });
  };
  return (
    <div className="detail-actions">
      {mayDo('retry', state) && (
        <Button icon={<RotateCw size={16} aria-hidden />} onClick={retry}>
          {state === 'deferred' ? t('outbox.sendNow') : t('outbox.retry')}
        </Button>
      )}
      {mayDo('confirm', state) && (
        <Button
          icon={<CircleCheck size={16} aria-hidden />}
          onClick={() => void act('outbox.confirmSent', t('outbox.confirmed'))}
        >
          {t('outbox.confirm')}
        </Button>
      )}
      {state === 'partlyRefused' && (
        <Button icon={<Users size={16} aria-hidden />} onClick={() => setAsking('readdress')}>
          {t('outbox.readdress')}
        </Button>
      )}
      {mayDo('cancel', state) && (
        <Button
          icon={<Ban size={16} aria-hidden />}
          onClick={() => void act('outbox.cancel', t('outbox.cancelled'))}
        >
          {t('outbox.cancel')}
        </Button>
      )}
      <RowMenu
        label={t('message.more')}
        actions={[
          {
            label: t('outbox.readdress'),
            icon: <Users size={16} aria-hidden />,
            disabled: !mayDo('readdress', state),
            run: () => setAsking('readdress'),
          },
          {
            label: t('outbox.sendThrough'),
            icon: <Route size={16} aria-hidden />,
            disabled: !mayDo('sendThrough', state),
            run: () => setAsking('sendThrough'),
          },
          {
            label: t('message.export'),
            icon: <FileDown size={16} aria-hidden />,
            run: () => void save(),
          },
        ]}
      />
      {asking === 'retry' && (
        <Confirm
          title={t('outbox.unknownTitle')}
          confirm={t('outbox.unknownConfirm')}
          onCancel={done}
          onConfirm={() => {
            done();
            void act('outbox.retry', t('outbox.retried'));
          }}
        >
          <p>{t('outbox.unknownText')}</p>
        </Confirm>
      )}
      {asking === 'readdress' && <ReaddressDialog detail={detail} onClose={done} />}
      {asking === 'sendThrough' && <SendThroughDialog detail={detail} onClose={done} />}
    </div>
  );
}
