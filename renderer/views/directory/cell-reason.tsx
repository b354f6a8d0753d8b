import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { Loading } from '../../components/loading.tsx';
import { RouteChain } from '../routes/route-chain.tsx';
import { useRoute } from '../routes/use-route.ts';
import type { Cell } from './use-grid.ts';

interface CellReasonProps {
  readonly cell: Cell;
  readonly group: string;
  readonly type: string;
  readonly onClose: () => void;
}

/** Why this account sends for this group and this type, step by step. */
export function CellReason({ cell, group, type, onClose }: CellReasonProps) {
  const { t } = useTranslation();
  const { groupId, typeId } = cell;
  const { route, error } = useRoute({ groupId, typeId });
  return (
    <section className="cell-reason" aria-label={t('route.why')}>
      <header>
        <h3>
          {group} · {type}
        </h3>
        <IconButton label={t('action.close')} onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      {error !== undefined && <ErrorBox error={error} doing="sending" />}
      {route !== undefined && <RouteChain steps={route.steps} />}
      {route === undefined && error === undefined && <Loading>{t('route.asking')}</Loading>}
    </section>
  );
}
