import Asterisk from 'lucide-react/icons/asterisk';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HookOverview } from '../../../shared/domain/hook.ts';
import { Button } from '../../components/button.tsx';
import { ListError } from '../../components/list-error.tsx';
import { useHooks } from '../../stores/hooks.ts';
import { DeliveriesDialog } from './deliveries-dialog.tsx';
import { HookDialog } from './hook-dialog.tsx';
import { HookRow } from './hook-row.tsx';
import { RemoveHook } from './remove-hook.tsx';

interface Open {
  readonly what: 'form' | 'deliveries' | 'remove';
  /** Left out for a new one. */
  readonly item?: HookOverview;
}

/** Other systems that are told by HTTP what happens to mail. */
export function HooksSection() {
  const { t } = useTranslation();
  const { items, error, load } = useHooks();
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  useEffect(() => void load(), [load]);
  return (
    <section>
      <h2>{t('hooks.title')}</h2>
      <p className="secondary">{t('hooks.text')}</p>
      <ListError error={error} retry={load} />
      {items.length > 0 && (
        <ul className="text-list hook-list">
          {items.map((item) => (
            <HookRow
              key={item.hook.id}
              item={item}
              onEdit={() => setOpen({ what: 'form', item })}
              onDeliveries={() => setOpen({ what: 'deliveries', item })}
              onRemove={() => setOpen({ what: 'remove', item })}
            />
          ))}
        </ul>
      )}
      <p className="data-action">
        <Button icon={<Asterisk size={16} aria-hidden />} onClick={() => setOpen({ what: 'form' })}>
          {t('hooks.new')}
        </Button>
      </p>
      {open?.what === 'form' && <HookDialog item={open.item} onClose={close} />}
      {open?.what === 'deliveries' && open.item !== undefined && (
        <DeliveriesDialog hook={open.item.hook} onClose={close} />
      )}
      {open?.what === 'remove' && open.item !== undefined && <RemoveHook item={open.item} onClose={close} />}
    </section>
  );
}
