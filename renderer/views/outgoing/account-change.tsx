import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutgoingOverview, ResponseOf } from '../../../shared/ipc/contract.ts';
import { invoke } from '../../bridge.ts';
import { Confirm } from '../../components/dialog.tsx';
import { attempt, notify, notifyFailure } from '../../components/toasts.tsx';
import { useAccounts } from '../../stores/accounts.ts';
import { Consequences } from './consequences.tsx';

export interface Changing {
  readonly overview: OutgoingOverview;
  readonly change: 'pause' | 'remove';
}

type After = ResponseOf<'routes.afterChange'>;

/**
 * Pauses or deletes an account, after showing what would go out through another one from then on. A pause that
 * changes nothing needs no question.
 */
export function AccountChange({ overview, change, onDone }: Changing & { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { account } = overview;
  const [after, setAfter] = useState<After>();
  const carryOut = async (): Promise<void> => {
    onDone();
    const { load, putOutgoing } = useAccounts.getState();
    if (change === 'remove') {
      const gone = await attempt(invoke('outgoing.remove', { id: account.id }));
      await load();
      if (gone !== undefined) notify({ title: t('incoming.deleted', { name: account.name }) });
      return;
    }
    const changed = await attempt(invoke('outgoing.setActive', { id: account.id, active: false }));
    if (changed !== undefined) putOutgoing(changed);
    await load();
  };
  const latest = useRef({ carryOut, onDone });
  latest.current = { carryOut, onDone };
  useEffect(() => {
    let current = true;
    invoke('routes.afterChange', { accountId: account.id, change }).then(
      (answer) => {
        if (!current) return;
        if (change === 'pause' && changesNothing(answer)) void latest.current.carryOut();
        else setAfter(answer);
      },
      (error: unknown) => {
        if (!current) return;
        notifyFailure(error);
        latest.current.onDone();
      },
    );
    return () => {
      current = false;
    };
  }, [account.id, change]);
  if (after === undefined) return null;
  const words = change === 'pause' ? 'pause' : 'delete';
  return (
    <Confirm
      danger={change === 'remove'}
      wide={!changesNothing(after)}
      title={t(`outgoing.${words}Title`, { name: account.name })}
      confirm={change === 'pause' ? t('outgoing.pauseConfirm') : t('incoming.deleteConfirm')}
      onCancel={onDone}
      onConfirm={() => void carryOut()}
    >
      <p>{t(`outgoing.${words}Text`)}</p>
      {change === 'remove' && account.isDefault && <p>{t('outgoing.deleteLast')}</p>}
      <Consequences after={after} change={change} />
    </Confirm>
  );
}

function changesNothing({ cells, groups, types, waiting }: After): boolean {
  return cells.length === 0 && groups.length === 0 && types.length === 0 && waiting === 0;
}
