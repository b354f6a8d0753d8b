import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import Clock from 'lucide-react/icons/clock';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hook, HookDelivery } from '../../../shared/domain/hook.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError, invoke, subscribe } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { Loading } from '../../components/loading.tsx';
import { State, type Meaning } from '../../components/state.tsx';
import { ExactTime, ListTime } from '../../components/time.tsx';
import { attempt } from '../../components/toasts.tsx';
import { errorText } from '../../error-text.ts';
import { debounce } from '../../stores/debounce.ts';
import { useHooks } from '../../stores/hooks.ts';

const looks: Readonly<Record<HookDelivery['state'], readonly [Meaning, ReactNode]>> = {
  waiting: ['working', <Clock key="waiting" size={14} />],
  delivered: ['ok', <CircleCheck key="delivered" size={14} />],
  failed: ['error', <CircleAlert key="failed" size={14} />],
};

const PAGE = 100;
const LARGEST_PAGE = 1000;

interface DeliveriesDialogProps {
  readonly hook: Hook;
  readonly onClose: () => void;
}

/** What a receiver was told or is to be told, newest first. */
export function DeliveriesDialog({ hook, onClose }: DeliveriesDialogProps) {
  const { t } = useTranslation();
  const [items, setItems] = useState<readonly HookDelivery[]>();
  const [next, setNext] = useState<number>();
  const [error, setError] = useState<MailroomError>();
  const shown = useRef(0);
  const read = useCallback(
    async (after?: number): Promise<void> => {
      try {
        const page = await invoke('hooks.deliveries', {
          id: hook.id,
          // Read again, what was read on before stays in sight.
          ...(after === undefined
            ? { limit: Math.min(Math.max(PAGE, shown.current), LARGEST_PAGE) }
            : { after, limit: PAGE }),
        });
        shown.current = page.items.length + (after === undefined ? 0 : shown.current);
        setItems((before = []) => (after === undefined ? page.items : [...before, ...page.items]));
        setNext(page.next);
        setError(undefined);
      } catch (thrown) {
        setError(asMailroomError(thrown));
      }
    },
    [hook.id],
  );
  useEffect(() => {
    void read();
    const again = debounce(() => void Promise.all([read(), useHooks.getState().load()]));
    const stop = subscribe('hooks.changed', again);
    return () => {
      stop();
      again.cancel();
    };
  }, [read]);
  const retry = async (deliveries: readonly HookDelivery[]): Promise<void> => {
    for (const { id: deliveryId } of deliveries) {
      if ((await attempt(invoke('hooks.retry', { deliveryId }))) === undefined) break;
    }
    await Promise.all([read(), useHooks.getState().load()]);
  };
  const missing = (items ?? []).filter(({ state }) => state !== 'delivered');
  return (
    <Dialog
      width="widest"
      title={t('hooks.deliveriesOf', { name: hook.name })}
      onClose={onClose}
      footer={
        <>
          {missing.length > 1 && (
            <div className="dialog-extra">
              <Button onClick={() => void retry(missing)}>{t('hooks.retryShown')}</Button>
            </div>
          )}
          <Button onClick={() => void read()}>{t('hooks.readAgain')}</Button>
          <Button onClick={onClose}>{t('action.close')}</Button>
        </>
      }
    >
      {error !== undefined && <ErrorBox error={error} />}
      {items === undefined && error === undefined && <Loading>{t('hooks.loading')}</Loading>}
      {items?.length === 0 && <p className="secondary">{t('hooks.noDeliveries')}</p>}
      {items !== undefined && items.length > 0 && (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">{t('hooks.event')}</th>
              <th scope="col">{t('outbox.column.state')}</th>
              <th scope="col">{t('outbox.column.time')}</th>
              <th scope="col">
                <span className="hidden">{t('column.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <Delivery key={item.id} item={item} onRetry={() => void retry([item])} />
            ))}
          </tbody>
        </table>
      )}
      {next !== undefined && <Button onClick={() => void read(next)}>{t('message.loadMore')}</Button>}
    </Dialog>
  );
}

function Delivery({ item, onRetry }: { readonly item: HookDelivery; readonly onRetry: () => void }) {
  const { t } = useTranslation();
  const [meaning, icon] = looks[item.state];
  return (
    <tr>
      <td>
        {t(`hookEvent.${item.event}`)}
        {item.subject !== undefined && (
          <strong className="reply">{item.subject === '' ? t('message.noSubject') : item.subject}</strong>
        )}
        {item.error !== undefined && <span className="reply">{errorText(item.error).title}</span>}
      </td>
      <td>
        <State meaning={meaning} icon={icon}>
          {t(`hookDelivery.${item.state}`)}
        </State>{' '}
        <span className="reply">{t('hooks.attempts', { count: item.attempts })}</span>
      </td>
      <td className="tabular">
        <ExactTime at={item.deliveredAt ?? item.at} />
        {item.nextAttemptAt !== undefined && (
          <span className="reply">
            {t('hooks.nextAttempt')} <ListTime at={item.nextAttemptAt} />
          </span>
        )}
      </td>
      <td>
        {item.state !== 'delivered' && (
          <Button kind="quiet" onClick={onRetry}>
            {t('action.tryAgain')}
          </Button>
        )}
      </td>
    </tr>
  );
}
